// Reductions of all windows along one axis in three steps an element, however wide the windows are. The axis is cut
// into blocks as wide as a window. Every window is the end of one block and the beginning of the next, so its result
// combines a partial result of each: one block is walked from its end, the other from its beginning. The reduction
// (rolling_ops.hpp) only has to be associative.
// Source: van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels"
// (1992); Gil and Werman, "Computing 2-D min, median, and max filters" (1993).
#pragma once

#include "runtime/kernels/array/rolling_ops.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/kernel.hpp"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <vector>

namespace troupe {

/// One walk along an axis. Pure but for what it writes; one thread at a time.
template <class Op, class From, class To>
class RollingWalk {
public:
  /// @pre 1 <= window <= along.extent
  RollingWalk(const Op& op, const BlockAxis& along, std::int64_t window)
      : op_(op), along_(along), window_(window), places_(along.extent - window + 1) {
    const auto fitting = cache_bytes / (window * static_cast<std::int64_t>(sizeof(Kept)));
    columns_ = std::min(along.inner, std::clamp<std::int64_t>(fitting, 8, 512));
    ends_ = std::make_unique<Kept[]>(static_cast<std::size_t>(window * columns_));
    begins_ = std::make_unique<Kept[]>(static_cast<std::size_t>(columns_));
    pivots_.resize(static_cast<std::size_t>(columns_));
  }

  /// @param from  outer * extent * inner elements
  /// @param to    outer * (extent - window + 1) * inner
  Result<void> run(const From* from, To* to, const KernelContext& context) {
    if constexpr (one_by_one)
      if (window_ <= few)
        return run_one_by_one(from, to, context);
    for (std::int64_t outer = 0; outer < along_.outer; ++outer)
      for (std::int64_t column = 0; column < along_.inner; column += columns_) {
        count_ = std::min(columns_, along_.inner - column);
        from_ = from + outer * along_.extent * along_.inner + column;
        to_ = to + outer * places_ * along_.inner + column;
        for (std::int64_t block = 0; block < places_; block += window_) {
          if (context.is_cancelled())
            return fail(Errc::cancelled, "array.rolling was cancelled");
          run_block(block);
        }
      }
    return {};
  }

private:
  using Kept = typename Op::Kept;
  using Pivot = typename Op::Pivot;
  static constexpr std::int64_t cache_bytes = 256 << 10; ///< of what is kept of the ends

  static constexpr std::int64_t few = 8; ///< elements of a window that are put together faster than they are kept
  static constexpr bool one_by_one =
      std::is_same_v<From, To> && std::is_same_v<From, typename Op::Element> && requires(From a) {
    Op::together(a, a);
  };

  /// Windows of few elements: all first ones, then all second ones put to them, ..., a piece that fits the cache at a
  /// time.
  Result<void> run_one_by_one(const From* from, To* to, const KernelContext& context) {
    constexpr std::int64_t piece = 1024;
    const auto count = places_ * along_.inner;
    for (std::int64_t outer = 0; outer < along_.outer; ++outer, from += along_.extent * along_.inner, to += count)
      for (std::int64_t first = 0; first < count; first += piece) {
        if (context.is_cancelled())
          return fail(Errc::cancelled, "array.rolling was cancelled");
        const auto length = std::min(piece, count - first);
        std::copy_n(from + first, length, to + first);
        for (std::int64_t at = 1; at < window_; ++at)
          for (std::int64_t i = first; i < first + length; ++i)
            to[i] = Op::together(to[i], from[i + at * along_.inner]);
      }
    return {};
  }

  /// The windows that begin in a block.
  void run_block(std::int64_t block) {
    choose_pivots(block);
    keep_ends(block);
    write(block, 0, [&](std::int64_t column) { return ends_[column]; });
    const auto windows = std::min(window_, places_ - block);
    for (std::int64_t at = 1; at < windows; ++at) {
      const auto* row = from_ + (block + window_ + at - 1) * along_.inner;
      const auto* ends = ends_.get() + at * count_;
      for (std::int64_t c = 0; c < count_; ++c)
        if (at == 1)
          begins_[c] = op_.begin(row[c], pivots_[c]);
        else
          op_.take(begins_[c], row[c], pivots_[c]);
      write(block, at, [&](std::int64_t column) {
        auto whole = ends[column];
        op_.merge(whole, begins_[column]);
        return whole;
      });
    }
  }

  /// What is kept from each place of the block to the block's end.
  void keep_ends(std::int64_t block) {
    const auto* row = from_ + (block + window_ - 1) * along_.inner;
    auto* ends = ends_.get() + (window_ - 1) * count_;
    for (std::int64_t c = 0; c < count_; ++c)
      ends[c] = op_.begin(row[c], pivots_[c]);
    for (auto at = window_ - 1; at-- > 0;) {
      row -= along_.inner;
      ends -= count_;
      for (std::int64_t c = 0; c < count_; ++c) {
        auto next = ends[c + count_];
        op_.take(next, row[c], pivots_[c]);
        ends[c] = next;
      }
    }
  }

  template <class Window>
  void write(std::int64_t block, std::int64_t at, const Window& window) {
    auto* row = to_ + (block + at) * along_.inner;
    for (std::int64_t c = 0; c < count_; ++c)
      if constexpr (std::is_same_v<To, typename Op::Stored>)
        row[c] = op_.store(window(c), pivots_[c]);
      else
        row[c] = op_.finish(window(c), pivots_[c]);
  }

  /// The last element of the block, which all its windows hold, or the nearest to it that may be one.
  void choose_pivots(std::int64_t block) {
    if constexpr (!std::is_same_v<Pivot, NoPivot>)
      for (std::int64_t c = 0; c < count_; ++c) {
        const auto* last = from_ + (block + window_ - 1) * along_.inner + c;
        const auto after = std::min(window_, places_ - block) - 1; // that those windows hold
        pivots_[c] = 0;
        for (std::int64_t away = 0; away < window_; ++away) {
          const auto step = away * along_.inner;
          if (Op::is_pivot(last[-step])) {
            pivots_[c] = Op::pivot_of(last[-step]);
            break;
          }
          if (away <= after && Op::is_pivot(last[step])) {
            pivots_[c] = Op::pivot_of(last[step]);
            break;
          }
        }
      }
  }

  const Op& op_;
  BlockAxis along_;
  std::int64_t window_, places_, columns_ = 1, count_ = 1;
  const From* from_ = nullptr;
  To* to_ = nullptr;
  std::unique_ptr<Kept[]> ends_, begins_;
  std::vector<Pivot> pivots_;
};

} // namespace troupe
