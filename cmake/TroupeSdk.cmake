# What programs link: troupe::troupe, in this tree (examples) and installed (find_package) alike; and troupe::plugin,
# the headers alone, for libraries that `troupe worker --plugin` loads and that take their symbols from the command.

# The headers of "troupe.hpp", in reading order; those of parts that are not built are left out.
set(TROUPE_PUBLIC_HEADERS
  collections/array/array.hpp
  collections/array/creation.hpp
  collections/array/cumulative.hpp
  collections/array/fft.hpp
  collections/array/histogram.hpp
  collections/array/joining.hpp
  collections/array/linalg.hpp
  collections/array/overlap.hpp
  collections/array/picture.hpp
  collections/array/reductions.hpp
  collections/array/selection.hpp
  collections/bag/bag.hpp
  collections/delayed/delayed.hpp
  collections/frame/frame.hpp
  collections/io/hdf5.hpp
  collections/io/npy.hpp
  collections/io/read_csv.hpp
  collections/io/read_text.hpp
  collections/ml/linear_regression.hpp
  collections/session/compute.hpp
  collections/session/explain.hpp
  collections/session/from_memory.hpp
  collections/session/future.hpp
  collections/session/persist.hpp
  collections/session/scatter.hpp
  runtime/base/named_params.hpp
  runtime/execute/serial_executor.hpp
  runtime/kernels/bag_function.hpp
  runtime/kernels/function.hpp
  runtime/kernels/registry.hpp)
if(TROUPE_WITH_ACTORS)
  list(APPEND TROUPE_PUBLIC_HEADERS actors/client/client.hpp actors/system/node.hpp)
endif()

set(TROUPE_PUBLIC_INCLUDES "")
foreach(header IN LISTS TROUPE_PUBLIC_HEADERS)
  if(EXISTS "${PROJECT_SOURCE_DIR}/${header}")
    string(APPEND TROUPE_PUBLIC_INCLUDES "#include \"${header}\"\n")
  endif()
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
