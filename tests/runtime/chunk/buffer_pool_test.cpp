#include "runtime/chunk/buffer_pool.hpp"

#include "runtime/chunk/kernel_memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace troupe {
namespace {

std::uintptr_t address(const Buffer& buffer) { return reinterpret_cast<std::uintptr_t>(buffer.data()); }

TEST(BufferPool, AlignsTo64BytesAndLargeOnesTo2MiB) {
  BufferPool pool;
  for (const std::size_t size : {0, 1, 63, 64, 65, 1000, 4096, 100'000, (2 << 20) - 1}) {
    const auto buffer = pool.allocate(size);
    EXPECT_EQ(buffer.size(), size);
    EXPECT_EQ(address(buffer) % 64, 0u) << size;
  }
  for (const std::size_t size : {2u << 20, (2u << 20) + 1, 5u << 20})
    EXPECT_EQ(address(pool.allocate(size)) % (2u << 20), 0u) << size;
}

TEST(BufferPool, EveryByteOfABufferMayBeWritten) {
  BufferPool pool(0);
  for (std::size_t size = 1; size < (9u << 20); size = size * 3 + 1) {
    auto buffer = pool.allocate(size);
    std::memset(buffer.data(), 0x5a, size);
    EXPECT_EQ(buffer.data()[size - 1], std::byte{0x5a});
  }
}

TEST(BufferPool, HandsTheSameMemoryOutAgain) {
  BufferPool pool;
  auto first = pool.allocate(100'000);
  const auto at = address(first);
  first = Buffer();
  EXPECT_GE(pool.statistics().kept, 100'000u);
  const auto second = pool.allocate(99'000); // of the same class
  EXPECT_EQ(address(second), at);
  EXPECT_EQ(pool.statistics().hits, 1u);
  EXPECT_EQ(pool.statistics().misses, 1u);
  EXPECT_EQ(pool.statistics().kept, 0u);
}

TEST(BufferPool, RoundsUpByAQuarterAtMost) {
  BufferPool pool;
  for (std::size_t size = 256; size < (64u << 20); size = size * 5 / 4 + 1) {
    const auto buffer = pool.allocate(size);
    const auto taken = pool.statistics().in_use;
    EXPECT_GE(taken, size);
    EXPECT_LE(taken, size + size / 4 + 64) << size;
  }
}

TEST(BufferPool, KeepsNoMoreThanItIsToldAndTheLatestReturned) {
  BufferPool pool(3 << 20);
  auto a = pool.allocate(1 << 20);
  auto b = pool.allocate((1 << 20) + (1 << 18)); // another class
  auto c = pool.allocate((1 << 20) + (1 << 19));
  const auto at_c = address(c);
  a = Buffer();
  b = Buffer();
  c = Buffer(); // 1 + 1.25 + 1.5 MiB: the first gives way
  EXPECT_LE(pool.statistics().kept, 3u << 20);
  EXPECT_EQ(address(pool.allocate((1 << 20) + (1 << 19))), at_c);
  pool.allocate(1 << 20);
  EXPECT_EQ(pool.statistics().misses, 4u);
}

TEST(BufferPool, KeepsNothingLargerThanItsRoom) {
  BufferPool pool(1 << 20);
  pool.allocate(8 << 20);
  EXPECT_EQ(pool.statistics().kept, 0u);
  EXPECT_EQ(pool.statistics().in_use, 0u);
}

TEST(BufferPool, BuffersOutliveThePool) {
  Buffer buffer;
  {
    BufferPool pool;
    buffer = pool.allocate(3 << 20);
  }
  std::memset(buffer.data(), 1, buffer.size());
  EXPECT_EQ(buffer.data()[buffer.size() - 1], std::byte{1});
}

constexpr std::size_t MiB = std::size_t{1} << 20;

void fill(Buffer& buffer, int byte) { std::memset(buffer.data(), byte, buffer.size()); }
bool holds_only(const Buffer& buffer, int byte) {
  return std::ranges::all_of(buffer.as<unsigned char>(), [byte](auto each) { return each == byte; });
}

TEST(BufferPool, CutsALargeBufferUpForSmallerOnesWithoutTouchingFreshMemory) {
  BufferPool pool;
  {
    auto large = pool.allocate(64 * MiB);
    fill(large, 0x5a);
  }
  const auto small = pool.allocate(8 * MiB);
  EXPECT_EQ(pool.statistics().kept, 56 * MiB);
  EXPECT_TRUE(holds_only(small, 0x5a)); // the very pages: fresh ones are zero
}

TEST(BufferPool, PutsALargeBufferTogetherFromSmallerOnes) {
  BufferPool pool;
  {
    std::vector<Buffer> small;
    for (int i = 0; i < 8; ++i)
      fill(small.emplace_back(pool.allocate(8 * MiB)), 10 + i);
  }
  auto large = pool.allocate(64 * MiB);
  EXPECT_EQ(pool.statistics().kept, 0u);
  for (std::size_t at = 0; at < large.size(); at += 8 * MiB)
    EXPECT_TRUE(holds_only(large.slice(at, 8 * MiB), std::to_integer<int>(large.data()[at]))) << at;
  fill(large, 1);
  const auto half = pool.allocate(32 * MiB); // nothing is left to move
  EXPECT_TRUE(holds_only(half, 0));
}

TEST(BufferPool, FillsUpWithFreshPagesWhatKeptOnesDoNotReachFor) {
  BufferPool pool;
  {
    auto small = pool.allocate(5 * MiB);
    fill(small, 7);
  }
  auto large = pool.allocate(20 * MiB);
  EXPECT_EQ(pool.statistics().kept, 0u); // its last MiB is no huge page
  EXPECT_TRUE(holds_only(large.slice(0, 4 * MiB), 7));
  EXPECT_TRUE(holds_only(large.slice(4 * MiB, 16 * MiB), 0));
}

TEST(BufferPool, NeverHandsTheSameBytesOutTwiceHoweverPagesAreMoved) {
  BufferPool pool(96 * MiB);
  std::mt19937 random(5);
  std::vector<std::pair<Buffer, int>> held(8);
  for (int i = 0; i < 400; ++i) {
    auto& [buffer, stamp] = held[random() % held.size()];
    EXPECT_TRUE(holds_only(buffer, stamp)) << i;
    buffer = Buffer();
    buffer = pool.allocate((random() % 4 == 0 ? 24 : 6) * MiB - random() % (3 * MiB));
    stamp = i % 251 + 1;
    fill(buffer, stamp);
  }
  for (const auto& [buffer, stamp] : held)
    EXPECT_TRUE(holds_only(buffer, stamp));
  held.clear();
  EXPECT_EQ(pool.statistics().in_use, 0u);
  EXPECT_LE(pool.statistics().kept, 96 * MiB);
}

TEST(BufferPool, TrimGivesAllKeptMemoryBack) {
  BufferPool pool;
  pool.allocate(1000);
  pool.allocate(3 << 20);
  EXPECT_GT(pool.statistics().kept, 0u);
  pool.trim();
  EXPECT_EQ(pool.statistics().kept, 0u);
  EXPECT_EQ(pool.allocate(1000).size(), 1000u);
}

TEST(BufferPool, RefusesWhatNoMachineHas) {
  BufferPool pool;
  EXPECT_THROW(pool.allocate(static_cast<std::size_t>(-1)), std::bad_alloc);
  EXPECT_THROW(pool.allocate_for<double>(static_cast<std::size_t>(-1) / 8 + 1), std::bad_alloc);
  EXPECT_THROW(pool.allocate_for<double>(static_cast<std::size_t>(-1) / 4), std::bad_alloc);
  EXPECT_EQ(pool.statistics().in_use, 0u);
}

TEST(BufferPool, ASharedHandleGoesBackOnceOnly) {
  BufferPool pool;
  auto buffer = pool.allocate(4096);
  auto slice = buffer.slice(64, 64);
  buffer = Buffer();
  EXPECT_EQ(pool.statistics().kept, 0u);
  slice = Buffer();
  EXPECT_EQ(pool.statistics().kept, 4096u);
}

TEST(BufferPool, BooksBalanceAfterManyThreads) {
  BufferPool pool(4 << 20);
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 4; ++seed)
    threads.emplace_back([&pool, seed] {
      std::mt19937 random(seed);
      std::vector<Buffer> held(16);
      for (int i = 0; i < 3000; ++i) {
        auto& slot = held[random() % held.size()];
        slot = pool.allocate(random() % 200'000 + 1);
        slot.data()[slot.size() - 1] = std::byte{7};
      }
    });
  for (auto& thread : threads)
    thread.join();
  const auto statistics = pool.statistics();
  EXPECT_EQ(statistics.in_use, 0u);
  EXPECT_LE(statistics.kept, 4u << 20);
  EXPECT_EQ(statistics.hits + statistics.misses, 12'000u);
}

TEST(BufferPool, KeepsNothingBeyondItsLimitInAll) {
  BufferPool pool(1000);
  pool.set_limits({.in_all = 1024});
  { const auto one = pool.allocate(512); }
  EXPECT_EQ(pool.statistics().kept, 512u);
  const auto other = pool.allocate(256); // both fit
  EXPECT_EQ(pool.statistics().kept, 512u);
  const auto third = pool.allocate(320); // 1088 together: what is kept goes
  EXPECT_EQ(pool.statistics().kept, 0u);
  EXPECT_EQ(pool.statistics().in_use, 576u);
  pool.set_limits({.in_all = 500});
  { const auto fourth = pool.allocate(64); }
  EXPECT_EQ(pool.statistics().kept, 0u);
}

TEST(BufferPool, RefusesAKernelWhatIsNotLeftBesideWhatIsInUseAndSaysHowMuchThatIs) {
  BufferPool pool;
  limit_kernel_memory(4 << 20);
  const auto held = pool.allocate(3 << 20);
  {
    const KernelMemory kernel;
    EXPECT_EQ(pool.allocate(1 << 20).size(), std::size_t{1} << 20);
    try {
      pool.allocate(2 << 20);
      FAIL() << "it was given";
    } catch (const KernelMemoryExceeded& e) {
      EXPECT_NE(std::string(e.what()).find("2.0 MiB was asked for"), std::string::npos) << e.what();
      EXPECT_NE(std::string(e.what()).find("room for 4.0 MiB"), std::string::npos) << e.what();
    }
  }
  EXPECT_EQ(pool.allocate(2 << 20).size(), std::size_t{2} << 20) << "what is no kernel's is let in by others";
  limit_kernel_memory(~std::uint64_t{0});
}

TEST(BufferPool, RefusesABufferLargerThanAnyMayBeAndSaysHowLarge) {
  BufferPool pool;
  pool.set_limits({.one_buffer = 1 << 20});
  EXPECT_EQ(pool.allocate(1 << 20).size(), std::size_t{1} << 20);
  try {
    pool.allocate((2 << 20) + 1);
    FAIL() << "it was given";
  } catch (const BufferTooLarge& e) {
    EXPECT_NE(std::string(e.what()).find("2.0 MiB"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("1.0 MiB"), std::string::npos) << e.what();
  }
  EXPECT_LE(pool.statistics().in_use, 0u);
}

} // namespace
} // namespace troupe
