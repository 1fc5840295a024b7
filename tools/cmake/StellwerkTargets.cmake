# SPDX-License-Identifier: Apache-2.0
# How targets are made, and the only place with compiler flags.
#
#   stellwerk_layer(engine [IN_LIBRARY] [TOGETHER] SOURCES ... [APART ...] [DEPENDS layers...]
#                   [LINK targets...])
#     The layer core/engine as an internal static library stellwerk_engine (an interface library
#     when it has headers only). IN_LIBRARY: its objects also go into the installed `stellwerk`.
#     TOGETHER: with STELLWERK_TOGETHER several sources are compiled at once, but for those APART,
#     which have file-local names that others have, too.
#   stellwerk_test(name SOURCES ... [LIBS ...] [LABELS ...] [TIMEOUT s] [ARGS ...] [SERIAL]
#                  [TOGETHER])
#     One GoogleTest program, one ctest entry. The folder's name is always a label. SERIAL: it
#     measures time or load, so nothing else runs beside it. TOGETHER: as of layers.
#   stellwerk_script_test(name COMMAND ... [LABELS ...] [TIMEOUT s] [SERIAL])
#     One ctest entry around a script; python scripts run with Debian's interpreter.
#   stellwerk_bench(name SOURCES ... [LIBS ...] [SMOKE filter])
#     One Google Benchmark program, and a smoke run of it in ctest: of all, or of those that
#     --benchmark_filter=filter chooses.
#   stellwerk_fuzz_target(name MAIN libfuzzer.cc replay.cc SOURCES ... [LIBS ...])
#     One program fuzz_<name>: with STELLWERK_FUZZ around libFuzzer, otherwise around the second of
#     MAIN, with a ctest entry fuzz.<name> that gives it every file of the folder corpus/<name>.
#   stellwerk_program(name [OUTPUT file] SOURCES ... [LIBS ...])
#     One program in <build>/bin, as `file` when that differs from the target's name. Those under
#     tools/ are built by the target `stellwerk_programs` and installed.
#   stellwerk_subdirectories(dirs...)
#     add_subdirectory for those of them that have a CMakeLists.txt.
# LIBS names targets: internal layers as stellwerk_<layer>, anything else as find_package gave it.

# Several sources of the target at once. They parse the same headers, which takes most of the time.
function(stellwerk_together target)
  if(NOT STELLWERK_TOGETHER)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
  if(ARGN)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()

add_library(stellwerk_flags INTERFACE)
target_compile_features(stellwerk_flags INTERFACE cxx_std_20)
target_compile_options(stellwerk_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wcast-align -Wcast-qual -Wnon-virtual-dtor -Woverloaded-virtual
  -Wdouble-promotion -Wformat=2 -Wundef -Wextra-semi -Wimplicit-fallthrough -Wvla
  $<$<BOOL:${STELLWERK_WERROR}>:-Werror>
  # -Wrestrict sees overlaps in g++ 12's own operator+ of strings (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wredundant-tags -Wno-restrict>
  # g++'s -Wnull-dereference sees null where abseil's inlined containers have none.
  $<$<CXX_COMPILER_ID:Clang>:-Wnull-dereference -Wdocumentation -Wunused-member-function>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The library is position independent, and g++ alone then inlines nothing that a program could
  # replace by a function of its own.
  target_compile_options(stellwerk_flags INTERFACE -fno-semantic-interposition)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  # Left alone it clears an event of 320 bytes with `rep stos`, at 25 ns; memset takes 10.
  target_compile_options(stellwerk_flags INTERFACE
    "-mmemset-strategy=unrolled_loop:96:noalign,libcall:-1:noalign")
endif()
if(STELLWERK_SANITIZE)
  set(stellwerk_sanitizer_flags -fsanitize=${STELLWERK_SANITIZE} -fno-omit-frame-pointer)
  if(STELLWERK_SANITIZE MATCHES "undefined")
    list(APPEND stellwerk_sanitizer_flags -fno-sanitize-recover=undefined)
    # g++'s -Wsign-conversion sees conversions in the checks of shifts that are inserted.
    target_compile_options(stellwerk_flags INTERFACE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-sign-conversion>)
  endif()
  target_compile_options(stellwerk_flags INTERFACE ${stellwerk_sanitizer_flags}
    # g++ warns of every fence in moodycamel's header; the suppression file covers what it reports.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>
    # g++'s flow warnings see paths through the instrumentation that the code does not have.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(stellwerk_flags INTERFACE ${stellwerk_sanitizer_flags})
endif()

find_program(STELLWERK_CCACHE ccache)
mark_as_advanced(STELLWERK_CCACHE)
if(PROJECT_IS_TOP_LEVEL AND STELLWERK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${STELLWERK_CCACHE})
endif()

# Compiles a target's sources for their diagnostics alone, with what every layer puts in reach.
function(stellwerk_headers_only target)
  get_property(layers GLOBAL PROPERTY stellwerk_layers)
  target_include_directories(${target} PRIVATE
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
  target_link_libraries(${target} PRIVATE ${layers} stellwerk_flags)
  target_compile_options(${target} PRIVATE -O0 -g0 -Wno-unused-const-variable)
endfunction()

function(stellwerk_subdirectories)
  foreach(directory IN LISTS ARGN)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${directory}/CMakeLists.txt)
      add_subdirectory(${directory})
    endif()
  endforeach()
endfunction()

function(stellwerk_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "IN_LIBRARY;TOGETHER" "" "SOURCES;APART;DEPENDS;LINK")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "stellwerk_layer(${name}): what is '${arg_UNPARSED_ARGUMENTS}'?")
  endif()
  set(target stellwerk_${name})
  list(TRANSFORM arg_DEPENDS PREPEND stellwerk_)
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES} ${arg_APART})
    if(arg_TOGETHER)
      stellwerk_together(${target} ${arg_APART})
    endif()
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE stellwerk_flags)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  set_property(GLOBAL APPEND PROPERTY stellwerk_layers ${target})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
  target_link_libraries(${target} ${scope} ${arg_DEPENDS} ${arg_LINK})
  if(arg_IN_LIBRARY)
    if(arg_SOURCES)
      target_sources(stellwerk PRIVATE $<TARGET_OBJECTS:${target}>)
    endif()
    # Targets of our own only carry include paths and definitions, which the objects already have.
    list(FILTER arg_LINK EXCLUDE REGEX "^stellwerk_")
    target_link_libraries(stellwerk PRIVATE ${arg_LINK})
  endif()
