// Chunks on their way from one actor system to another over a connection on loopback, both in this process: which may
// read its own memory, so that both ways are taken here.
#include "actors/chunk/chunk_fetcher.hpp"

#include "actors/chunk/chunk_actor.hpp"
#include "runtime/wire/fetch_codec.hpp"
#include "tests/support/temp_dir.hpp"

#include <caf/io/all.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

namespace troupe {
namespace {

constexpr auto patience = std::chrono::seconds(20);

ChunkPtr numbers(std::int64_t count) {
  Block block{DType::int64, {count}, process_pool().allocate_for<std::int64_t>(static_cast<std::size_t>(count))};
  for (std::int64_t i = 0; i < count; ++i)
    block.values<std::int64_t>()[static_cast<std::size_t>(i)] = i * 7;
  return make_chunk(std::move(block));
}

bool is_numbers(const ChunkPtr& chunk, std::int64_t count) {
  const auto values = as_block(*chunk).value()->values<std::int64_t>();
  if (std::ssize(values) != count)
    return false;
  for (std::int64_t i = 0; i < count; ++i)
    if (values[static_cast<std::size_t>(i)] != i * 7)
      return false;
  return true;
}

/// What the holder was asked for. Thread-safe.
struct Asked {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> what;

  void note(const std::string& one) {
    std::lock_guard lock(mutex);
    what.push_back(one);
    changed.notify_all();
  }
  std::size_t count(const std::string& one) {
    std::lock_guard lock(mutex);
    return static_cast<std::size_t>(std::ranges::count(what, one));
  }
  bool wait_for(const std::string& one, std::size_t times) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, patience,
                            [&] { return static_cast<std::size_t>(std::ranges::count(what, one)) >= times; });
  }
};

/// A worker as the fetcher sees it.
class Holder : public caf::event_based_actor {
public:
  Holder(caf::actor_config& config, std::map<Key, caf::actor> chunks, std::shared_ptr<LeaseTable> leases,
         std::shared_ptr<Asked> asked)
      : caf::event_based_actor(config), chunks_(std::move(chunks)), leases_(std::move(leases)),
        asked_(std::move(asked)) {}

  caf::behavior make_behavior() override {
    return {
        [this](fetch_atom, const Packet& packet) -> caf::result<Slice> {
          const auto question = decode_fetch(packet.view()).value();
          asked_->note(question.packs ? "packed slice" : "slice");
          if (!chunks_.contains(question.key)) {
            Slice none;
            none.error = "not here";
            return none;
          }
          if (silent_after > 0 && --silent_after == 0)
            return make_response_promise<Slice>(); // is never kept
          delegate(chunks_.at(question.key), fetch_atom::value, question);
          return caf::delegated<Slice>{};
        },
        [this](lease_atom, const Packet& packet) -> caf::result<Packet> {
          asked_->note("borrow");
          const auto question = decode_lease_chunk(packet.view()).value();
          delegate(chunks_.at(question.key), lease_atom::value, question);
          return caf::delegated<Packet>{};
        },
        [this](return_atom, const Packet& packet) {
          leases_->release_lease(decode_lease_chunk(packet.view()).value().id);
          asked_->note("return");
        },
        [this](measure_atom, int count) { silent_after = count; },
    };
  }

private:
  std::map<Key, caf::actor> chunks_;
  std::shared_ptr<LeaseTable> leases_;
  std::shared_ptr<Asked> asked_;
  int silent_after = 0; ///< so many questions for slices from now one is not answered
};

struct Config : caf::actor_system_config {
  Config() {
    troupe::add_message_types(*this);
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{3});
    set("middleman.workers", std::size_t{0});
    load<caf::io::middleman>();
  }
};

struct Options {
  TransferWay way = TransferWay::automatic;
  bool leases_chunks = true;
  bool readable = true;
  bool data_port = false;
  bool other_secret = false; ///< at that port
  Compression compression = Compression::automatic;
};

