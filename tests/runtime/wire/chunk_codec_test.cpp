#include "runtime/wire/chunk_codec.hpp"

#include "tests/support/hostile_bytes.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <set>

namespace troupe {
namespace {

Buffer bytes_of(std::span<const std::byte> bytes) {
  auto buffer = process_pool().allocate(bytes.size());
  if (!bytes.empty())
    std::memcpy(buffer.data(), bytes.data(), bytes.size());
  return buffer;
}

template <class T>
Buffer buffer_of(const std::vector<T>& values) {
  return bytes_of(std::as_bytes(std::span(values)));
}

Column texts(std::string name, const std::vector<std::string>& values) {
  std::string all;
  std::vector<std::int64_t> offsets{0};
  for (const auto& value : values) {
    all += value;
    offsets.push_back(static_cast<std::int64_t>(all.size()));
  }
  return {.name = std::move(name),
          .dtype = DType::string,
          .length = static_cast<std::int64_t>(values.size()),
          .data = buffer_of(std::vector<char>(all.begin(), all.end())),
          .offsets = buffer_of(offsets)};
}

Column with_nulls(Column column, unsigned char bits, std::int64_t nulls) {
  column.validity = buffer_of(std::vector<unsigned char>{bits});
  column.null_count = nulls;
  return column;
}

Table table_of_everything() {
  Table table{3, {}};
  table.columns.push_back(
      {.name = "n", .dtype = DType::float64, .length = 3, .data = buffer_of(std::vector<double>{1, 2, 3})});
  table.columns.push_back(with_nulls(texts("t", {"x", "", "zzz"}), 0b101, 1));
  table.columns.push_back(
      {.name = "", .dtype = DType::bool_, .length = 3, .data = buffer_of(std::vector<char>{0, 1, 1})});
  table.columns.push_back(
      with_nulls({.name = "c", .dtype = DType::complex128, .length = 3, .data = buffer_of(std::vector<double>(6))},
                 0b11111111, 0));
  return table;
}

std::vector<Chunk> every_chunk() {
  std::vector<Chunk> chunks;
  for (int i = 0; i < dtype_count - 1; ++i) {
    const auto dtype = static_cast<DType>(i);
    chunks.emplace_back(Block{dtype, {5, 3}, buffer_of(std::vector<unsigned char>(15 * size_of(dtype), 1))});
  }
  chunks.emplace_back(Block{DType::float64, {}, buffer_of(std::vector<double>{4})});
  chunks.emplace_back(Block{DType::int32, {4, 0, 7}, {}});
  chunks.emplace_back(Block{DType::float32, std::vector<std::int64_t>(20, 1), buffer_of(std::vector<float>{1})});
  chunks.emplace_back(table_of_everything());
  chunks.emplace_back(Table{7, {}});
  chunks.emplace_back(Table{0, {texts("a", {}), {.name = "b", .dtype = DType::int8}}});
  chunks.emplace_back(BagPart{texts("", {"one", "", "three"})});
  chunks.emplace_back(BagPart{texts("", {})});
  chunks.emplace_back(ChunkList{{make_chunk(Block{DType::float64, {2}, buffer_of(std::vector<double>{5, 6})}),
                                 make_chunk(table_of_everything()), make_chunk(BagPart{texts("", {"four"})}),
                                 make_chunk(Block{DType::int8, {0}, {}})}});
  chunks.emplace_back(ChunkList{});
  return chunks;
}

Buffer joined(const ChunkStream& stream) {
  auto whole = process_pool().allocate(stream.size);
  copy_range(stream, 0, {whole.data(), whole.size()});
  return whole;
}

std::string text_of(const Column& column) {
  std::string text = "'" + column.name + "' " + std::string(to_string(column.dtype)) + " nulls "
                     + std::to_string(column.null_count) + ":";
  for (std::int64_t row = 0; row < column.length; ++row) {
    text += column.is_null(row) ? " null" : " ";
    if (column.dtype == DType::string)
      text += column.text(row);
    else
      text.append(reinterpret_cast<const char*>(column.data.data())
                      + static_cast<std::size_t>(row) * size_of(column.dtype),
                  size_of(column.dtype));
  }
  return text;
}

/// Every value in it, read through the accessors that kernels use: what lies outside the buffers is found by ASan.
std::string contents(const Chunk& chunk) {
  std::string text = describe(chunk) + "\n";
  if (const auto* block = std::get_if<Block>(&chunk))
    return text.append(reinterpret_cast<const char*>(block->data.data()),
                       static_cast<std::size_t>(block->size()) * size_of(block->dtype));
  if (const auto* list = std::get_if<ChunkList>(&chunk))
    for (const auto& each : list->chunks)
      text += contents(*each);
  else if (const auto* table = std::get_if<Table>(&chunk))
    for (const auto& column : table->columns)
      text += text_of(column) + "\n";
  else
    text += text_of(std::get<BagPart>(chunk).items);
  return text;
}

void expect_sound(const Column& column) {
  EXPECT_GE(column.length, 0);
  if (column.dtype != DType::string) {
    EXPECT_EQ(column.data.size(), static_cast<std::size_t>(column.length) * size_of(column.dtype));
    EXPECT_TRUE(column.offsets.empty());
  } else {
    ASSERT_EQ(column.offsets.size(), (static_cast<std::size_t>(column.length) + 1) * 8);
    const auto offsets = column.offsets.as<std::int64_t>();
    EXPECT_GE(offsets.front(), 0);
    EXPECT_TRUE(std::is_sorted(offsets.begin(), offsets.end()));
    EXPECT_LE(static_cast<std::uint64_t>(offsets.back()), column.data.size());
  }
  EXPECT_TRUE(column.validity.empty() || column.validity.size() * 8 >= static_cast<std::size_t>(column.length));
  std::int64_t nulls = 0;
  for (std::int64_t row = 0; row < column.length; ++row)
    nulls += column.is_null(row) ? 1 : 0;
  EXPECT_EQ(nulls, column.null_count);
}

void expect_sound(const Chunk& chunk) {
  if (const auto* block = std::get_if<Block>(&chunk)) {
    for (const auto extent : block->shape)
      EXPECT_GE(extent, 0);
    EXPECT_EQ(block->data.size(), static_cast<std::size_t>(block->size()) * size_of(block->dtype));
  } else if (const auto* table = std::get_if<Table>(&chunk)) {
    std::set<std::string> names;
    for (const auto& column : table->columns) {
      EXPECT_EQ(column.length, table->rows);
      EXPECT_TRUE(names.insert(column.name).second);
      expect_sound(column);
    }
  } else if (const auto* list = std::get_if<ChunkList>(&chunk)) {
    for (const auto& each : list->chunks) {
      ASSERT_TRUE(each);
      EXPECT_FALSE(std::holds_alternative<ChunkList>(*each));
      expect_sound(*each);
    }
  } else {
    EXPECT_EQ(std::get<BagPart>(chunk).items.dtype, DType::string);
    expect_sound(std::get<BagPart>(chunk).items);
  }
}

TEST(ChunkCodec, EveryChunkArrivesAsItLeft) {
  for (const auto& chunk : every_chunk()) {
    const auto back = from_stream(joined(to_stream(chunk, process_pool())));
    ASSERT_TRUE(back) << describe(chunk) << ": " << back.error().message;
    EXPECT_EQ(contents(**back), contents(chunk));
    expect_sound(**back);
  }
}

TEST(ChunkCodec, AStreamIsAlignedPiecesThatShareTheChunksBuffers) {
  for (const auto& chunk : every_chunk()) {
    const auto stream = to_stream(chunk, process_pool());
    std::uint64_t size = 0;
    std::set<const std::byte*> where;
    for (const auto& piece : stream.pieces) {
      size += piece.size();
      where.insert(piece.data());
    }
    EXPECT_EQ(size, stream.size);
    EXPECT_EQ(stream.size % 64, 0u);
    for (const auto& buffer : buffers_of(chunk))
      EXPECT_TRUE(buffer.empty() || where.contains(buffer.data())) << "was copied: " << describe(chunk);
  }
}

TEST(ChunkCodec, AReadChunksBuffersAreAlignedSlicesOfTheStream) {
  const auto whole = joined(to_stream(table_of_everything(), process_pool()));
  const auto back = from_stream(whole).value();
  for (const auto& buffer : buffers_of(*back)) {
    if (buffer.empty())
      continue;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, 0u);
    EXPECT_GE(buffer.data(), whole.data());
    EXPECT_LE(buffer.data() + buffer.size(), whole.data() + whole.size());
  }
}

TEST(ChunkCodec, DoublesAreTheirBits) {
  std::vector<std::uint64_t> bits = test::special_double_bits();
  const auto back =
      from_stream(joined(to_stream(Block{DType::float64, {static_cast<std::int64_t>(bits.size())}, buffer_of(bits)},
                                   process_pool())))
          .value();
  const auto values = std::get<Block>(*back).values<std::uint64_t>();
  EXPECT_EQ(std::vector<std::uint64_t>(values.begin(), values.end()), bits);
}

TEST(ChunkCodec, AnyRangeOfAStreamIsThatPartOfTheWhole) {
  const auto stream = to_stream(table_of_everything(), process_pool());
  const auto whole = joined(stream);
  std::vector<std::byte> part(stream.size);
  for (std::uint64_t offset = 0; offset <= stream.size; offset += 7)
    for (std::uint64_t length :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{63}, std::uint64_t{200}, stream.size}) {
      length = std::min(length, stream.size - offset);
      copy_range(stream, offset, std::span(part).first(length));
      ASSERT_EQ(std::memcmp(part.data(), whole.data() + offset, length), 0) << offset << " + " << length;
    }
}

