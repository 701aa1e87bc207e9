# The packages of our own build: the same list that an installed Troupe asks its users' builds for, all required.
include(TroupePackages)
set(CMAKE_FIND_PACKAGE_NAME troupe)
set(troupe_FIND_REQUIRED ON)
troupe_find_packages(${TROUPE_WITH_ACTORS})
unset(CMAKE_FIND_PACKAGE_NAME)
