#include "actors/protocol/packet.hpp"

#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

Bytes bytes_of(std::size_t count) {
  Bytes bytes(count);
  for (std::size_t i = 0; i < count; ++i)
    bytes[i] = static_cast<std::byte>(i * 37 + 1);
  return bytes;
}

/// What BASP does: values to bytes, and back.
template <class... Values>
std::vector<char> saved(const Values&... values) {
  std::vector<char> buffer;
  caf::binary_serializer sink(nullptr, buffer);
  EXPECT_FALSE(sink(const_cast<Values&>(values)...));
  return buffer;
}

template <class Value>
bool loads(const std::vector<char>& buffer, Value& value) {
  caf::binary_deserializer source(nullptr, buffer);
  return !source(value);
}

TEST(Packet, ComesBackAsItWas) {
  for (const std::size_t size : {0, 1, 7, 1000}) {
    const Packet packet(bytes_of(size));
    Packet loaded;
    ASSERT_TRUE(loads(saved(packet), loaded));
    EXPECT_TRUE(std::equal(loaded.view().begin(), loaded.view().end(), packet.view().begin(), packet.view().end()));
  }
  Packet loaded(bytes_of(3));
  ASSERT_TRUE(loads(saved(Packet()), loaded));
  EXPECT_TRUE(loaded.view().empty());
}

TEST(Packet, BelievesNoLengthBeyondWhatCame) {
  const auto whole = saved(Packet(bytes_of(100)));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    Packet loaded;
    EXPECT_FALSE(loads({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut)}, loaded)) << cut;
  }
  Packet loaded;
  EXPECT_FALSE(loads(saved(~std::uint64_t{0}), loaded));
  EXPECT_FALSE(loads(saved(std::uint64_t{max_message_bytes} + 1), loaded));
}

Slice slice_of(const ChunkStream& stream, std::uint64_t offset, std::uint64_t length) {
  Slice slice;
  slice.total = stream.size;
  slice.offset = offset;
  slice.length = length;
  slice.stream = std::make_shared<ChunkStream>(stream);
  return slice;
}

TEST(Slice, CarriesAnyPieceOfAStream) {
  std::vector<double> values(100);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<double>(i) + 0.25;
  const auto chunk = test::chunk_of({100}, values);
  const auto stream = to_stream(*chunk, process_pool());
  std::vector<std::byte> whole(stream.size);
  copy_range(stream, 0, whole);
  for (const std::uint64_t length : {std::uint64_t{1}, std::uint64_t{64}, std::uint64_t{100}, stream.size})
    for (std::uint64_t offset = 0; offset < stream.size; offset += length) {
      const auto now = std::min(length, stream.size - offset);
      Slice loaded;
      ASSERT_TRUE(loads(saved(slice_of(stream, offset, now)), loaded));
      EXPECT_EQ(loaded.total, stream.size);
      EXPECT_EQ(loaded.offset, offset);
      ASSERT_EQ(loaded.bytes.size(), now);
      ASSERT_EQ(std::memcmp(loaded.bytes.data(), whole.data() + offset, now), 0) << offset << "+" << now;
    }
}

TEST(Slice, CarriesWhyThereIsNone) {
  Slice slice;
  slice.error = "no such chunk";
  Slice loaded;
  ASSERT_TRUE(loads(saved(slice), loaded));
  EXPECT_EQ(loaded.error, "no such chunk");
  EXPECT_EQ(loaded.length, 0u);
}

TEST(Slice, BelievesNoLengthBeyondWhatCameOrWasAskedFor) {
  const auto chunk = test::chunk_of({4}, {1, 2, 3, 4});
  const auto stream = to_stream(*chunk, process_pool());
  const auto whole = saved(slice_of(stream, 0, stream.size));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    Slice loaded;
    EXPECT_FALSE(loads({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut)}, loaded)) << cut;
  }
  Slice loaded;
  const std::uint64_t zero = 0, absurd = ~std::uint64_t{0}, too_long = max_slice_bytes + 1;
  EXPECT_FALSE(loads(saved(zero, zero, absurd, std::string()), loaded));
  auto padded = saved(zero, zero, too_long, std::string());
  padded.resize(padded.size() + too_long);
  EXPECT_FALSE(loads(padded, loaded)) << "longer than any that is asked for, though it is there";
}

} // namespace
} // namespace troupe
