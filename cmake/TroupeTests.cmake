# All unit tests, for builds that need nothing else (tools/dev/sanitize).
add_custom_target(unit_tests)

# Test code is compiled more often than it runs for long: little optimisation, and its headers once.
function(troupe_test_options target folder)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  if(folder MATCHES "^actors/(protocol|chunk|worker|supervisor|scheduler|system|client)$")
    troupe_precompile(ACTOR_TESTS ${target} <gmock/gmock.h> <caf/all.hpp> <caf/io/all.hpp>)
  else()
    troupe_precompile(TESTS ${target} <gmock/gmock.h>)
  endif()
endfunction()

# troupe_unit_tests(runtime/graph): one binary from tests/runtime/graph/*_test.cpp, which never includes CAF
# unless the room does. Does nothing while the folder has no tests.
function(troupe_unit_tests room)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  troupe_target_name(${room} library)
  troupe_test_binary(${room} LINK ${library} ${ARG_LINK})
endfunction()

# troupe_test_binary(support LINK lib...): one binary from tests/support/*_test.cpp, its tests prefixed by the folder
# and labelled `unit`.
function(troupe_test_binary folder)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/${folder}/*_test.cpp")
  if(NOT sources)
    return()
  endif()
  troupe_target_name(${folder} name)
  set(target "${name}_test")
  add_executable(${target} ${sources})
  target_link_libraries(${target} PRIVATE ${ARG_LINK} troupe_test_support GTest::gmock GTest::gtest_main
    troupe_warnings)
  troupe_test_options(${target} ${folder})
  gtest_discover_tests(${target} TEST_PREFIX "${folder}: " DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300 LABELS unit)
  add_dependencies(unit_tests ${target})
endfunction()
