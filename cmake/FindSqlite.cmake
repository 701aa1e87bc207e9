# Defines sqlite::sqlite from Debian's package.
find_path(Sqlite_INCLUDE_DIR sqlite3.h)
find_library(Sqlite_LIBRARY sqlite3)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Sqlite REQUIRED_VARS Sqlite_LIBRARY Sqlite_INCLUDE_DIR)
if(Sqlite_FOUND AND NOT TARGET sqlite::sqlite)
  add_library(sqlite::sqlite UNKNOWN IMPORTED)
  set_target_properties(sqlite::sqlite PROPERTIES IMPORTED_LOCATION "${Sqlite_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Sqlite_INCLUDE_DIR}")
endif()
mark_as_advanced(Sqlite_INCLUDE_DIR Sqlite_LIBRARY)
