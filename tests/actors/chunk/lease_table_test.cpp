#include "actors/chunk/lease_table.hpp"

#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using Time = LeaseTable::Time;

std::uint64_t seen(const void* place) { return *static_cast<const volatile std::uint64_t*>(place); }

std::shared_ptr<const ChunkStream> stream() {
  return std::make_shared<const ChunkStream>(to_stream(*test::chunk_of({3}, {1, 2, 3}), process_pool()));
}

TEST(LeaseTable, KeepsTheChunkAndShowsTheIdUntilItIsGivenBack) {
  LeaseTable leases;
  auto kept_stream = stream();
  const std::weak_ptr<const ChunkStream> kept = kept_stream;
  const auto* place = leases.grant(42, std::move(kept_stream), Time{});
  ASSERT_TRUE(place);
  EXPECT_EQ(seen(place), 42u);
  EXPECT_FALSE(kept.expired());
  leases.release_lease(42);
  EXPECT_TRUE(kept.expired());
  EXPECT_EQ(leases.count(), 0u);
}

TEST(LeaseTable, AReaderThatNeverGivesBackKeepsNothingForLong) {
  LeaseTable leases;
  auto early = stream(), late = stream();
  const std::weak_ptr<const ChunkStream> first = early, second = late;
  leases.grant(1, std::move(early), Time{});
  leases.grant(2, std::move(late), Time{} + std::chrono::seconds(5));
  EXPECT_EQ(leases.expire(Time{} + LeaseTable::longest), 0u);
  EXPECT_EQ(leases.expire(Time{} + LeaseTable::longest + std::chrono::milliseconds(1)), 1u);
  EXPECT_TRUE(first.expired());
  EXPECT_FALSE(second.expired());
}

TEST(LeaseTable, AnIdIsUsedOnceAtATimeAndNeverNought) {
  LeaseTable leases;
  EXPECT_FALSE(leases.grant(0, stream(), Time{}));
  EXPECT_TRUE(leases.grant(7, stream(), Time{}));
  EXPECT_FALSE(leases.grant(7, stream(), Time{}));
  leases.release_lease(7);
  EXPECT_TRUE(leases.grant(7, stream(), Time{}));
  leases.release_lease(8); // was never leased
  EXPECT_EQ(leases.count(), 1u);
}

} // namespace
} // namespace troupe
