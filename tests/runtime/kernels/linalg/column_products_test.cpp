#include "runtime/kernels/linalg/column_products.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace troupe {
namespace {

using Numbers = std::vector<double>;

Numbers numbers(std::int64_t count, double seed) {
  Numbers made;
  for (std::int64_t i = 0; i < count; ++i)
    made.push_back(std::sin(seed + static_cast<double>(i)));
  return made;
}

struct Sizes {
  std::int64_t count, width, rows;
};
const Sizes every[] = {{1, 1, 1},   {3, 5, 7},     {4, 4, 24}, {8, 8, 25},
                       {13, 9, 31}, {32, 68, 100}, {7, 11, 0}, {0, 3, 50}};

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

TEST(ColumnProducts, AddSumsOverRowsToWhatIsThere) {
  for (const auto& size : every) {
    const auto v = numbers(size.count * size.rows, 1), c = numbers(size.width * size.rows, 2);
    auto out = numbers(size.count * size.width, 3);
    auto wanted = out;
    for (std::int64_t i = 0; i < size.count; ++i)
      for (std::int64_t j = 0; j < size.width; ++j)
        for (std::int64_t row = 0; row < size.rows; ++row)
          wanted[at(i * size.width + j)] += v[at(i * size.rows + row)] * c[at(j * size.rows + row)];
    add_column_products(v.data(), size.count, c.data(), size.width, size.rows, out.data());
    for (std::size_t i = 0; i < out.size(); ++i)
      EXPECT_NEAR(out[i], wanted[i], 1e-12) << size.count << " x " << size.width << " x " << size.rows << ", " << i;
  }
}

TEST(ColumnProducts, SubtractWhatColumnsMakeOfAMatrix) {
  for (const auto& size : every) {
    const auto v = numbers(size.count * size.rows, 4), w = numbers(size.count * size.width, 5);
    auto c = numbers(size.width * size.rows, 6);
    auto wanted = c;
    for (std::int64_t j = 0; j < size.width; ++j)
      for (std::int64_t k = 0; k < size.count; ++k)
        for (std::int64_t row = 0; row < size.rows; ++row)
          wanted[at(j * size.rows + row)] -= v[at(k * size.rows + row)] * w[at(k * size.width + j)];
    subtract_product(v.data(), size.count, w.data(), size.width, size.rows, c.data());
    for (std::size_t i = 0; i < c.size(); ++i)
      EXPECT_NEAR(c[i], wanted[i], 1e-12) << size.count << " x " << size.width << " x " << size.rows << ", " << i;
  }
}

} // namespace
} // namespace troupe
