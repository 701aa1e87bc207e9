# Defines hwy::hwy from Debian's package.
find_path(Hwy_INCLUDE_DIR hwy/highway.h)
find_library(Hwy_LIBRARY hwy)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hwy REQUIRED_VARS Hwy_LIBRARY Hwy_INCLUDE_DIR)
if(Hwy_FOUND AND NOT TARGET hwy::hwy)
  add_library(hwy::hwy UNKNOWN IMPORTED)
  set_target_properties(hwy::hwy PROPERTIES IMPORTED_LOCATION "${Hwy_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Hwy_INCLUDE_DIR}")
endif()
mark_as_advanced(Hwy_INCLUDE_DIR Hwy_LIBRARY)
