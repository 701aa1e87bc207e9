#include "runtime/chunk/file_partition.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace troupe {
namespace {

using Sizes = std::vector<std::int64_t>;

TEST(FilePartition, CoverEveryByteOfEveryFileOnce) {
  for (const auto& sizes : {Sizes{10, 0, 7}, Sizes{1}, Sizes{0}, Sizes{6, 6}, Sizes{}})
    for (std::int64_t blocksize : {0, 1, 3, 6, 100}) {
      const auto count = count_file_partitions(sizes, blocksize).value();
      std::uint32_t file = 0;
      std::int64_t at = 0;
      std::vector<int> parts(sizes.size());
      for (std::uint32_t i = 0; i < count; ++i) {
        const auto part = file_partition(sizes, blocksize, i).value();
        if (part.file != file) {
          EXPECT_EQ(at, sizes[file]);
          EXPECT_EQ(part.file, ++file);
          at = 0;
        }
        EXPECT_EQ(part.begin, at);
        EXPECT_LE(part.end - part.begin, blocksize == 0 ? sizes[file] : blocksize);
        at = part.end;
        ++parts[part.file];
      }
      for (std::size_t i = 0; i < sizes.size(); ++i)
        EXPECT_GE(parts[i], 1) << "a file without a partition";
      EXPECT_EQ(at, sizes.empty() ? 0 : sizes.back());
    }
}

TEST(FilePartition, CutsAtMultiplesOfTheBlocksize) {
  const Sizes sizes{10, 4};
  EXPECT_EQ(count_file_partitions(sizes, 4).value(), 4u);
  EXPECT_EQ(file_partition(sizes, 4, 2).value(), (FilePartition{0, 8, 10}));
  EXPECT_EQ(file_partition(sizes, 4, 3).value(), (FilePartition{1, 0, 4}));
}

TEST(FilePartition, RefusesNegativeNumbersAndTooMany) {
  EXPECT_EQ(count_file_partitions(Sizes{1}, -1).error().code, Errc::invalid_argument);
  EXPECT_EQ(count_file_partitions(Sizes{-1}, 1).error().code, Errc::invalid_argument);
  EXPECT_EQ(count_file_partitions(Sizes{std::int64_t{1} << 40}, 1).error().code, Errc::invalid_argument);
  EXPECT_EQ(count_file_partitions(Sizes{std::numeric_limits<std::int64_t>::max()}, 1).error().code,
            Errc::invalid_argument);
  EXPECT_EQ(file_partition(Sizes{10}, 5, 2).error().code, Errc::invalid_argument);
  EXPECT_EQ(file_partition(Sizes{}, 5, 0).error().code, Errc::invalid_argument);
}

} // namespace
} // namespace troupe