TEST(ChunkCodec, RefusesAStreamCutAtAnyByte) {
  for (const auto& chunk : {Chunk(table_of_everything()), Chunk(BagPart{texts("", {"a"})}), every_chunk().front()}) {
    const auto whole = joined(to_stream(chunk, process_pool()));
    for (std::size_t size = 0; size < whole.size(); ++size)
      ASSERT_FALSE(from_stream(bytes_of({whole.data(), size}))) << size << " of " << whole.size();
  }
}

TEST(ChunkCodec, HostileStreamsAreErrorsOrSoundChunks) {
  std::uint64_t seed = 0;
  for (const auto& chunk : every_chunk()) {
    const auto whole = joined(to_stream(chunk, process_pool()));
    test::for_each_corruption({whole.data(), whole.size()}, ++seed, 3000, [](const std::vector<std::byte>& bad) {
      const auto result = from_stream(bytes_of(bad));
      if (!result)
        return;
      expect_sound(**result);
      const auto again = from_stream(joined(to_stream(**result, process_pool())));
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_EQ(contents(**again), contents(**result));
    });
  }
}

void expect_corrupt(const Chunk& chunk, const std::string& part) {
  const auto result = from_stream(joined(to_stream(chunk, process_pool())));
  ASSERT_FALSE(result) << "expected: " << part;
  EXPECT_EQ(result.error().code, Errc::corrupt);
  EXPECT_NE(result.error().message.find(part), std::string::npos) << result.error().message;
}

