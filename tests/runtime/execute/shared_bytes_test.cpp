// Whether what a kernel made lies in the memory of what it was made from.
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/execute/shared_bytes.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

ChunkPtr block(Buffer data) {
  return make_chunk(Block{DType::uint8, {static_cast<std::int64_t>(data.size())}, std::move(data)});
}

TEST(SharedBytes, APartOfABlockLiesInItAndACopyDoesNot) {
  const auto whole = process_pool().allocate(4096);
  const auto source = block(whole);
  const auto bytes = block_bytes(source);
  EXPECT_TRUE(lies_in(*source, bytes));
  EXPECT_TRUE(lies_in(*block(whole.slice(1000, 3096)), bytes));
  EXPECT_TRUE(lies_in(*make_chunk(ChunkList{{block(whole.slice(64, 64)), block(whole.slice(640, 64))}}), bytes));
  EXPECT_FALSE(lies_in(*block(process_pool().allocate(4096)), bytes));
  EXPECT_FALSE(lies_in(*block(whole), block_bytes(block(whole.slice(0, 4095)))));
  EXPECT_FALSE(lies_in(*block(Buffer()), bytes));
}

TEST(SharedBytes, OnlyBlocksAreAskedFor) {
  EXPECT_TRUE(block_bytes(nullptr).empty());
  EXPECT_TRUE(block_bytes(make_chunk(ChunkList{})).empty());
  EXPECT_TRUE(block_bytes(make_chunk(Table{})).empty());
  EXPECT_FALSE(lies_in(*make_chunk(Table{}), block_bytes(block(process_pool().allocate(64)))));
  EXPECT_FALSE(lies_in(*make_chunk(ChunkList{}), block_bytes(block(process_pool().allocate(64)))));
}

} // namespace
} // namespace troupe
