# The packages that Troupe is made of: found for its own build, and again for the programs that link it. All come from
# Debian 12 (tools/dev/packages.txt). A macro, because what find_package() sets must reach the caller.
include(CMakeFindDependencyMacro)

macro(troupe_find_packages with_actors)
  find_dependency(Threads)
  find_dependency(Eigen3 3.4 NO_MODULE)
  # Debian's config of Cap'n Proto looks for libatomic with a test that only compiles as C; the package depends on
  # that library, so the answer is known.
  set(FOUND_LIBATOMIC ON)
  find_dependency(CapnProto)
  find_dependency(spdlog)
  find_dependency(Boost 1.74 COMPONENTS program_options)
  find_dependency(Xxhash)
  find_dependency(Lz4)
  find_dependency(Hwy)
  find_dependency(Sleef)
  find_dependency(Sqlite)
  find_dependency(Hdf5Serial)
  find_dependency(ZLIB)
  find_dependency(BZip2)
  find_dependency(LibLZMA)
  if(${with_actors})
    find_dependency(OpenSSL)
    find_dependency(CAF 0.17.6)
  endif()
endmacro()