constexpr std::int64_t large = 3'000'003; // 24 MB, not a whole number of slices
constexpr std::size_t large_slices = 23;
constexpr std::int64_t small = 1'000;
const Key large_key{1, 1}, small_key{1, 2}, spilled_key{1, 3}, missing_key{1, 4};

class Transfer {
public:
  explicit Transfer(const Options& options = {}) {
    if (options.leases_chunks)
      leases_ = std::make_shared<LeaseTable>();
    folder_ = std::make_shared<SpillFolder>(SpillFolder::make(dir_.path().string()).value());
    for (auto& disk : disks_)
      disk = there_.spawn<SpillDisk, caf::detached>(folder_, &process_pool());
    ChunkHome home{nullptr, &process_pool(), disks_[0], disks_[1], leases_, nullptr, options.readable};
    if (options.data_port)
      home.data_port = data_port_ =
          DataPort::open("127.0.0.1", trust_of(options.other_secret ? 2 : 1), leases_).value();
    home_ = std::make_shared<const ChunkHome>(std::move(home));
    std::map<Key, caf::actor> chunks;
    for (const auto& [key, count] :
         {std::pair{large_key, large}, std::pair{small_key, small}, std::pair{spilled_key, large}}) {
      auto chunk = there_.spawn<ChunkActor>(caf::actor_cast<caf::actor>(*worker_), home_);
      (*worker_)->send(chunk, hold_atom::value, key, numbers(count));
      chunks[key] = chunk;
    }
    (*worker_)->send(chunks.at(spilled_key), spill_atom::value, spilled_key);
    (*worker_)->receive([](event_atom, const ChunkEvent&) {},
                        caf::after(patience) >> [] { ADD_FAILURE() << "nothing was spilled"; });
    chunks_ = chunks;
    holder_ = there_.spawn<Holder>(std::move(chunks), leases_ ? leases_ : std::make_shared<LeaseTable>(), asked_);
    const auto port = there_.middleman().publish(holder_, 0, "127.0.0.1");
    peer_ = *here_.middleman().remote_actor("127.0.0.1", *port);
    start_fetcher(here_, options.way, {}, options.compression, trust_of(1));
  }
  static Trust trust_of(unsigned char secret) {
    Trust trust;
    trust.secret = Secret(32, std::byte{secret});
    return trust;
  }
  ~Transfer() {
    stop_fetcher(here_);
    for (auto& [key, chunk] : chunks_)
      caf::anon_send_exit(chunk, caf::exit_reason::user_shutdown);
    for (const auto& one : {holder_, disks_[0], disks_[1]})
      caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
  }

  /// Pulls it, as an actor of this side would.
  Result<ChunkPtr> pull(const Key& key, std::uint64_t nbytes) {
    begin(key, nbytes);
    return end();
  }
  void begin(const Key& key, std::uint64_t nbytes) {
    const auto asker = [this](caf::event_based_actor* self, const PullChunk& order) {
      pull_chunk(self, order, [this, self](Result<ChunkPtr> chunk) {
        std::lock_guard lock(mutex_);
        outcome_ = std::move(chunk);
        changed_.notify_all();
        self->quit();
      });
      return caf::behavior{[](drop_atom) {}};
    };
    here_.spawn(asker, PullChunk{.key = key, .peer = peer_, .nbytes = nbytes});
  }
  Result<ChunkPtr> end() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return outcome_.has_value(); }))
      return fail(Errc::timeout, "no answer");
    auto outcome = std::move(*outcome_);
    outcome_.reset();
    return outcome;
  }

  void kill_holder() { caf::anon_send_exit(holder_, caf::exit_reason::kill); }
  void silence_after(int slices) { caf::anon_send(holder_, measure_atom::value, slices); }
  Asked& asked() { return *asked_; }
  LeaseTable& leases() { return *leases_; }
  const DataPort& data_port() { return *data_port_; }
  caf::actor chunk(const Key& key) { return chunks_.at(key); }
  caf::scoped_actor& worker() { return *worker_; }

