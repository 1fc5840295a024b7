# SPDX-License-Identifier: Apache-2.0
# What is installed: the library with its headers, a CMake package and a pkg-config file. Programs
# install themselves in stellwerk_program().
include(CMakePackageConfigHelpers)

install(TARGETS stellwerk EXPORT stellwerk-targets ARCHIVE COMPONENT library)
install(DIRECTORY include/stellwerk ${PROJECT_BINARY_DIR}/include/stellwerk
  TYPE INCLUDE COMPONENT library FILES_MATCHING PATTERN "*.h")

set(stellwerk_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/stellwerk)
install(EXPORT stellwerk-targets NAMESPACE stellwerk::
  DESTINATION ${stellwerk_package_dir} COMPONENT library)

# What a static library links privately its users still link, so both packages have to name it.
get_target_property(stellwerk_links stellwerk LINK_LIBRARIES)
# Layers link from their own folders; CMake marks that with entries that begin with ::@.
list(FILTER stellwerk_links EXCLUDE REGEX "BUILD_INTERFACE|^::@")
list(REMOVE_DUPLICATES stellwerk_links)
set(stellwerk_dependencies "")
set(stellwerk_pc_requires "")
foreach(target IN LISTS stellwerk_links)
  if(target STREQUAL "Threads::Threads")
    list(APPEND stellwerk_dependencies Threads)
  elseif(target MATCHES "^absl::(.+)")
    list(APPEND stellwerk_dependencies absl)
    list(APPEND stellwerk_pc_requires absl_${CMAKE_MATCH_1})
  elseif(target STREQUAL "RocksDB::rocksdb-shared")
    list(APPEND stellwerk_dependencies RocksDB)
    list(APPEND stellwerk_pc_requires rocksdb)
  elseif(target STREQUAL "isal")
    # Linked by its name; it has no CMake package.
    list(APPEND stellwerk_pc_requires libisal)
  else()
    message(FATAL_ERROR
      "The installed library links ${target}: StellwerkInstall.cmake has to learn its package")
  endif()
endforeach()
list(REMOVE_DUPLICATES stellwerk_dependencies)
list(TRANSFORM stellwerk_dependencies PREPEND "find_dependency(")
list(TRANSFORM stellwerk_dependencies APPEND ")")
list(JOIN stellwerk_dependencies "\n" stellwerk_dependencies)
list(JOIN stellwerk_pc_requires " " stellwerk_pc_requires)

configure_package_config_file(tools/cmake/stellwerk-config.cmake.in
  ${PROJECT_BINARY_DIR}/package/stellwerk-config.cmake
  INSTALL_DESTINATION ${stellwerk_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/stellwerk-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/package/stellwerk-config.cmake
  ${PROJECT_BINARY_DIR}/package/stellwerk-config-version.cmake
  DESTINATION ${stellwerk_package_dir} COMPONENT library)

# Relative, so that the tree may be moved; Debian's library folder is one deeper than most.
file(RELATIVE_PATH stellwerk_pc_prefix
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(tools/cmake/stellwerk.pc.in ${PROJECT_BINARY_DIR}/package/stellwerk.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/stellwerk.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)
