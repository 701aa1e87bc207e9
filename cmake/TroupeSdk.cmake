# What programs link: troupe::troupe, in this tree (examples) and installed (find_package) alike; and troupe::plugin,
# the headers alone, for libraries that `troupe worker --plugin` loads and that take their symbols from the command.

# "troupe.hpp" has every header of collections/, but for those that serve other headers and sources alone, which are listed here;
# so a new one is there without anybody thinking of it. Of the other rooms it has what programs name.
set(TROUPE_INTERNAL_HEADERS
  collections/array/along_axis.hpp
  collections/array/assignment_lazily.hpp
  collections/array/blockwise.hpp
  collections/array/broadcast.hpp
  collections/array/function_call.hpp
  collections/array/gathered.hpp
  collections/array/generated.hpp
  collections/array/indexing.hpp
  collections/array/linalg_types.hpp
  collections/array/late_axis.hpp
  collections/array/lines.hpp
  collections/array/narrow_parts.hpp
  collections/array/one_type.hpp
  collections/array/partition_sums.hpp
  collections/array/rechunk_plan.hpp
  collections/array/reduction_tree.hpp
  collections/array/sample_sort.hpp
  collections/array/transposed_source.hpp
  collections/array/unify_chunks.hpp
  collections/frame/projection.hpp
  collections/io/array_files.hpp
  collections/io/csv_head.hpp
  collections/io/csv_types.hpp
  collections/io/input_files.hpp
  collections/session/assemble.hpp
  collections/session/concatenate.hpp
  collections/session/element_texts.hpp
  collections/session/held_expression.hpp
  collections/session/persisted_job.hpp
  collections/session/submitted.hpp)
file(GLOB TROUPE_PUBLIC_HEADERS CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/collections/*/*.hpp")
list(REMOVE_ITEM TROUPE_PUBLIC_HEADERS ${TROUPE_INTERNAL_HEADERS})
list(APPEND TROUPE_PUBLIC_HEADERS
  runtime/base/named_params.hpp
  runtime/base/version.hpp
  runtime/chunk/dtype_rules.hpp
  runtime/execute/serial_executor.hpp
  runtime/kernels/user/bag_function.hpp
  runtime/kernels/user/function.hpp
  runtime/kernels/user/matrix_function.hpp
  runtime/kernels/user/plugin.hpp
  runtime/kernels/registry.hpp)
if(TROUPE_WITH_ACTORS)
  list(APPEND TROUPE_PUBLIC_HEADERS actors/client/client.hpp actors/system/node.hpp)
endif()

set(TROUPE_PUBLIC_INCLUDES "")
foreach(header IN LISTS TROUPE_PUBLIC_HEADERS)
  string(APPEND TROUPE_PUBLIC_INCLUDES "#include \"${header}\"\n")
endforeach()
configure_file("${PROJECT_SOURCE_DIR}/cmake/troupe.hpp.in" "${PROJECT_BINARY_DIR}/sdk/troupe.hpp" @ONLY)

function(troupe_sdk_target target export_name)
  add_library(${target} INTERFACE)
  add_library(troupe::${export_name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${export_name})
  target_include_directories(${target} INTERFACE $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/sdk>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/troupe>)
  target_compile_features(${target} INTERFACE cxx_std_20)
endfunction()

troupe_sdk_target(troupe_sdk troupe)
get_property(rooms GLOBAL PROPERTY TROUPE_ROOMS)
target_link_libraries(troupe_sdk INTERFACE ${rooms})

troupe_sdk_target(troupe_plugin plugin)
target_link_libraries(troupe_plugin INTERFACE Eigen3::Eigen)
