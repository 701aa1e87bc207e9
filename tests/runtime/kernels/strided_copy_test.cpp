#include "runtime/kernels/strided_copy.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace troupe {
namespace {

std::vector<std::byte> noise(std::size_t bytes) {
  std::mt19937 random(7);
  std::vector<std::byte> made(bytes);
  for (auto& each : made)
    each = static_cast<std::byte>(random());
  return made;
}

TEST(StridedCopy, TurnsTablesOfAnySizeAndElement) {
  for (const std::size_t item : {1u, 2u, 4u, 8u, 16u})
    for (const auto& [rows, columns] :
         {std::pair<std::int64_t, std::int64_t>{1, 7}, {7, 1}, {8, 64}, {65, 63}, {130, 200}, {1100, 9}}) {
      const auto size = static_cast<std::ptrdiff_t>(item);
      const auto from = noise(static_cast<std::size_t>(rows * columns) * item);
      std::vector<std::byte> to(from.size());
      // Element (r, c) of what is written is (c, r) of what is read.
      const CopyAxis axes[] = {{rows, columns * size, size}, {columns, size, rows * size}};
      copy_strided(to.data(), from.data(), axes, item);
      for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c)
          ASSERT_EQ(std::memcmp(&to[static_cast<std::size_t>((r * columns + c) * size)],
                                &from[static_cast<std::size_t>((c * rows + r) * size)], item),
                    0)
              << item << " bytes, " << rows << " x " << columns << " at " << r << ", " << c;
    }
}

TEST(StridedCopy, ReadsBackwardsAndTheSameElementAgain) {
  const std::vector<double> from{0, 1, 2, 3, 4, 5};
  std::vector<double> to(12, -1);
  const auto* last = reinterpret_cast<const std::byte*>(from.data() + 5);
  const CopyAxis axes[] = {{2, 48, 0}, {2, 24, -8}, {3, 8, -16}}; // twice; columns of a 3 x 2 table, from its end
  copy_strided(reinterpret_cast<std::byte*>(to.data()), last, axes, 8);
  EXPECT_EQ(to, (std::vector<double>{5, 3, 1, 4, 2, 0, 5, 3, 1, 4, 2, 0}));
}

TEST(StridedCopy, NoElementsWriteNothing) {
  double to = 3;
  const CopyAxis axes[] = {{0, 8, 8}, {4, 8, 8}};
  copy_strided(reinterpret_cast<std::byte*>(&to), nullptr, axes, 8);
  EXPECT_EQ(to, 3);
}

} // namespace
} // namespace troupe
