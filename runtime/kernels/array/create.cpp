// array.full {value, dtype}, array.arange {start, step, dtype, unsigned}, array.linspace {start, stop, gaps, endpoint,
// dtype}, array.eye {k, dtype}, array.tri {k, dtype}, array.indices {axis}, array.literal {data, dtype}: arrays that
// follow from the places of their elements. All take `shape` and `chunks` (tile_kernels.hpp).
#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace troupe {
namespace {

using Made = Result<std::pair<DType, SourceFill>>;

Result<DType> dtype_or_float64(const Params& params) {
  if (!params.has("dtype"))
    return DType::float64;
  TROUPE_TRY(name, params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  if (dtype == DType::string)
    return fail(Errc::invalid_dtype, "arrays hold numbers, not strings");
  return dtype;
}

/// A fill by a function of the element's number.
template <class Value>
SourceFill fill_by(DType dtype, Value value) {
  return for_dtype(dtype, [&]<class T>(Type<T>) -> SourceFill {
    return run_by_run<T>([value](std::uint64_t number, std::uint64_t count, T* out) {
      for (std::uint64_t i = 0; i < count; ++i)
        out[i] = number_cast<T>(value(number + i));
    });
  });
}

Made full(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_or_float64(context.params));
  TROUPE_TRY(value, Scalar::from_params(context.params, "value"));
  return std::pair<DType, SourceFill>(dtype, [value, dtype](const NumberRuns& numbers, void* out) {
    value.fill(dtype, out, numbers.runs * numbers.count);
  });
}

Made arange(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_or_float64(context.params));
  TROUPE_TRY(start, Scalar::from_params(context.params, "start"));
  TROUPE_TRY(step, Scalar::from_params(context.params, "step"));
  const bool floating = start.dtype() == DType::float64 || step.dtype() == DType::float64;
  if (!floating) {
    const auto at = [start = start.as_uint64(), step = step.as_uint64()](std::uint64_t number) {
      return start + step * number;
    };
    if (context.params.has("unsigned"))
      return std::pair(dtype, fill_by(dtype, at));
    return std::pair(dtype,
                     fill_by(dtype, [at](std::uint64_t number) { return static_cast<std::int64_t>(at(number)); }));
  }
  return std::pair(
      dtype, fill_by(dtype, [start = start.as_double(), step = step.as_double()](std::uint64_t number) {
        return number == 0
                   ? start
                   : start + step * static_cast<double>(number); // a step may be infinite where there is but one
      }));
}

/// The way from start to stop in `gaps` steps, by NumPy's operations.
struct EvenSteps {
  double start, stop, step, gaps;
  std::uint64_t last; ///< the element that is `stop`; the highest number: none
  EvenSteps(double from, double to, std::int64_t count, bool endpoint)
      : start(from), stop(to), step((to - from) / static_cast<double>(std::max<std::int64_t>(count, 1))),
        gaps(static_cast<double>(std::max<std::int64_t>(count, 1))),
        last(endpoint && count > 0 ? static_cast<std::uint64_t>(count) : ~std::uint64_t{0}) {}

  double operator()(std::uint64_t number) const {
    const auto at = static_cast<double>(number);
    if (number == last)
      return stop;
    if (step == 0) // denormal
      return at / gaps * (stop - start) + start;
    if (std::isinf(step) && std::isfinite(start) && std::isfinite(stop)) // the way is longer than the largest number
      return (1 - at / gaps) * start + at / gaps * stop;
    return at * step + start;
  }
};

/// The same of whole numbers, rounded down.
struct WholeSteps {
  __extension__ using Wide = __int128;
  __extension__ using Unsigned = unsigned __int128;
  Wide start, way, gaps;

  /// The lowest 64 bits, which are the number in its type.
  std::uint64_t operator()(std::uint64_t number) const {
    const auto product =
        static_cast<Wide>(static_cast<Unsigned>(way) * number); // overflows only where a peer asks for it
    const auto quotient = product / gaps;
    return static_cast<std::uint64_t>(start + quotient - (product % gaps < 0));
  }
};

