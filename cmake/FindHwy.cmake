# Defines hwy::hwy and hwy::contrib (the vectorised sort) from Debian's package.
find_path(Hwy_INCLUDE_DIR hwy/highway.h)
find_library(Hwy_LIBRARY hwy)
find_library(Hwy_CONTRIB_LIBRARY hwy_contrib)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hwy REQUIRED_VARS Hwy_LIBRARY Hwy_CONTRIB_LIBRARY Hwy_INCLUDE_DIR)
if(Hwy_FOUND AND NOT TARGET hwy::hwy)
  add_library(hwy::hwy UNKNOWN IMPORTED)
  set_target_properties(hwy::hwy PROPERTIES IMPORTED_LOCATION "${Hwy_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Hwy_INCLUDE_DIR}")
  add_library(hwy::contrib UNKNOWN IMPORTED)
  set_target_properties(hwy::contrib PROPERTIES IMPORTED_LOCATION "${Hwy_CONTRIB_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Hwy_INCLUDE_DIR}" INTERFACE_LINK_LIBRARIES hwy::hwy)
endif()
mark_as_advanced(Hwy_INCLUDE_DIR Hwy_LIBRARY Hwy_CONTRIB_LIBRARY)
