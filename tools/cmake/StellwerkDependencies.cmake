# SPDX-License-Identifier: Apache-2.0
# What each part needs from outside; tools/setup installs the Debian packages of these.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(RocksDB REQUIRED)

# toml++ from its headers alone, answering errors as values; Debian's shared library throws.
add_library(stellwerk_toml INTERFACE)
target_compile_definitions(stellwerk_toml INTERFACE TOML_EXCEPTIONS=0 TOML_HEADER_ONLY=1)

# Header-only and without CMake packages.
find_path(STELLWERK_CONCURRENTQUEUE_DIR
  NAMES concurrentqueue/concurrentqueue.h moodycamel/concurrentqueue.h REQUIRED)
find_path(STELLWERK_XXHASH_DIR NAMES xxhash.h REQUIRED)
mark_as_advanced(STELLWERK_CONCURRENTQUEUE_DIR STELLWERK_XXHASH_DIR)

# Without a CMake package: linked by its name, isal.
find_path(STELLWERK_ISAL_DIR NAMES isa-l.h REQUIRED)
find_library(STELLWERK_ISAL_LIBRARY NAMES isal REQUIRED)
mark_as_advanced(STELLWERK_ISAL_DIR STELLWERK_ISAL_LIBRARY)

if(STELLWERK_PROGRAMS OR STELLWERK_TESTS OR STELLWERK_BENCH)
  find_package(Boost 1.81 REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(fmt REQUIRED)
  find_package(nlohmann_json REQUIRED)
  find_package(OpenSSL REQUIRED COMPONENTS SSL Crypto)
  find_package(prometheus-cpp REQUIRED)
  find_package(spdlog REQUIRED)
  set(CURSES_NEED_NCURSES TRUE)
  set(CURSES_NEED_WIDE TRUE)
  find_package(Curses REQUIRED)
  add_library(stellwerk_curses INTERFACE)
  target_include_directories(stellwerk_curses SYSTEM INTERFACE ${CURSES_INCLUDE_DIRS})
  target_link_libraries(stellwerk_curses INTERFACE ${CURSES_LIBRARIES})
  # Becomes a part of the program, for its pages with plots.
  find_file(STELLWERK_CHART_JS NAMES chart.min.js
    PATHS /usr/share/javascript PATH_SUFFIXES chart.js REQUIRED)
  mark_as_advanced(STELLWERK_CHART_JS)
endif()
if(STELLWERK_TESTS)
  find_package(GTest REQUIRED)
  # Debian's own interpreter: python3-redis and python3-hiredis are installed for it.
  set(Python3_FIND_VIRTUALENV STANDARD)
  find_program(STELLWERK_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
endif()
if(STELLWERK_BENCH)
  find_package(benchmark REQUIRED)
endif()