Made linspace(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_or_float64(context.params));
  TROUPE_TRY(start, Scalar::from_params(context.params, "start"));
  TROUPE_TRY(stop, Scalar::from_params(context.params, "stop"));
  TROUPE_TRY(gaps, context.params.integer("gaps"));
  TROUPE_TRY(endpoint, context.params.boolean("endpoint"));
  if (gaps < 0 || gaps > std::int64_t{1} << 61)
    return fail(Errc::invalid_argument, "parameter 'gaps' must be from 0 to 2^61; got " + std::to_string(gaps));
  const auto whole = [](const Scalar& number) {
    return number.dtype() == DType::int64 || number.dtype() == DType::uint64;
  };
  if (whole(start) && whole(stop)) {
    const auto wide = [](const Scalar& n) {
      return n.dtype() == DType::uint64 ? WholeSteps::Wide(n.as_uint64()) : WholeSteps::Wide(n.as_int64());
    };
    const WholeSteps steps{wide(start), wide(stop) - wide(start), std::max<std::int64_t>(gaps, 1)};
    return std::pair(dtype, fill_by(dtype, steps));
  }
  const EvenSteps steps(start.as_double(), stop.as_double(), gaps, endpoint);
  if (is_integer(dtype))
    return std::pair(dtype, fill_by(dtype, [steps](std::uint64_t number) { return std::floor(steps(number)); }));
  return std::pair(dtype, fill_by(dtype, steps));
}

Result<std::int64_t> columns_of(const Params& params) {
  TROUPE_TRY(shape, params.integers("shape"));
  if (shape.size() != 2)
    return fail(Errc::invalid_shape, "the array must have two axes; its shape is " + to_string(Shape(shape)));
  return std::max<std::int64_t>(shape[1], 1);
}

/// @param lower  ones on and below diagonal k, else on it
Made diagonal(const KernelContext& context, bool lower) {
  TROUPE_TRY(dtype, dtype_or_float64(context.params));
  TROUPE_TRY(k, context.params.integer("k"));
  TROUPE_TRY(columns, columns_of(context.params));
  return std::pair(dtype, fill_by(dtype, [=](std::uint64_t number) {
                     const auto row = static_cast<std::int64_t>(number) / columns;
                     const auto column = static_cast<std::int64_t>(number) % columns;
                     return lower ? column - row <= k : column - row == k;
                   }));
}

Made indices(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_or_float64(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(axis, context.params.integer("axis"));
  if (axis < 0 || axis >= static_cast<std::int64_t>(shape.size()))
    return fail(Errc::invalid_argument,
                "axis " + std::to_string(axis) + " of an array of shape " + to_string(Shape(shape)));
  std::int64_t inner = 1;
  for (auto at = static_cast<std::size_t>(axis) + 1; at < shape.size(); ++at)
    inner *= std::max<std::int64_t>(shape[at], 1);
  const auto extent = std::max<std::int64_t>(shape[static_cast<std::size_t>(axis)], 1);
  return std::pair(
      dtype, fill_by(dtype, [=](std::uint64_t number) { return static_cast<std::int64_t>(number) / inner % extent; }));
}

/// The elements themselves, in C order.
Made literal(const KernelContext& context) {
  TROUPE_TRY(dtype, dtype_or_float64(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(count, checked_element_count(shape));
  const auto* value = context.params.find("data");
  const auto* bytes = value ? std::get_if<std::string>(value) : nullptr;
  if (!bytes || bytes->size() != static_cast<std::size_t>(count) * size_of(dtype))
    return fail(Errc::invalid_argument,
                "parameter 'data' must hold the bytes of " + std::to_string(count) + " elements");
  return std::pair<DType, SourceFill>(dtype, [bytes, size = size_of(dtype)](const NumberRuns& numbers, void* out) {
    const auto run_bytes = numbers.count * size;
    for (std::uint64_t run = 0; run < numbers.runs; ++run)
      std::memcpy(static_cast<char*>(out) + run * run_bytes,
                  bytes->data() + (numbers.first + run * numbers.step) * size, run_bytes);
  });
}

} // namespace

void add_array_create(KernelRegistry& registry) {
  add_builtin(registry, source_kernel("array.full", full));
  add_builtin(registry, source_kernel("array.arange", arange));
  add_builtin(registry, source_kernel("array.linspace", linspace));
  add_builtin(registry,
              source_kernel("array.eye", [](const KernelContext& context) { return diagonal(context, false); }));
  add_builtin(registry,
              source_kernel("array.tri", [](const KernelContext& context) { return diagonal(context, true); }));
  add_builtin(registry, source_kernel("array.indices", indices));
  add_builtin(registry, source_kernel("array.literal", literal));
}

} // namespace troupe