private:
  test::TempDir dir_;
  Config there_config_, here_config_;
  caf::actor_system there_{there_config_}, here_{here_config_};
  std::optional<caf::scoped_actor> worker_{std::in_place, there_};
  std::shared_ptr<LeaseTable> leases_;
  std::shared_ptr<const DataPort> data_port_;
  std::shared_ptr<SpillFolder> folder_;
  std::array<caf::actor, 2> disks_;
  std::shared_ptr<const ChunkHome> home_;
  std::map<Key, caf::actor> chunks_;
  std::shared_ptr<Asked> asked_ = std::make_shared<Asked>();
  caf::actor holder_, peer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Result<ChunkPtr>> outcome_;
};

/// Has the chunk fetched, and looks at what comes.
void expect_numbers(Transfer& transfer, const Key& key, std::size_t count) {
  const auto chunk = transfer.pull(key, count * 8);
  ASSERT_TRUE(chunk) << chunk.error().message;
  EXPECT_TRUE(is_numbers(*chunk, count));
}

TEST(ChunkFetcher, ALargeChunkIsReadOutOfTheHoldersMemoryAndGivenBack) {
  Transfer transfer;
  expect_numbers(transfer, large_key, large);
  EXPECT_TRUE(transfer.asked().wait_for("return", 1));
  EXPECT_EQ(transfer.asked().count("slice"), 0u);
  EXPECT_EQ(transfer.leases().count(), 0u);
}

TEST(ChunkFetcher, SlicesGiveTheSameBits) {
  Transfer transfer({.way = TransferWay::sliced});
  expect_numbers(transfer, large_key, large);
  EXPECT_EQ(transfer.asked().count("slice"), large_slices);
  EXPECT_EQ(transfer.asked().count("borrow"), 0u);
}

TEST(ChunkFetcher, CompressedSlicesGiveTheSameBitsFromMemoryAndFromDisk) {
  Transfer transfer({.way = TransferWay::sliced, .compression = Compression::on});
  for (const auto& key : {large_key, spilled_key})
    expect_numbers(transfer, key, large);
  expect_numbers(transfer, small_key, small);
  EXPECT_EQ(transfer.asked().count("packed slice"), 2 * large_slices + 1);
  EXPECT_EQ(transfer.asked().count("slice"), 0u); // by automatic compression, none within one machine: the tests above
}

TEST(ChunkFetcher, ASmallChunkIsOneSlice) {
  Transfer transfer;
  expect_numbers(transfer, small_key, small);
  EXPECT_EQ(transfer.asked().count("slice"), 1u);
  EXPECT_EQ(transfer.asked().count("borrow"), 0u);
}

TEST(ChunkFetcher, AChunkOnDiskComesInSlices) {
  Transfer transfer;
  expect_numbers(transfer, spilled_key, large);
  EXPECT_EQ(transfer.asked().count("borrow"), 1u);
  EXPECT_EQ(transfer.asked().count("slice"), large_slices);
}

TEST(ChunkFetcher, AHolderThatDoesNotLendIsAskedOnceAndServesInSlices) {
  Transfer transfer({.leases_chunks = false});
  for (int time = 0; time < 2; ++time)
    expect_numbers(transfer, large_key, large);
  EXPECT_EQ(transfer.asked().count("borrow"), 1u);
  EXPECT_EQ(transfer.asked().count("slice"), 2 * large_slices);
}

TEST(ChunkFetcher, TheDirectWayIsForSmallChunksTooWhereItIsAskedFor) {
  Transfer transfer({.way = TransferWay::direct});
  expect_numbers(transfer, small_key, small);
  EXPECT_TRUE(transfer.asked().wait_for("return", 1));
  EXPECT_EQ(transfer.asked().count("slice"), 0u);
}

