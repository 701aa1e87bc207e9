#include "runtime/kernels/sort_values.hpp"

#include "runtime/chunk/for_dtype.hpp"
#include "runtime/kernels/sort_order.hpp"

#include <hwy/contrib/sort/vqsort.h>

#include <algorithm>
#include <array>
#include <span>

namespace troupe {
namespace {

/// Shorter ones are not worth the vectorised sort's beginning.
constexpr std::size_t few = 256;

template <class T> void count_bytes(std::span<T> values) {
  std::array<std::size_t, 256> counts{};
  constexpr int lowest = std::is_same_v<T, std::int8_t> ? -128 : 0;
  for (auto value : values)
    ++counts[static_cast<std::size_t>(static_cast<int>(value) - lowest)];
  auto* to = values.data();
  for (std::size_t i = 0; i < counts.size(); ++i)
    to = std::fill_n(to, counts[i], static_cast<T>(static_cast<int>(i) + lowest));
}

template <class T> void sort_words(std::span<T> values) {
  if (values.size() < few)
    std::sort(values.begin(), values.end());
  else
    hwy::Sorter()(values.data(), values.size(), hwy::SortAscending());
}

/// NaN goes to the end, and zeros are put in order of their signs afterwards.
template <class T> void sort_floating(std::span<T> values) {
  const auto numbers = std::partition(values.begin(), values.end(), [](T x) { return x == x; });
  const auto kept = values.first(static_cast<std::size_t>(numbers - values.begin()));
  sort_words(kept);
  const auto zeros = std::equal_range(kept.begin(), kept.end(), T(0));
  const auto negative = std::count_if(zeros.first, zeros.second, [](T x) { return std::signbit(x); });
  std::fill(std::fill_n(zeros.first, negative, T(-0.0)), zeros.second, T(0));
}

template <class T> void sort_span(std::span<T> values) {
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