TEST(ChunkCodec, RefusesChunksThatBreakAnInvariantAndSaysWhich) {
  expect_corrupt(Block{DType::float64, {3}, buffer_of(std::vector<double>{1, 2})}, "of 16 bytes");
  expect_corrupt(Block{DType::float64, {-1}, buffer_of(std::vector<double>{1})}, "impossible shape");
  expect_corrupt(Block{DType::int8, {std::int64_t{1} << 40, std::int64_t{1} << 40}, {}}, "impossible shape");
  expect_corrupt(Block{DType::float64, {(std::int64_t{1} << 61) + 1}, buffer_of(std::vector<double>{1})},
                 "of 8 bytes"); // 8 n wraps to 8
  expect_corrupt(Block{DType::string, {0}, {}}, "strings");
  expect_corrupt(Block{DType::bool_, {2}, buffer_of(std::vector<char>{1, 2})}, "neither 0 nor 1");
  auto table = table_of_everything();
  table.columns[1].name = "n";
  expect_corrupt(table, "two columns are named 'n'");
  table = table_of_everything();
  table.rows = 4;
  expect_corrupt(table, "in a table of 4 rows");
  table = table_of_everything();
  table.columns[1].null_count = 0;
  expect_corrupt(table, "claims 0 nulls and has 1");
  table = table_of_everything();
  table.columns[0].null_count = 1;
  expect_corrupt(table, "claims 1 nulls and has 0");
  table = table_of_everything();
  table.columns[0].offsets = buffer_of(std::vector<std::int64_t>{0});
  expect_corrupt(table, "which only strings have");
  auto bag = BagPart{texts("", {"ab", "c"})};
  bag.items.offsets = buffer_of(std::vector<std::int64_t>{0, 3, 2});
  expect_corrupt(bag, "offsets that fall");
  bag.items.offsets = buffer_of(std::vector<std::int64_t>{-1, 2, 3});
  expect_corrupt(bag, "offsets that fall");
  bag.items.offsets = buffer_of(std::vector<std::int64_t>{0, 2, 9});
  expect_corrupt(bag, "texts up to byte 9 of 3");
  bag.items.offsets = buffer_of(std::vector<std::int64_t>{0, 2});
  expect_corrupt(bag, "bytes of offsets");
  bag.items.length = std::numeric_limits<std::int64_t>::max();
  expect_corrupt(bag, "bytes of offsets");
  bag.items.length = -1;
  expect_corrupt(bag, "claims -1 elements");
  expect_corrupt(BagPart{{.dtype = DType::int64, .length = 1, .data = buffer_of(std::vector<std::int64_t>{1})}},
                 "a bag of int64");
}

