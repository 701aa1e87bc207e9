// A chunk on its way to disk and back, with files that come to harm: what the worker hears, and what is handed out.
#include "actors/chunk/chunk_actor.hpp"

#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

namespace troupe {
namespace {

namespace fs = std::filesystem;
constexpr auto patience = std::chrono::seconds(20);
constexpr std::int64_t count = 300'000; // more than two blocks of a spill file
const Key key{7, 9};

ChunkPtr numbers() {
  Block block{DType::int64, {count}, process_pool().allocate_for<std::int64_t>(count)};
  for (std::int64_t i = 0; i < count; ++i)
    block.values<std::int64_t>()[static_cast<std::size_t>(i)] = i * 3;
  return make_chunk(std::move(block));
}

struct Config : caf::actor_system_config {
  Config() {
    troupe::add_message_types(*this);
    set("scheduler.max-threads", std::size_t{2});
  }
};

/// The test is the worker of one chunk actor.
class ChunkActorTest : public ::testing::Test {
protected:
  ChunkActorTest() { begin(0); }
  ~ChunkActorTest() override { end(); }

  void begin(std::uint64_t quota) {
    folder_ = std::make_shared<SpillFolder>(SpillFolder::make(dir_.path().string(), quota, Compression::off).value());
    writer_ = system_.spawn<SpillDisk, caf::detached>(folder_, &process_pool());
    reader_ = system_.spawn<SpillDisk, caf::detached>(folder_, &process_pool());
    ChunkHome home{.pool = &process_pool(), .spill_writer = writer_, .spill_reader = reader_};
    chunk_ = system_.spawn<ChunkActor>(caf::actor_cast<caf::actor>(*self_), std::make_shared<const ChunkHome>(home));
    (*self_)->send(chunk_, hold_atom::value, key, numbers());
  }
  void end() {
    for (const auto& one : {chunk_, writer_, reader_})
      (*self_)->send_exit(one, caf::exit_reason::user_shutdown);
  }

  template <class Event>
  std::optional<Event> hears() {
    std::optional<Event> heard;
    (*self_)->receive(
        [&](event_atom, ChunkEvent& what) {
          if (const auto* event = std::get_if<Event>(&what.event))
            heard = *event;
        },
        caf::after(patience) >> [] {});
    return heard;
  }

  SpillEnded spill() {
    (*self_)->send(chunk_, spill_atom::value, key);
    return hears<SpillEnded>().value();
  }

  ChunkPtr share() {
    ChunkPtr got;
    (*self_)
        ->request(chunk_, patience, share_atom::value)
        .receive([&](ChunkPtr& chunk) { got = std::move(chunk); }, [](const caf::error&) {});
    return got;
  }

  /// Of the one file that the folder holds.
  void damage(const std::function<void(int)>& how) {
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
      std::error_code error;
      const auto target = fs::read_symlink(entry.path(), error);
      if (error || !target.string().starts_with(dir_.path().string() + "/"))
        continue;
      const int descriptor = ::open(entry.path().c_str(), O_RDWR | O_CLOEXEC);
      ASSERT_GE(descriptor, 0);
      how(descriptor);
      ::close(descriptor);
      return;
    }
    FAIL() << "there is no spill file";
  }

  void expect_lost() {
    EXPECT_EQ(share(), nullptr);
    const auto lost = hears<UnspillFailed>();
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->key, key);
  }

  test::TempDir dir_;
  Config config_;
  caf::actor_system system_{config_};
  std::optional<caf::scoped_actor> self_{std::in_place, system_};
  std::shared_ptr<SpillFolder> folder_;
  caf::actor writer_, reader_, chunk_;
};

TEST_F(ChunkActorTest, WhatWasSpilledComesBackToTheBit) {
  const auto ended = spill();
  EXPECT_TRUE(ended.ok);
  EXPECT_EQ(folder_->bytes_in_use(), ended.bytes_on_disk);
  EXPECT_GT(ended.bytes_on_disk, static_cast<std::uint64_t>(count) * 8);
  const auto back = share();
  ASSERT_TRUE(back);
  const auto values = as_block(*back).value()->values<std::int64_t>();
  ASSERT_EQ(values.size(), static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i)
    ASSERT_EQ(values[static_cast<std::size_t>(i)], i * 3);
}

TEST_F(ChunkActorTest, WhatIsDroppedIsFreeAtOnce) {
  const std::weak_ptr<const Chunk> held = share();
  ASSERT_FALSE(held.expired());
  (*self_)->send(chunk_, drop_atom::value);
  EXPECT_EQ(share(), nullptr); // by this answer it has been dropped
  EXPECT_TRUE(held.expired());
}

TEST_F(ChunkActorTest, WhatIsDroppedFromDiskIsFreeAtOnce) {
  ASSERT_TRUE(spill().ok);
  EXPECT_GT(folder_->bytes_in_use(), 0u);
  (*self_)->send(chunk_, drop_atom::value);
  EXPECT_EQ(share(), nullptr);
  EXPECT_EQ(folder_->bytes_in_use(), 0u);
}

TEST_F(ChunkActorTest, WhoeverTakesASpilledChunkHasTheOnlyHandle) {
  ASSERT_TRUE(spill().ok);
  ChunkPtr got;
  (*self_)
      ->request(chunk_, patience, take_atom::value)
      .receive([&](ChunkPtr& chunk) { got = std::move(chunk); }, [](const caf::error&) {});
  ASSERT_TRUE(got);
  EXPECT_EQ(share(), nullptr); // and after this answer nobody else can be holding it
  EXPECT_EQ(got.use_count(), 1);
}

TEST_F(ChunkActorTest, AFlippedBitIsALostChunkNeverAnotherValue) {
  ASSERT_TRUE(spill().ok);
  damage([](int descriptor) {
    unsigned char byte = 0;
    ASSERT_EQ(::pread(descriptor, &byte, 1, 1'500'000), 1);
    byte ^= 0x20;
    ASSERT_EQ(::pwrite(descriptor, &byte, 1, 1'500'000), 1);
  });
  expect_lost();
}

TEST_F(ChunkActorTest, AFileCutShortIsALostChunk) {
  ASSERT_TRUE(spill().ok);
  damage([](int descriptor) { ASSERT_EQ(::ftruncate(descriptor, 2'000'000), 0); });
  expect_lost();
}

TEST_F(ChunkActorTest, WhereTheQuotaIsReachedTheChunkStaysAndTheReasonIsTold) {
  end();
  begin(1000);
  const auto ended = spill();
  EXPECT_FALSE(ended.ok);
  EXPECT_NE(ended.error.message.find("quota of 1000 B"), std::string::npos) << ended.error.message;
  EXPECT_TRUE(share());
}

} // namespace
} // namespace troupe
