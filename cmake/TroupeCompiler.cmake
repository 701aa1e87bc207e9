# Language level, warnings as errors, sanitizers, ccache. Nothing here depends on the machine that builds:
# the binaries are distributable, hot loops choose their instructions at run time.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# Release is for users: optimised, no debug information, assertions off.
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
# A product and a sum stay two roundings unless the code asks for a fused one, also where a hot loop is
# compiled for CPUs that could fuse them: the same bits on every CPU.
add_compile_options(-ffp-contract=off)

find_program(TROUPE_CCACHE ccache)
if(TROUPE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers need these two relaxations to be cached at all.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${TROUPE_CCACHE})
endif()

add_library(troupe_warnings INTERFACE)
if(NOT TROUPE_FUZZ) # another compiler, with other opinions
  target_compile_options(troupe_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast
    -Wno-missing-field-initializers)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these from inside the standard library at -O2; they are known false positives.
  target_compile_options(troupe_warnings INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow
    -Wno-maybe-uninitialized)
endif()

if(TROUPE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(TROUPE_SANITIZE)
  # What the sanitizers' own pages advise: quick enough to run, functions and lines in what they report.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1 -DNDEBUG")
  add_compile_options(-fsanitize=${TROUPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TROUPE_SANITIZE})
endif()