TEST(ChunkCodec, RefusesAListInAList) {
  const ChunkList inner{{make_chunk(Block{DType::float64, {1}, buffer_of(std::vector<double>{1})})}};
  const auto stream = joined(to_stream(Chunk(ChunkList{{make_chunk(inner)}}), process_pool()));
  const auto result = from_stream(stream);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::corrupt);
  EXPECT_NE(result.error().message.find("holds a list"), std::string::npos) << result.error().message;
}

TEST(ChunkCodec, RefusesMemoryThatIsNotAligned) {
  const auto whole = joined(to_stream(every_chunk().front(), process_pool()));
  auto shifted = process_pool().allocate(whole.size() + 64);
  std::memcpy(shifted.data() + 8, whole.data(), whole.size());
  EXPECT_EQ(from_stream(shifted.slice(8, whole.size())).error().code, Errc::invalid_argument);
  EXPECT_FALSE(from_stream(Buffer()));
}

TEST(ChunkCodec, ANewerPeersKindOrDtypeIsAVersionMismatch) {
  const auto whole = joined(to_stream(every_chunk().front(), process_pool()));
  int unknown = 0;
  for (std::size_t at = 16; at + 2 <= whole.size(); at += 2) {
    auto bad = bytes_of({whole.data(), whole.size()});
    bad.data()[at] = std::byte{200};
    const auto result = from_stream(bad);
    unknown += !result && result.error().code == Errc::version_mismatch ? 1 : 0;
  }
  EXPECT_EQ(unknown, 2); // the chunk's kind and its dtype
}

} // namespace
} // namespace troupe
