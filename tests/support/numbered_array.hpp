// Arrays whose element at place i (in C order) is i, cut in any way, for tests that follow elements around. The kernel
// behind them is registered in the process at first use. Thread-safe.
#pragma once

#include "collections/array/array.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/kernels/user/function.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace troupe::testing_support {

inline Result<ChunkPtr> numbered_block(const KernelContext& context, std::span<ChunkPtr>) {
  std::vector<std::vector<std::int64_t>> extents;
  for (const auto& axis : *context.params.list("extents"))
    extents.push_back(axis.integers("extents").value());
  const auto grid = ChunkGrid::from_extents(extents).value();
  const auto dtype = dtype_from_string(context.params.text("dtype").value()).value();
  const auto origin = grid.origin(context.index);
  Block block{dtype, grid.chunk_shape(context.index), {}};
  block.data = context.pool.allocate(static_cast<std::size_t>(block.size()) * size_of(dtype));
  for (std::int64_t i = 0; i < block.size(); ++i) {
    std::int64_t rest = i, number = 0, weight = 1;
    for (std::size_t axis = grid.rank(); axis-- > 0;) {
      number += (origin[axis] + rest % block.shape[axis]) * weight;
      rest /= block.shape[axis];
      weight *= grid.shape()[axis];
    }
    if (dtype == DType::float64)
      block.values<double>()[static_cast<std::size_t>(i)] = static_cast<double>(number);
    else
      std::memcpy(block.data.data() + static_cast<std::size_t>(i) * size_of(dtype), &number,
                  std::min<std::size_t>(8, size_of(dtype)));
  }
  return make_chunk(std::move(block));
}

inline Array numbered_array(const std::vector<std::vector<std::int64_t>>& extents, DType dtype = DType::float64) {
  static const bool registered = [] {
    register_function("test.numbered", numbered_block);
    return true;
  }();
  static_cast<void>(registered);
  const auto grid = ChunkGrid::from_extents(extents).value();
  Params::List axes;
  for (const auto& axis : extents)
    axes.push_back(Params{}.set("extents", axis));
  ExpressionSpec spec;
  spec.kernel = "test.numbered";
  spec.params.set("extents", std::move(axes)).set("dtype", std::string(to_string(dtype)));
  spec.tasks = grid.size();
  return Array::make(Expression::make(std::move(spec)).value(), grid, dtype).value();
}

inline Array numbered_array(const Shape& shape, const Shape& chunks, DType dtype = DType::float64) {
  const auto grid = ChunkGrid::make(shape, chunks).value();
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis)
    extents.push_back(grid.extents(axis));
  return numbered_array(extents, dtype);
}

inline std::vector<double> computed(const Array& array) {
  SerialExecutor executor;
  const auto values = compute(executor, array);
  const auto elements = values.values<double>();
  return {elements.begin(), elements.end()};
}

/// Fails unless the array has that shape and its element at each place is what `expected` says of the place.
inline void expect_elements(const Array& array, const Shape& shape,
                            const std::function<double(const Shape&)>& expected) {
  ASSERT_EQ(array.shape(), shape);
  const auto values = computed(array);
  ASSERT_EQ(static_cast<std::int64_t>(values.size()), element_count(shape));
  Shape place(shape.size(), 0);
  for (auto value : values) {
    ASSERT_EQ(value, expected(place)) << "at " << to_string(place) << " of " << to_string(array);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      if (++place[axis] < shape[axis])
        break;
      place[axis] = 0;
    }
  }
}

} // namespace troupe::testing_support
