#include "runtime/kernels/array/array_rolling.hpp"

#include "runtime/chunk/for_dtype.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/rolling.hpp"
#include "runtime/kernels/array/rolling_ops.hpp"

#include <complex>
#include <concepts>
#include <string>

namespace troupe {
namespace {

struct Windows {
  std::vector<std::size_t> axes;
  std::vector<std::int64_t> sizes;
};

Result<Windows> windows_of_params(const Params& params, const Block& block) {
  TROUPE_TRY(axes, params.integers("axes"));
  TROUPE_TRY(sizes, params.integers("sizes"));
  if (axes.empty() || axes.size() != sizes.size())
    return fail(Errc::invalid_argument,
                "array.rolling: every window needs an axis and a size, and there is at least one");
  auto shape = block.shape;
  Windows windows;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i] < 0 || axes[i] >= std::ssize(shape) || sizes[i] < 1
        || (shape[static_cast<std::size_t>(axes[i])] -= sizes[i] - 1) < 1)
      return fail(Errc::invalid_shape, "array.rolling: a window of " + std::to_string(sizes[i]) + " does not fit axis "
                                           + std::to_string(axes[i]) + " of a block of shape "
                                           + to_string(block.shape));
    windows.axes.push_back(static_cast<std::size_t>(axes[i]));
    windows.sizes.push_back(sizes[i]);
  }
  return windows;
}

/// A walk along each axis in turn; between two of them there is what is stored.
template <class Op>
class Rolling {
public:
  Rolling(const Op& op, const KernelContext& context, const Block& block, Windows windows)
      : op_(op), context_(context), block_(block), windows_(std::move(windows)), shape_(block.shape) {}

  Result<ChunkPtr> run() && {
    const auto last = windows_.axes.size() - 1;
    auto data = block_.data;
    for (std::size_t i = 0; i < last; ++i)
      TROUPE_CHECK((i == 0 ? walk<Element, Stored>(i, data) : walk<Stored, Stored>(i, data)));
    TROUPE_CHECK((last == 0 ? walk<Element, Made>(last, data) : walk<Stored, Made>(last, data)));
    return make_chunk(Block{dtype_of_v<Made>, shape_, std::move(data)});
  }

private:
  using Element = typename Op::Element;
  using Stored = typename Op::Stored;
  using Made = typename Op::Made;

  template <class From, class To>
  Result<void> walk(std::size_t i, Buffer& data) {
    const auto along = block_axis(shape_, windows_.axes[i]);
    shape_[windows_.axes[i]] -= windows_.sizes[i] - 1;
    auto to = context_.pool.allocate(static_cast<std::size_t>(element_count(shape_)) * sizeof(To));
    if (element_count(shape_) > 0) {
      RollingWalk<Op, From, To> walk(op_, along, windows_.sizes[i]);
      TROUPE_CHECK(walk.run(reinterpret_cast<const From*>(data.data()), reinterpret_cast<To*>(to.data()), context_));
    }
    data = std::move(to);
    return {};
  }

  const Op& op_;
  const KernelContext& context_;
  const Block& block_;
  Windows windows_;
  Shape shape_;
};

struct Given {
  const KernelContext& context;
  const Block& block;
  const Windows& windows;
  std::string op;
};

template <class Op>
Result<ChunkPtr> rolled(const Given& given, const Op& op = {}) {
  return Rolling<Op>(op, given.context, given.block, given.windows).run();
}

Failure not_defined(const Given& given) {
  return fail(Errc::invalid_dtype,
              "array.rolling: " + given.op + " is not defined for " + std::string(to_string(given.block.dtype)));
}

Result<ChunkPtr> rolled_sum(const Given& given) {
  switch (given.block.dtype) {
  case DType::float64:
    return rolled<RollingSum>(given);
  case DType::complex128:
    return rolled<RollingComplexSum>(given);
  case DType::int64:
    return rolled<RollingFunction<std::int64_t, number::add<std::int64_t>>>(given);
  case DType::uint64:
    return rolled<RollingFunction<std::uint64_t, number::add<std::uint64_t>>>(given);
  default:
    return not_defined(given);
  }
}

Result<ChunkPtr> rolled_product(const Given& given) {
  using Number = std::complex<double>;
  switch (given.block.dtype) {
  case DType::float64:
    return rolled<RollingFunction<double, number::multiply<double>>>(given);
  case DType::complex128:
    return rolled<RollingFunction<Number, number::multiply<Number>>>(given);
  case DType::int64:
    return rolled<RollingFunction<std::int64_t, number::multiply<std::int64_t>>>(given);
  case DType::uint64:
    return rolled<RollingFunction<std::uint64_t, number::multiply<std::uint64_t>>>(given);
  default:
    return not_defined(given);
  }
}

Result<ChunkPtr> rolled_extreme(const Given& given) {
  return for_dtype(given.block.dtype, [&]<class T>(Type<T>) -> Result<ChunkPtr> {
    if constexpr (std::floating_point<T>) {
      if (given.op == "fmin")
        return rolled<RollingFunction<T, number::fmin<T>>>(given);
      if (given.op == "fmax")
        return rolled<RollingFunction<T, number::fmax<T>>>(given);
    }
    if constexpr (std::floating_point<T> || std::integral<T>)
      return given.op.ends_with("min") ? rolled<RollingFunction<T, number::minimum<T>>>(given)
                                       : rolled<RollingFunction<T, number::maximum<T>>>(given);
    else
      return not_defined(given);
  });
}

Result<ChunkPtr> rolled_variance(const Given& given) {
  TROUPE_TRY(ddof, given.context.params.real("ddof"));
  if (given.block.dtype != DType::float64)
    return not_defined(given);
  return given.op == "var" ? rolled(given, RollingVariance<false>{ddof}) : rolled(given, RollingVariance<true>{ddof});
}

} // namespace

Result<ChunkPtr> rolling_windows(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, as_block(*inputs[0]));
  TROUPE_CHECK(check_block(*block));
  TROUPE_TRY(op, context.params.text("op"));
  TROUPE_TRY(windows, windows_of_params(context.params, *block));
  const Given given{context, *block, windows, op};
  if (op == "sum")
    return rolled_sum(given);
  if (op == "prod")
    return rolled_product(given);
  if (op == "min" || op == "max" || op == "fmin" || op == "fmax")
    return rolled_extreme(given);
  if (op == "var" || op == "nanvar")
    return rolled_variance(given);
  return fail(Errc::invalid_argument,
              "array.rolling: no op '" + op + "'; there are sum, prod, min, max, fmin, fmax, var and nanvar");
}

} // namespace troupe
