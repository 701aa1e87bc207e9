#include "actors/chunk/lending.hpp"

#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using Time = Lending::Time;

std::uint64_t seen(const void* place) { return *static_cast<const volatile std::uint64_t*>(place); }

std::shared_ptr<const ChunkStream> stream() {
  return std::make_shared<const ChunkStream>(to_stream(*test::chunk_of({3}, {1, 2, 3}), process_pool()));
}

TEST(Lending, KeepsTheChunkAndShowsTheMarkUntilItIsGivenBack) {
  Lending lending;
  auto lent = stream();
  const std::weak_ptr<const ChunkStream> kept = lent;
  const auto* place = lending.lend(42, std::move(lent), Time{});
  ASSERT_TRUE(place);
  EXPECT_EQ(seen(place), 42u);
  EXPECT_FALSE(kept.expired());
  lending.take_back(42);
  EXPECT_TRUE(kept.expired());
  EXPECT_EQ(lending.lent(), 0u);
}

TEST(Lending, AReaderThatNeverGivesBackKeepsNothingForLong) {
  Lending lending;
  auto early = stream(), late = stream();
  const std::weak_ptr<const ChunkStream> first = early, second = late;
  lending.lend(1, std::move(early), Time{});
  lending.lend(2, std::move(late), Time{} + std::chrono::seconds(5));
  EXPECT_EQ(lending.expire(Time{} + Lending::longest), 0u);
  EXPECT_EQ(lending.expire(Time{} + Lending::longest + std::chrono::milliseconds(1)), 1u);
  EXPECT_TRUE(first.expired());
  EXPECT_FALSE(second.expired());
}

TEST(Lending, AMarkIsUsedOnceAtATimeAndNeverNought) {
  Lending lending;
  EXPECT_FALSE(lending.lend(0, stream(), Time{}));
  EXPECT_TRUE(lending.lend(7, stream(), Time{}));
  EXPECT_FALSE(lending.lend(7, stream(), Time{}));
  lending.take_back(7);
  EXPECT_TRUE(lending.lend(7, stream(), Time{}));
  lending.take_back(8); // was never lent
  EXPECT_EQ(lending.lent(), 1u);
}

} // namespace
} // namespace troupe