TEST(ChunkFetcher, AChunkThatMayNotBeReadComesOverTheConnectionForData) {
  for (const auto& options :
       {Options{.readable = false, .data_port = true}, Options{.way = TransferWay::streamed, .data_port = true}}) {
    Transfer transfer(options);
    for (int time = 0; time < 2; ++time)
      expect_numbers(transfer, large_key, large);
    EXPECT_TRUE(transfer.asked().wait_for("return", 2));
    EXPECT_EQ(transfer.asked().count("slice"), 0u);
    EXPECT_EQ(transfer.data_port().connections(), 1u);
    EXPECT_EQ(transfer.leases().count(), 0u);
  }
}

TEST(ChunkFetcher, WhatIsOnDiskOrCompressibleStillComesInSlices) {
  Transfer transfer({.way = TransferWay::streamed, .data_port = true, .compression = Compression::on});
  for (const auto& key : {spilled_key, large_key})
    expect_numbers(transfer, key, large);
  EXPECT_EQ(transfer.asked().count("packed slice"), 2 * large_slices);
  EXPECT_EQ(transfer.data_port().connections(), 0u);
}

TEST(ChunkFetcher, APortForDataThatRefusesIsAskedOnceAndChunksComeInSlices) {
  Transfer transfer({.way = TransferWay::streamed, .data_port = true, .other_secret = true});
  for (int time = 0; time < 2; ++time)
    expect_numbers(transfer, large_key, large);
  EXPECT_EQ(transfer.asked().count("borrow"), 1u);
  EXPECT_EQ(transfer.asked().count("slice"), 2 * large_slices);
  EXPECT_EQ(transfer.leases().count(), 0u);
}

TEST(ChunkFetcher, AChunkThatIsNotThereIsLost) {
  Transfer transfer;
  const auto chunk = transfer.pull(missing_key, 80);
  EXPECT_EQ(chunk.error().code, Errc::lost);
}

TEST(ChunkFetcher, AStreamMuchLongerThanTheChunkIsRefused) {
  for (const auto way : {TransferWay::automatic, TransferWay::sliced}) {
    Transfer transfer({.way = way});
    EXPECT_EQ(transfer.pull(large_key, ChunkFetcher::direct_from).error().code, Errc::corrupt);
  }
}

TEST(ChunkFetcher, AHolderThatDiesInTheMiddleIsAnErrorAtOnce) {
  Transfer transfer({.way = TransferWay::sliced});
  transfer.silence_after(4);
  transfer.begin(large_key, large * 8);
  ASSERT_TRUE(transfer.asked().wait_for("slice", 4));
  transfer.kill_holder();
  EXPECT_EQ(transfer.end().error().code, Errc::unreachable);
}

TEST(ChunkFetcher, WhatIsLentIsNotGivenUpForOverwriting) {
  Transfer transfer;
  auto& worker = transfer.worker();
  std::optional<ChunkLease> lease;
  worker->request(transfer.chunk(large_key), patience, lease_atom::value, LeaseChunk{large_key, 99})
      .receive([&](const Packet& answer) { lease = decode_chunk_lease(answer.view()).value(); },
               [](const caf::error&) {});
  ASSERT_TRUE(lease);
  ASSERT_FALSE(lease->pieces.empty());
  EXPECT_EQ(*reinterpret_cast<const volatile std::uint64_t*>(lease->id_at), 99u);
  ChunkPtr taken;
  worker->request(transfer.chunk(large_key), patience, take_atom::value)
      .receive([&](ChunkPtr& chunk) { taken = std::move(chunk); }, [](const caf::error&) {});
  ASSERT_TRUE(taken);
  EXPECT_GT(taken.use_count(), 1) << "a kernel would write into what is being read";
  transfer.leases().release_lease(99);
  EXPECT_EQ(taken.use_count(), 1);
}

} // namespace
} // namespace troupe
