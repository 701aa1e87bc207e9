#include "runtime/chunk/chunk.hpp"

#include "runtime/chunk/buffer_pool.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace troupe {
namespace {

Buffer bytes(std::size_t size) { return process_pool().allocate(size); }

Column texts(std::string name, const std::vector<std::string>& values) {
  Column column{.name = std::move(name), .dtype = DType::string, .length = static_cast<std::int64_t>(values.size())};
  std::string all;
  column.offsets = bytes((values.size() + 1) * sizeof(std::int64_t));
  auto offsets = column.offsets.as<std::int64_t>();
  offsets[0] = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    all += values[i];
    offsets[i + 1] = static_cast<std::int64_t>(all.size());
  }
  column.data = bytes(all.size());
  if (!all.empty())
    std::memcpy(column.data.data(), all.data(), all.size());
  return column;
}

TEST(Chunk, CountsTheBytesOfAllItsBuffers) {
  EXPECT_EQ(nbytes(Block{DType::float64, {3, 4}, bytes(96)}), 96u);
  EXPECT_EQ(nbytes(BagPart{texts("", {"ab", "", "c"})}), 3u + 32u);
  Table table{2,
              {texts("a", {"x", "y"}),
               Column{.name = "b", .dtype = DType::int64, .length = 2, .data = bytes(16), .validity = bytes(1)}}};
  EXPECT_EQ(nbytes(table), 2u + 24u + 16u + 1u);
}

TEST(Chunk, ListsItsBuffersInTheOrderOfTheWire) {
  Table table{1, {texts("a", {"xyz"}), Column{.name = "b", .dtype = DType::int64, .length = 1, .data = bytes(8)}}};
  const auto buffers = buffers_of(table);
  ASSERT_EQ(buffers.size(), 6u);
  EXPECT_EQ(buffers[0].size(), 3u);  // a's data
  EXPECT_EQ(buffers[1].size(), 16u); // its offsets
  EXPECT_EQ(buffers[2].size(), 0u);  // its validity
  EXPECT_EQ(buffers[3].size(), 8u);
  EXPECT_TRUE(buffers[4].empty());
  EXPECT_TRUE(buffers[5].empty());
}

TEST(Chunk, SaysWhatItIs) {
  const Chunk block = Block{DType::float64, {1000, 100}, {}};
  const Chunk table = Table{1000, std::vector<Column>(3)};
  const Chunk bag = BagPart{texts("", {"a", "b"})};
  EXPECT_EQ(describe(block), "block float64 (1000, 100)");
  EXPECT_EQ(describe(table), "table of 3 columns, 1000 rows");
  EXPECT_EQ(describe(bag), "bag of 2 items");
  EXPECT_TRUE(as_block(block));
  EXPECT_TRUE(as_table(table));
  EXPECT_EQ(as_block(table).error().message, "expected an array block, got a table of 3 columns, 1000 rows");
  EXPECT_EQ(as_table(bag).error().message, "expected a table part, got a bag of 2 items");
}

TEST(Chunk, ValidityHasOneBitAnElementLeastSignificantFirst) {
  Column column{.dtype = DType::int8, .length = 10, .data = bytes(10), .validity = bytes(2)};
  column.validity.data()[0] = std::byte{0b1111'1101};
  column.validity.data()[1] = std::byte{0b0000'0001};
  for (std::int64_t row = 0; row < 10; ++row)
    EXPECT_EQ(column.is_null(row), row == 1 || row == 9) << row;
  column.validity = {};
  EXPECT_FALSE(column.is_null(1));
}

TEST(Chunk, TextsLieBetweenTheirOffsets) {
  const auto column = texts("t", {"one", "", "drei"});
  EXPECT_EQ(column.text(0), "one");
  EXPECT_EQ(column.text(1), "");
  EXPECT_EQ(column.text(2), "drei");
}

TEST(Chunk, FindsColumnsByName) {
  const Table table{1, {texts("a", {"x"}), texts("b", {"y"})}};
  ASSERT_NE(table.find("b"), nullptr);
  EXPECT_EQ(table.find("b")->text(0), "y");
  EXPECT_EQ(table.find("c"), nullptr);
}

} // namespace
} // namespace troupe
