# SPDX-License-Identifier: Apache-2.0
# check_headers: headers compiled alone, so that none relies on what was included before it. Those
# of a source file are compiled alone there: it includes its own header first, which check_tidy.py
# looks at. The list is what git knows when this is configured.
execute_process(
  COMMAND ${STELLWERK_PYTHON} ${PROJECT_SOURCE_DIR}/tools/dev/source_tree.py .h
  OUTPUT_VARIABLE headers
  OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" headers "${headers}")
# What must not compile, and what belongs to projects outside.
list(FILTER headers EXCLUDE REGEX "^tests/(consumer|compile_fail)/")

set(units)
foreach(header IN LISTS headers)
  cmake_path(REPLACE_EXTENSION header .cc OUTPUT_VARIABLE source)
  if(EXISTS ${PROJECT_SOURCE_DIR}/${source})
    continue()
  endif()
  set(unit ${PROJECT_BINARY_DIR}/check_headers/${header}.cc)
  file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"@header@\"  // NOLINT\n" @ONLY)
  list(APPEND units ${unit})
endforeach()

add_library(check_headers OBJECT ${units})
stellwerk_headers_only(check_headers)
