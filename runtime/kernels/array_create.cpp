// array.full {value, dtype}, array.arange {start, step, dtype}, array.linspace {start, step, stop, count}, array.eye {k, dtype},
// array.tri {k, dtype}, array.indices {axis}, array.literal {data, dtype}: arrays that follow from the places of their elements. All take `shape` and
// `chunks` (tile_kernels.hpp).
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace troupe {
namespace {

using Made = Result<std::pair<DType, SourceFill>>;

Result<DType> dtype_of_params(const Params& params) {
  if (!params.has("dtype"))
    return DType::float64;
  TROUPE_TRY(name, params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  if (dtype == DType::string)
    return fail(Errc::invalid_dtype, "arrays hold numbers, not strings");
  return dtype;
}

/// A fill by a function of the element's number.
template <class Value> SourceFill fill_by(DType dtype, Value value) {
  return for_dtype(dtype, [&]<class T>(Type<T>) -> SourceFill {
    return run_by_run<T>([value](std::uint64_t number, std::uint64_t count, T* out) {
      for (std::uint64_t i = 0; i < count; ++i)
        out[i] = number_cast<T>(value(number + i));
    });
  });
}

Made full(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(value, Scalar::from_params(context.params, "value"));
  return std::pair<DType, SourceFill>(dtype, [value, dtype](const NumberRuns& numbers, void* out) {
    value.fill(dtype, out, numbers.runs * numbers.count);
  });
}

Made arange(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(start, Scalar::from_params(context.params, "start"));
  TROUPE_TRY(step, Scalar::from_params(context.params, "step"));
  if (start.dtype() != DType::float64 && step.dtype() != DType::float64)
    return std::pair(dtype, fill_by(dtype, [start = static_cast<std::uint64_t>(start.as_int64()), step = static_cast<std::uint64_t>(step.as_int64())](std::uint64_t number) {
      return static_cast<std::int64_t>(start + step * number);
    }));
  return std::pair(dtype, fill_by(dtype, [start = start.as_double(), step = step.as_double()](std::uint64_t number) {
    return start + step * static_cast<double>(number);
  }));
}

Made linspace(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(start, context.params.real("start"));
  TROUPE_TRY(step, context.params.real("step"));
  TROUPE_TRY(stop, context.params.real("stop"));
  TROUPE_TRY(last, context.params.integer("last")); // the element that is `stop` exactly; -1: none
  return std::pair(dtype, fill_by(dtype, [=](std::uint64_t number) {
    return number == static_cast<std::uint64_t>(last) ? stop : static_cast<double>(number) * step + start;
  }));
}

Result<std::int64_t> columns_of(const Params& params) {
  TROUPE_TRY(shape, params.integers("shape"));
  if (shape.size() != 2)
    return fail(Errc::invalid_shape, "the array must have two axes; its shape is " + to_string(Shape(shape)));
  return std::max<std::int64_t>(shape[1], 1);
}

/// @param lower  ones on and below diagonal k, else on it
Made diagonal(const KernelContext& context, bool lower) {
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(k, context.params.integer("k"));
  TROUPE_TRY(columns, columns_of(context.params));
  return std::pair(dtype, fill_by(dtype, [=](std::uint64_t number) {
    const auto row = static_cast<std::int64_t>(number) / columns;
    const auto column = static_cast<std::int64_t>(number) % columns;
    return lower ? column - row <= k : column - row == k;
  }));
}

Made indices(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(axis, context.params.integer("axis"));
  if (axis < 0 || axis >= static_cast<std::int64_t>(shape.size()))
    return fail(Errc::invalid_argument, "axis " + std::to_string(axis) + " of an array of shape " + to_string(Shape(shape)));
  std::int64_t inner = 1;
  for (auto at = static_cast<std::size_t>(axis) + 1; at < shape.size(); ++at)
    inner *= std::max<std::int64_t>(shape[at], 1);
  const auto extent = std::max<std::int64_t>(shape[static_cast<std::size_t>(axis)], 1);
  return std::pair(dtype, fill_by(dtype, [=](std::uint64_t number) { return static_cast<std::int64_t>(number) / inner % extent; }));
}

/// The elements themselves, in C order.
Made literal(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(count, checked_element_count(shape));
  const auto* value = context.params.find("data");
  const auto* bytes = value ? std::get_if<std::string>(value) : nullptr;
  if (!bytes || bytes->size() != static_cast<std::size_t>(count) * size_of(dtype))
    return fail(Errc::invalid_argument, "parameter 'data' must hold the bytes of " + std::to_string(count) + " elements");
  return std::pair<DType, SourceFill>(dtype, [bytes, size = size_of(dtype)](const NumberRuns& numbers, void* out) {
    const auto run_bytes = numbers.count * size;
    for (std::uint64_t run = 0; run < numbers.runs; ++run)
      std::memcpy(static_cast<char*>(out) + run * run_bytes, bytes->data() + (numbers.first + run * numbers.step) * size, run_bytes);
  });
}

} // namespace

void add_array_create(KernelRegistry& registry) {
  add_builtin(registry, source_kernel("array.full", full));
  add_builtin(registry, source_kernel("array.arange", arange));
  add_builtin(registry, source_kernel("array.linspace", linspace));
  add_builtin(registry, source_kernel("array.eye", [](const KernelContext& context) { return diagonal(context, false); }));
  add_builtin(registry, source_kernel("array.tri", [](const KernelContext& context) { return diagonal(context, true); }));
  add_builtin(registry, source_kernel("array.indices", indices));
  add_builtin(registry, source_kernel("array.literal", literal));
}

} // namespace troupe
