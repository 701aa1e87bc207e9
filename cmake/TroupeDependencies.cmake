# Everything comes from Debian 12's own packages (tools/dev/packages.txt lists them).
include(CMakeFindDependencyMacro)
find_package(Threads REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
# Debian's config checks for libatomic with a test that only compiles as C; the package depends on it, so skip that.
set(FOUND_LIBATOMIC ON)
find_package(CapnProto REQUIRED)
find_package(spdlog REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(Xxhash REQUIRED)
find_package(Hwy REQUIRED)
if(TROUPE_WITH_ACTORS)
  find_package(CAF 0.17.6 REQUIRED)
endif()
