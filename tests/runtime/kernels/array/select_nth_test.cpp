#include "runtime/kernels/array/select_nth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace troupe {
namespace {

struct Less {
  bool operator()(double a, double b) const { return a < b; }
};

void expect_selected(std::vector<double> values, std::size_t n) {
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  select_nth(std::span(values), n, Less());
  ASSERT_EQ(values[n], sorted[n]);
  for (std::size_t i = 0; i < values.size(); ++i)
    ASSERT_TRUE(i < n ? values[i] <= values[n] : values[i] >= values[n]) << i;
  std::sort(values.begin(), values.end());
  ASSERT_EQ(values, sorted) << "the same numbers as before";
}

TEST(SelectNth, PutsEveryPlaceRightWhateverTheNumbersAre) {
  std::mt19937_64 random(3);
  for (const std::size_t size : {1u, 2u, 48u, 49u, 100u, 1000u})
    for (const int kinds : {1, 2, 7, 1'000'000}) { // of numbers: many equals, and none
      std::vector<double> values(size);
      for (auto& value : values)
        value = static_cast<double>(random() % static_cast<unsigned>(kinds));
      for (std::size_t n = 0; n < size; n += std::max<std::size_t>(1, size / 37))
        ASSERT_NO_FATAL_FAILURE(expect_selected(values, n)) << size << " numbers of " << kinds << " kinds, place " << n;
      ASSERT_NO_FATAL_FAILURE(expect_selected(values, size - 1));
    }
}

TEST(SelectNth, TakesOrderedNumbersAndThoseThatMisleadASample) {
  std::vector<double> rising(5'000), falling, sawtooth(5'000), organ;
  for (std::size_t i = 0; i < rising.size(); ++i) {
    rising[i] = static_cast<double>(i);
    sawtooth[i] = static_cast<double>(i % (5'000 / 31)); // every sampled place holds the same number
  }
  falling.assign(rising.rbegin(), rising.rend());
  organ = rising;
  organ.insert(organ.end(), falling.begin(), falling.end());
  for (const auto& values : {rising, falling, sawtooth, organ})
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, values.size() / 2, values.size() - 1})
      ASSERT_NO_FATAL_FAILURE(expect_selected(values, n));
}

} // namespace
} // namespace troupe