endfunction()

set(stellwerk_tools_dir ${PROJECT_SOURCE_DIR}/tools)
add_custom_target(stellwerk_programs)

function(stellwerk_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "OUTPUT" "SOURCES;LIBS")
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
  target_link_libraries(${name} PRIVATE ${arg_LIBS} stellwerk_flags Threads::Threads)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  if(arg_OUTPUT)
    set_target_properties(${name} PROPERTIES OUTPUT_NAME ${arg_OUTPUT})
  endif()
  cmake_path(IS_PREFIX stellwerk_tools_dir ${CMAKE_CURRENT_SOURCE_DIR} is_tool)
  if(is_tool)
    add_dependencies(stellwerk_programs ${name})
    if(STELLWERK_INSTALL)
      install(TARGETS ${name} RUNTIME COMPONENT programs)
    endif()
  endif()
endfunction()

# Labels, time limit and surroundings that every ctest entry gets.
function(stellwerk_test_properties name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "TIMEOUT" "LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  # Instrumented, everything takes several times as long.
  if(STELLWERK_SANITIZE)
    math(EXPR arg_TIMEOUT "4 * ${arg_TIMEOUT}")
  endif()
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  list(APPEND environment
    "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp halt_on_error=1"
    "ASAN_OPTIONS=detect_stack_use_after_return=1"
    "UBSAN_OPTIONS=print_stacktrace=1"
    "STELLWERK_BIN=${PROJECT_BINARY_DIR}/bin"
    "STELLWERK_SOURCE=${PROJECT_SOURCE_DIR}"
    "STELLWERK_RECORDS=${PROJECT_BINARY_DIR}/contract"
    "PYTHONDONTWRITEBYTECODE=1")
  set_tests_properties(${name} PROPERTIES
    LABELS "${folder};${arg_LABELS}"
    TIMEOUT "${arg_TIMEOUT}"
    RUN_SERIAL "${arg_SERIAL}"
    ENVIRONMENT "${environment}")
endfunction()

macro(stellwerk_parse_test lists)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL;TOGETHER" "TIMEOUT" "LABELS;${lists}")
  set(properties TIMEOUT ${arg_TIMEOUT} LABELS ${arg_LABELS})
  if(arg_SERIAL)
    list(PREPEND properties SERIAL)
  endif()
endmacro()

function(stellwerk_test name)
  stellwerk_parse_test("SOURCES;LIBS;ARGS")
  stellwerk_program(${name} SOURCES ${arg_SOURCES} LIBS ${arg_LIBS} GTest::gmock GTest::gtest_main)
  if(arg_TOGETHER)
    stellwerk_together(${name})
  endif()
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1 ${arg_ARGS})
  stellwerk_test_properties(${name} ${properties})
endfunction()

function(stellwerk_script_test name)
  stellwerk_parse_test("COMMAND")
  list(GET arg_COMMAND 0 script)
  if(script MATCHES "\\.py$")
    list(PREPEND arg_COMMAND ${STELLWERK_PYTHON})
  endif()
  add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  stellwerk_test_properties(${name} ${properties})
endfunction()

function(stellwerk_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SMOKE" "SOURCES;LIBS")
  stellwerk_program(${name} SOURCES ${arg_SOURCES} LIBS ${arg_LIBS} benchmark::benchmark_main)
  if(NOT arg_SMOKE)
    set(arg_SMOKE .)
  endif()
  if(STELLWERK_TESTS)
    add_test(NAME bench.${name}.smoke
      COMMAND ${name} --benchmark_min_time=0 "--benchmark_filter=${arg_SMOKE}")
    stellwerk_test_properties(bench.${name}.smoke LABELS bench)
  endif()
endfunction()

add_custom_target(stellwerk_fuzz_targets)

function(stellwerk_fuzz_target name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "MAIN;SOURCES;LIBS")
  list(GET arg_MAIN 0 with_libfuzzer)
  list(GET arg_MAIN 1 replaying)
  if(STELLWERK_FUZZ)
    stellwerk_program(fuzz_${name} SOURCES ${with_libfuzzer} ${arg_SOURCES} LIBS ${arg_LIBS})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(stellwerk_fuzz_targets fuzz_${name})
    return()
  endif()
  stellwerk_program(fuzz_${name} SOURCES ${replaying} ${arg_SOURCES} LIBS ${arg_LIBS})
  add_test(NAME fuzz.${name} COMMAND fuzz_${name} ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  stellwerk_test_properties(fuzz.${name})
endfunction()
