# Defines sleef::sleef from Debian's package, which has no CMake config.
find_library(Sleef_LIBRARY sleef)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Sleef REQUIRED_VARS Sleef_LIBRARY)
if(Sleef_FOUND AND NOT TARGET sleef::sleef)
  add_library(sleef::sleef UNKNOWN IMPORTED)
  set_target_properties(sleef::sleef PROPERTIES IMPORTED_LOCATION "${Sleef_LIBRARY}")
endif()
mark_as_advanced(Sleef_LIBRARY)
