// The indices in x(slice(10, none, 2), all, -1): one for each axis, as in NumPy's brackets. Pure values. The words
// `none`, `newaxis` and `ellipsis` are short and common, so a program has to ask for them:
//
//     using namespace troupe::indexing;
#pragma once

#include "collections/array/axes.hpp"
#include "runtime/base/result.hpp"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace troupe {

class Array;

/// NumPy's reduction: whether all elements are true. As an index, x(all, 0), it is the whole axis: one name for both,
/// so that the names of `troupe` and of `troupe::indexing` can be used side by side.
Array all(const Array& a, const Axes& axis = {}, bool keepdims = false);

namespace indexing {

/// The whole axis.
using troupe::all;
using All = Array (*)(const Array&, const Axes&, bool);

struct None {};
/// A bound or step left out.
inline constexpr None none{};
struct NewAxis {};
/// A new axis of extent 1.
inline constexpr NewAxis newaxis{};
struct Ellipsis {};
/// As many whole axes as are left over.
inline constexpr Ellipsis ellipsis{};

} // namespace indexing

/// The number as int64; one that is too large for it as the largest, which no axis has: so it is out of bounds, not
/// negative.
template <std::integral Number>
constexpr std::int64_t place_number(Number number) {
  if constexpr (std::is_unsigned_v<Number> && sizeof(Number) >= sizeof(std::int64_t))
    return static_cast<std::int64_t>(std::min<Number>(number, std::numeric_limits<std::int64_t>::max()));
  else
    return static_cast<std::int64_t>(number);
}

/// start:stop:step. Bounds may be negative (from the end) or beyond the axis; the step may be negative, not zero.
struct Slice {
  std::optional<std::int64_t> start, stop, step;

  struct Bound { // a number or `none`
    Bound(indexing::None) {}
    template <std::integral Number>
    Bound(Number number) : value(place_number(number)) {}
    std::optional<std::int64_t> value;
  };
};
/// slice(3) is :3, slice(1, 3) is 1:3, slice(none, none, -1) is ::-1.
inline Slice slice(Slice::Bound stop) { return {std::nullopt, stop.value, std::nullopt}; }
inline Slice slice(Slice::Bound start, Slice::Bound stop, Slice::Bound step = indexing::none) {
  return {start.value, stop.value, step.value};
}

class Index {
public:
  using Positions = std::vector<std::int64_t>;
  using Lazy = std::shared_ptr<const Array>;
  using Value = std::variant<Slice, std::int64_t, indexing::NewAxis, indexing::Ellipsis, Positions, Lazy>;

  Index(Slice slice) : value_(slice) {}
  /// Errc::invalid_argument for another function than `all`.
  Index(indexing::All whole);
  Index(indexing::NewAxis at) : value_(at) {}
  Index(indexing::Ellipsis at) : value_(at) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Index(Number at) : value_(place_number(at)) {}
  /// Elements by their positions, in this order, also several times; negative from the end.
  Index(Positions positions) : value_(std::move(positions)) {}
  Index(std::initializer_list<std::int64_t> positions) : value_(Positions(positions)) {}
  /// Elements where it is true, one for each element of the axis.
  Index(const std::vector<bool>& mask);
  /// A lazy array. Of truth values: elements where it is true, of as many axes as it has, which become one; how many it
  /// keeps is not known before it is computed, so the extents of the result are not either (Array::known_shape). Of
  /// whole numbers: elements by their positions; a position out of bounds fails the job.
  Index(const Array& array);

  const Value& value() const { return value_; }

private:
  Value value_;
  std::optional<std::int64_t> mask_length_; ///< where the positions came from a mask
public:
  const std::optional<std::int64_t>& mask_length() const { return mask_length_; }
};

template <class T>
concept IndexLike = std::convertible_to<const T&, Index>;

/// first, step and count of a slice of an axis of `length` elements, as Python's slice.indices().
struct SliceRange {
  std::int64_t first = 0, step = 1, count = 0;
};
/// @returns Errc::invalid_argument when the step is zero.
Result<SliceRange> fit(const Slice& slice, std::int64_t length);

} // namespace troupe
