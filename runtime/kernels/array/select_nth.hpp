// The n-th smallest of many numbers in little more than one and a half passes over them. Pure functions.
// Source: Hoare, "Algorithm 65: FIND" (1961), with the pivot from a sample as in Floyd and Rivest, "Algorithm 489:
// SELECT" (1975). The partition (Lomuto's) moves every element unconditionally, since the branch predictor would guess
// wrong half of the time on random numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>

namespace troupe {
namespace select_detail {

inline constexpr std::size_t few = 48; ///< so many are left to std::nth_element
inline constexpr int most_rounds = 40; ///< after which it is, whatever is left: its time is bounded
inline constexpr std::size_t sampled = 31;

/// Those for which `first` says so come first, the others after them. @returns How many they are.
template <class T, class First>
std::size_t partition(std::span<T> values, const First& first) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const T value = values[i];
    values[i] = values[count];
    values[count] = value;
    count += first(value) ? 1 : 0;
  }
  return count;
}

/// About where the n-th lies, a little towards the larger part, so that the smaller one is most likely what is left.
template <class T, class Less>
T pivot(std::span<const T> values, std::size_t n, const Less& less) {
  std::array<T, sampled> sample;
  const auto step = values.size() / sampled;
  for (std::size_t i = 0; i < sampled; ++i)
    sample[i] = values[i * step + step / 2];
  const auto at = n * sampled / values.size();
  const auto place = n * 2 < values.size() ? std::min(at + 2, sampled - 1) : at < 2 ? 0 : at - 2;
  std::nth_element(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(place), sample.end(), less);
  return sample[place];
}

} // namespace select_detail

/// Puts the n-th smallest in its place, none larger before it and none smaller after it, as std::nth_element does.
/// @pre n < values.size(); `less` orders them all (no NaN)
template <class T, class Less>
void select_nth(std::span<T> values, std::size_t n, const Less& less) {
  using namespace select_detail;
  for (int round = 0; values.size() > few && round < most_rounds; ++round) {
    const T chosen = pivot<T>(values, n, less);
    const auto smaller = partition(values, [&](T value) { return less(value, chosen); });
    if (n < smaller) {
      values = values.first(smaller);
      continue;
    }
    // The pivot and its equals come next: there may be many, even nothing else.
    values = values.subspan(smaller);
    n -= smaller;
    const auto equal = partition(values, [&](T value) { return !less(chosen, value); });
    if (n < equal)
      return;
    values = values.subspan(equal);
    n -= equal;
  }
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n), values.end(), less);
}

} // namespace troupe
