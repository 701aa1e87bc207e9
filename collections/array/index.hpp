// What stands between the parentheses of x(slice(10, none, 2), all, -1): one index an axis, as NumPy's brackets take them.
// Pure values. The words `all`, `none`, `newaxis` and `ellipsis` are short and common, so they are had by asking:
//
//     using namespace troupe::indexing;
#pragma once

#include "runtime/base/result.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace troupe {

class Array;

namespace indexing {

/// A bound or step left out.
inline constexpr struct None {} none;
/// The whole axis.
inline constexpr struct All {} all;
/// A new axis of extent 1.
inline constexpr struct NewAxis {} newaxis;
/// As many whole axes as are left over.
inline constexpr struct Ellipsis {} ellipsis;

} // namespace indexing

/// start:stop:step. Bounds may be negative (from the end) or beyond the axis; the step may be negative, not zero.
struct Slice {
  std::optional<std::int64_t> start, stop, step;

  struct Bound { // a number or `none`
    Bound(indexing::None) {}
    template <std::integral Number> Bound(Number number) : value(static_cast<std::int64_t>(number)) {}
    std::optional<std::int64_t> value;
  };
};
/// slice(3) is :3, slice(1, 3) is 1:3, slice(none, none, -1) is ::-1.
inline Slice slice(Slice::Bound stop) { return {std::nullopt, stop.value, std::nullopt}; }
inline Slice slice(Slice::Bound start, Slice::Bound stop, Slice::Bound step = indexing::none) { return {start.value, stop.value, step.value}; }

class Index {
public:
  using Positions = std::vector<std::int64_t>;
  using Mask = std::shared_ptr<const Array>;
  using Value = std::variant<Slice, std::int64_t, indexing::NewAxis, indexing::Ellipsis, Positions, Mask>;

  Index(Slice slice) : value_(slice) {}
  Index(indexing::All) : value_(Slice{}) {}
  Index(indexing::NewAxis at) : value_(at) {}
  Index(indexing::Ellipsis at) : value_(at) {}
  template <std::integral Number> Index(Number at) : value_(static_cast<std::int64_t>(at)) {}
  /// Elements by their positions, in this order, also several times; negative from the end.
  Index(Positions positions) : value_(std::move(positions)) {}
  Index(std::initializer_list<std::int64_t> positions) : value_(Positions(positions)) {}
  /// Elements where it is true, one for each element of the axis.
  Index(const std::vector<bool>& mask);
  /// Refused when it is used, with a word on what is taken instead: how many elements a lazy mask keeps is not known.
  Index(const Array& mask);

  const Value& value() const { return value_; }

private:
  Value value_;
  std::optional<std::int64_t> mask_length_; ///< where the positions came from a mask
public:
  const std::optional<std::int64_t>& mask_length() const { return mask_length_; }
};

/// first, step and count of a slice of an axis of `length` elements, as Python's slice.indices().
struct SliceRange {
  std::int64_t first = 0, step = 1, count = 0;
};
/// @returns Errc::invalid_argument when the step is zero.
Result<SliceRange> fit(const Slice& slice, std::int64_t length);

} // namespace troupe
