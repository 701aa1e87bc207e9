# Run by ctest: installs BUILD under SCRATCH, copies SERVICE there, configures, builds and runs it.
function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${what} failed (${status}):\n${output}")
  endif()
  message(STATUS "${what}: done")
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${SCRATCH}")
step("install" ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${SCRATCH}/prefix")

# The installed package must not lean on the tree that it came from.
file(GLOB_RECURSE package_files "${SCRATCH}/prefix/*.cmake" "${SCRATCH}/prefix/*.hpp")
foreach(file IN LISTS package_files)
  file(STRINGS "${file}" lines REGEX "${SOURCE}/")
  if(lines)
    message(FATAL_ERROR "${file} names the source tree: ${lines}")
  endif()
endforeach()

file(COPY "${SERVICE}/" DESTINATION "${SCRATCH}/source")
step("configure" ${CMAKE_COMMAND} -S "${SCRATCH}/source" -B "${SCRATCH}/build" -G "${GENERATOR}"
     -D CMAKE_BUILD_TYPE=Release -D "CMAKE_CXX_COMPILER=${CXX}" -D "CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
     -D "CMAKE_PREFIX_PATH=${SCRATCH}/prefix")
step("build" ${CMAKE_COMMAND} --build "${SCRATCH}/build")
step("run" "${SCRATCH}/build/service")
message(STATUS "the service says:\n${output}")
if(NOT output MATCHES "service: all as expected")
  message(FATAL_ERROR "it should have ended with 'service: all as expected'")
endif()
step("run the installed command" "${SCRATCH}/prefix/bin/troupe" --version)
