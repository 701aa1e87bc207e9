# troupe_unit_tests(runtime/graph): one binary from tests/runtime/graph/*_test.cpp, which never includes CAF
# unless the room does. Does nothing while the folder has no tests.
function(troupe_unit_tests room)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/${room}/*_test.cpp")
  if(NOT sources)
    return()
  endif()
  troupe_target_name(${room} library)
  set(target "${library}_test")
  add_executable(${target} ${sources})
  target_link_libraries(${target} PRIVATE ${library} troupe_test_support GTest::gmock GTest::gtest_main
    troupe_warnings ${ARG_LINK})

  gtest_discover_tests(${target} TEST_PREFIX "${room}: " DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300)
endfunction()
