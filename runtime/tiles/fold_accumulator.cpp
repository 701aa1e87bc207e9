#include "runtime/tiles/fold_accumulator.hpp"

#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/chunk/for_dtype.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace troupe {
namespace {

/// What changes nothing: 0, 1, the lowest or highest number; NaN where NaN loses.
template <class T>
T neutral(ReduceOp op) {
  if (op == ReduceOp::sum || op == ReduceOp::prod)
    return op == ReduceOp::sum ? T(0) : T(1);
  if constexpr (std::is_arithmetic_v<T>) {
    using Limits = std::numeric_limits<T>;
    if (Limits::has_quiet_NaN && (op == ReduceOp::fmin || op == ReduceOp::fmax))
      return Limits::quiet_NaN();
    if (op == ReduceOp::min || op == ReduceOp::fmin)
      return Limits::has_infinity ? Limits::infinity() : Limits::max();
    return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
  } else {
    using Part = typename T::value_type;
    const auto part = neutral<Part>(op);
    return {part, part};
  }
}

} // namespace

FoldAccumulator::FoldAccumulator(ReduceOp op, DType dtype, TileFunction combine, RunLoop loop, std::int64_t totals,
                                 BufferPool& pool)
    : combine_(combine), loop_(loop), element_(size_of(dtype)),
      lanes_(lane_bytes / element_), totals_{
                                         dtype, {totals}, pool.allocate(static_cast<std::size_t>(totals) * element_)} {
  for_dtype(dtype, [&]<class T>(Type<T>) {
    std::fill_n(reinterpret_cast<T*>(neutral_.data()), lanes_, neutral<T>(op));
    std::fill_n(reinterpret_cast<T*>(totals_.data.data()), totals, neutral<T>(op));
  });
  open_ = neutral_;
}

void FoldAccumulator::combine_into(std::byte* into, const std::byte* values, std::size_t count) const {
  const void* operands[] = {into, values};
  combine_(operands, into, count);
}

void FoldAccumulator::add_run(const void* values, std::int64_t count) {
  const auto* from = static_cast<const std::byte*>(values);
  auto left = static_cast<std::size_t>(count);
  while (left > 0) {
    auto taken = std::min(left, lanes_ - position_);
    if (position_ == 0 && left >= lanes_ && loop_) {
      taken = left / lanes_ * lanes_;
      loop_(open_.data(), from, taken / lanes_);
    } else {
      combine_into(open_.data() + position_ * element_, from, taken);
    }
    position_ = (position_ + taken) % lanes_;
    from += taken * element_;
    left -= taken;
  }
}

void FoldAccumulator::close_run(std::int64_t at, std::int64_t step) {
  for (auto width = lanes_ / 2; width >= 1; width /= 2)
    combine_into(open_.data(), open_.data() + width * element_, width);
  add_rows(at, step, open_.data(), 0, 1, 1);
  open_ = neutral_;
  position_ = 0;
}

void FoldAccumulator::add_rows(std::int64_t at, std::int64_t, const void* values, std::int64_t stride,
                               std::int64_t rows, std::int64_t columns) {
  auto* into = totals_.data.data() + static_cast<std::size_t>(at) * element_;
  const auto* from = static_cast<const std::byte*>(values);
  for (std::int64_t r = 0; r < rows; ++r, from += static_cast<std::size_t>(stride) * element_)
    combine_into(into, from, static_cast<std::size_t>(columns));
}

} // namespace troupe
