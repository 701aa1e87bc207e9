# The install: the troupe command, every room's library and headers, and a package that find_package(troupe) finds.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(TROUPE_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/troupe")

get_property(rooms GLOBAL PROPERTY TROUPE_ROOMS)
foreach(room IN LISTS rooms)
  string(REGEX REPLACE "^troupe_" "" name ${room})
  set_target_properties(${room} PROPERTIES EXPORT_NAME ${name})
endforeach()
install(TARGETS ${rooms} troupe_sdk troupe_plugin EXPORT troupeTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT troupeTargets NAMESPACE troupe:: DESTINATION "${TROUPE_CMAKE_DIR}")

set(header_folders runtime collections)
if(TROUPE_WITH_ACTORS)
  list(APPEND header_folders actors)
endif()
install(DIRECTORY ${header_folders} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/troupe" FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/schemas" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/troupe"
        FILES_MATCHING PATTERN "*.capnp.h")
install(FILES "${PROJECT_BINARY_DIR}/sdk/troupe.hpp" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/troupe")

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/troupeConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/troupeConfig.cmake" INSTALL_DESTINATION "${TROUPE_CMAKE_DIR}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/troupeConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/troupeConfig.cmake" "${PROJECT_BINARY_DIR}/troupeConfigVersion.cmake"
  cmake/FindCAF.cmake cmake/FindXxhash.cmake cmake/FindLz4.cmake cmake/FindHwy.cmake cmake/FindSleef.cmake cmake/FindSqlite.cmake cmake/FindHdf5Serial.cmake cmake/TroupePackages.cmake
  DESTINATION "${TROUPE_CMAKE_DIR}")

if(TARGET troupe)
  install(TARGETS troupe RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  include(TroupeCommandFiles)
  include(TroupePackage)
endif()
