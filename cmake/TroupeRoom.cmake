# troupe_room(runtime/graph DEPENDS runtime/chunk [LINK lib...] [CAF_PCH] [SEPARATE])
# One static library per room, from every source in its folder. Header-only rooms become interface libraries. Sources are
# compiled several together (TROUPE_UNITY) but for a SEPARATE room, whose sources share names that no header declares.
option(TROUPE_UNITY "Compile the sources of a room several together: a fresh build takes half the time" ON)
set_property(GLOBAL PROPERTY TROUPE_ROOMS "")
set_property(GLOBAL PROPERTY TROUPE_ROOM_PATHS "")

function(troupe_target_name room result)
  string(REPLACE "/" "_" name "${room}")
  set(${result} "troupe_${name}" PARENT_SCOPE)
endfunction()

function(troupe_register_room target)
  set_property(GLOBAL APPEND PROPERTY TROUPE_ROOMS ${target})
endfunction()

# troupe_precompile(NAME target header...): the headers are compiled once for all targets that give the same NAME, which must
# share their options.
function(troupe_precompile name target)
  get_property(provider GLOBAL PROPERTY TROUPE_PRECOMPILED_${name})
  if(provider)
    target_precompile_headers(${target} REUSE_FROM ${provider})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
    set_property(GLOBAL PROPERTY TROUPE_PRECOMPILED_${name} ${target})
  endif()
endfunction()

function(troupe_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${TROUPE_UNITY} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

function(troupe_room room)
  cmake_parse_arguments(ARG "CAF_PCH;SEPARATE" "" "DEPENDS;LINK" ${ARGN})
  troupe_target_name(${room} target)
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${room}/*.cpp")
  set(links ${ARG_LINK})
  foreach(dependency IN LISTS ARG_DEPENDS)
    troupe_target_name(${dependency} name)
    list(APPEND links ${name})
  endforeach()
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:troupe_warnings>)
    if(ARG_CAF_PCH)
      troupe_precompile(CAF ${target} <caf/all.hpp> <caf/io/all.hpp>)
    endif()
    if(NOT ARG_SEPARATE)
      troupe_compile_together(${target})
    endif()
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/troupe>)
  target_compile_features(${target} ${scope} cxx_std_20)
  target_link_libraries(${target} ${scope} ${links})
  if(room STREQUAL "runtime/base")
    target_link_libraries(${target} PUBLIC xxhash::xxhash Threads::Threads)
  endif()
  troupe_register_room(${target})
  set_property(GLOBAL APPEND PROPERTY TROUPE_ROOM_PATHS ${room})
endfunction()

# troupe_schemas(schemas): compiles every *.capnp of the folder into one library.
# Its headers are included as "schemas/NAME.capnp.h".
function(troupe_schemas folder)
  file(GLOB schemas CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.capnp")
  set(out "${PROJECT_BINARY_DIR}/generated")
  file(MAKE_DIRECTORY "${out}")
  set(generated "")
  foreach(schema IN LISTS schemas)
    get_filename_component(name ${schema} NAME)
    add_custom_command(
      OUTPUT "${out}/${folder}/${name}.c++" "${out}/${folder}/${name}.h"
      COMMAND ${CAPNP_EXECUTABLE} compile
              -o${CAPNPC_CXX_EXECUTABLE}:${out} --src-prefix=${PROJECT_SOURCE_DIR}
              -I ${PROJECT_SOURCE_DIR} ${schema}
      DEPENDS ${schemas} VERBATIM)
    list(APPEND generated "${out}/${folder}/${name}.c++")
  endforeach()
  add_library(troupe_schemas STATIC ${generated})
  target_include_directories(troupe_schemas SYSTEM PUBLIC
    $<BUILD_INTERFACE:${out}> $<INSTALL_INTERFACE:include/troupe>)
  target_link_libraries(troupe_schemas PUBLIC CapnProto::capnp)
  troupe_register_room(troupe_schemas)
endfunction()
