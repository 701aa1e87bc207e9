#include "runtime/kernels/array/sort_values.hpp"

#include "runtime/chunk/for_dtype.hpp"
#include "runtime/kernels/array/sort_order.hpp"

#include <hwy/contrib/sort/vqsort.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>

namespace troupe {
namespace {

/// Shorter ones are not worth the vectorised sort's beginning.
constexpr std::size_t few = 256;

template <class T>
void count_bytes(std::span<T> values) {
  std::array<std::size_t, 256> counts{};
  constexpr int lowest = std::is_same_v<T, std::int8_t> ? -128 : 0;
  for (auto value : values)
    ++counts[static_cast<std::size_t>(static_cast<int>(value) - lowest)];
  auto* to = values.data();
  for (std::size_t i = 0; i < counts.size(); ++i)
    to = std::fill_n(to, counts[i], static_cast<T>(static_cast<int>(i) + lowest));
}

template <class T>
void sort_words(std::span<T> values) {
  if (values.size() < few)
    std::sort(values.begin(), values.end());
  else
    hwy::Sorter()(values.data(), values.size(), hwy::SortAscending());
}

/// Bits of a number as an integer that is in the same order, and back: those of negative numbers turned round.
template <class Bits>
void change_order(std::byte* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    Bits bits;
    std::memcpy(&bits, values + i * sizeof bits, sizeof bits);
    if (bits < 0)
      bits ^= std::numeric_limits<Bits>::max();
    std::memcpy(values + i * sizeof bits, &bits, sizeof bits);
  }
}

/// NaN goes to the end. Long runs are sorted as integers, which keeps zeros apart by their signs; as numbers
/// Highway 1.0 takes infinities for the largest finite ones.
template <class T>
void sort_floating(std::span<T> values) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  const auto numbers = std::partition(values.begin(), values.end(), [](T x) { return x == x; });
  const auto count = static_cast<std::size_t>(numbers - values.begin());
  if (count < few) {
    std::sort(values.begin(), numbers, sorts_strictly_before<T>);
    return;
  }
  auto* bytes = reinterpret_cast<std::byte*>(values.data());
  change_order<Bits>(bytes, count);
  hwy::Sorter()(reinterpret_cast<Bits*>(bytes), count, hwy::SortAscending());
  change_order<Bits>(bytes, count);
}

template <class T>
void sort_span(std::span<T> values) {
  if constexpr (is_complex_v<T>)
    std::sort(values.begin(), values.end(), sorts_before<T>);
  else if constexpr (std::is_floating_point_v<T>)
    sort_floating(values);
  else if constexpr (sizeof(T) == 1)
    count_bytes(values);
  else
    sort_words(values);
}

} // namespace

void sort_values(DType dtype, std::byte* values, std::size_t count) {
  for_dtype(dtype, [&]<class T>(Type<T>) { sort_span(std::span<T>(reinterpret_cast<T*>(values), count)); });
}

} // namespace troupe
