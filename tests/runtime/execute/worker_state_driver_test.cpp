// A scheduler of any behaviour and a shell that keeps its promises, both from a seed, against one WorkerState. After
// every event its invariants are checked, and every effect against what the shell has.
#include "runtime/execute/worker_state.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace troupe {
namespace {

constexpr WorkerId self{1};
constexpr std::uint64_t keys = 24;
constexpr std::uint64_t peers = 4;

class Driver {
public:
  explicit Driver(std::uint64_t seed)
      : random_(seed), threads_(1 + below(3)), state_({.self = self,
                                                       .threads = threads_,
                                                       .memory_limit = below(3) == 0 ? 0u : 1000u,
                                                       .fetches_at_once = 1 + below(3),
                                                       .fetch_bytes_at_once = 300,
                                                       .stuck_after_us = -1}) {
    apply(OrdersArrived{{DefineLayer{1, "sum", {}, below(3) == 0 ? 1'500'000 : 0}, DefinePeer{{2}, {"a", 2}},
                         DefinePeer{{3}, {"b", 3}}}});
  }

  void run(int steps) {
    for (int step = 0; step < steps && !::testing::Test::HasFailure(); ++step)
      below(3) == 0 ? schedule() : work();
    for (int step = 0; step < 10'000 && busy() && !::testing::Test::HasFailure(); ++step)
      work();
    EXPECT_FALSE(busy());
    EXPECT_TRUE(ordered_.empty()) << ordered_.size() << " tasks were neither reported nor cancelled";
    EXPECT_EQ(state_.tasks(), 0u);
    EXPECT_EQ(state_.chunks(), held_.size());
    for (const auto& [key, chunk] : held_)
      EXPECT_TRUE(state_.holds(key));
  }

private:
  enum class At { memory, spilling, used_while_spilling, disk };
  struct Chunk {
    At at = At::memory;
    std::uint64_t nbytes = 0;
  };
  struct Running {
    StartTask start;
    std::vector<Key> reading_back; ///< inputs that were on disk when it started
    bool spoilt = false;           ///< one of them could not be read
  };

  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  Key any_key() { return {1 + below(keys), 0}; }
  bool busy() const { return !running_.empty() || !fetching_.empty() || !spilling_.empty(); }

  // The scheduler ---------------------------------------------------------------------------------------------------

  void schedule() {
    OrdersArrived batch;
    std::set<Key> named; // each task once, so that it is clear which order a report answers
    for (auto count = 1 + below(4); count > 0; --count) {
      const auto key = any_key();
      if (!named.insert(key).second)
        continue;
      switch (below(11)) {
      case 10:
        batch.orders.push_back(copy(key));
        break;
      case 0:
        batch.orders.push_back(CancelTask{key});
        break;
      case 1:
        batch.orders.push_back(ReturnTask{key});
        break;
      case 2:
      case 3:
        batch.orders.push_back(FreeChunk{key});
        break;
      case 4:
        batch.orders.push_back(DefinePeer{{2 + below(peers)}, {"again", 4}});
        break;
      default:
        batch.orders.push_back(task(key));
        break;
      }
    }
    apply(batch);
  }

  CopyChunk copy(const Key& key) {
    CopyChunk order{key, below(200), {}};
    for (auto holders = below(3); holders > 0; --holders)
      order.holders.push_back({1 + below(peers)});
    return order;
  }

  RunTask task(const Key& key) {
    RunTask order{.key = key, .layer = below(50) == 0 ? 2u : 1u, .index = below(9), .priority = below(5)};
    for (auto inputs = below(4); inputs > 0; --inputs) {
      if (key.high == 1)
        break;
      // Of an earlier key: no scheduler orders tasks that wait for each other.
      TaskInput input{.key = {1 + below(static_cast<std::uint32_t>(key.high) - 1), 0},
                      .nbytes = below(200),
                      .last_use = below(2) == 0};
      for (auto holders = below(3); holders > 0; --holders)
        input.holders.push_back({1 + below(peers)}); // itself among them, and some that were never introduced
      order.inputs.push_back(input);
    }
    return order;
  }

  // The shell -------------------------------------------------------------------------------------------------------

  void work() {
    switch (below(8)) {
    case 0:
      return apply(Tick{.resident_bytes = below(1200)});
    case 1:
      return lose_a_peer();
    case 2:
      return read_back();
    case 3:
    case 4:
      return end_a_fetch();
    case 5:
      return end_a_spill();
    default:
      return end_a_task();
    }
  }

  template <class Map>
  auto pick(Map& map) {
    return std::next(map.begin(), below(static_cast<std::uint32_t>(map.size())));
  }

  void lose_a_peer() {
    if (below(4) == 0)
      apply(PeerLost{{2 + below(peers)}});
  }

  void read_back() {
    if (running_.empty())
      return;
    auto& task = pick(running_)->second;
    if (task.reading_back.empty())
      return;
    const auto key = task.reading_back.back();
    task.reading_back.pop_back();
    if (below(3) != 0 || !held_.contains(key))
      return;
    for (auto& [other, each] : running_)
      each.spoilt = each.spoilt || std::ranges::find(each.start.inputs, key) != each.start.inputs.end();
    apply(UnspillFailed{key});
  }

  void end_a_task() {
    if (running_.empty())
      return;
    const auto at = pick(running_);
    const auto task = at->second;
    running_.erase(at);
    TaskEnded event{
        .key = task.start.key, .ok = !task.spoilt && below(6) != 0, .nbytes = below(200), .duration_us = below(100)};
    if (!event.ok)
      event.error = {below(2) == 0 ? Errc::task_failed : Errc::out_of_memory, "as it happens"};
    for (std::size_t i = 0; i < task.start.inputs.size(); ++i)
      if (!task.spoilt && task.start.take[i] && // a kernel without its inputs does not begin
          held_.contains(task.start.inputs[i]) && below(2) == 0) {
        event.consumed.push_back(task.start.inputs[i]);
        held_.erase(task.start.inputs[i]);
      }
    if (event.ok && !task.start.inputs.empty() && below(2) == 0)
      event.lies_in = task.start.inputs[0];
    if (event.ok)
      held_[event.key] = {At::memory, event.nbytes};
    apply(event);
  }

  void end_a_fetch() {
    if (fetching_.empty())
      return;
    const auto at = pick(fetching_);
    FetchEnded event{.key = at->first, .from = at->second, .ok = below(3) != 0, .nbytes = below(200)};
    fetching_.erase(at);
    if (event.ok)
      held_[event.key] = {At::memory, event.nbytes};
    apply(event);
  }

  void end_a_spill() {
    if (spilling_.empty())
      return;
    const auto key = *pick(spilling_);
    spilling_.erase(key);
    auto& chunk = held_.at(key);
    const bool ok = below(4) != 0;
    chunk.at = ok && chunk.at == At::spilling ? At::disk : At::memory;
    apply(SpillEnded{.key = key, .ok = ok, .bytes_on_disk = chunk.nbytes + 64});
  }

  // What the worker wants -------------------------------------------------------------------------------------------

  void apply(const WorkerEvent& event) {
    if (const auto* batch = std::get_if<OrdersArrived>(&event))
      note_orders(*batch);
    now_ += below(300'000);
    for (const auto& effect : state_.apply(event, now_))
      std::visit([this](const auto& that) { perform(that); }, effect);
    const auto sound = state_.check_invariants();
    ASSERT_TRUE(sound) << sound.error().message;
    EXPECT_LE(running_.size(), threads_);
    EXPECT_EQ(state_.chunks(), held_.size()) << "after event " << event.index();
  }

  /// Which tasks a report is owed for, once the batch is obeyed in order.
  void note_orders(const OrdersArrived& batch) {
    for (const auto& order : batch.orders) {
      if (const auto* run = std::get_if<RunTask>(&order))
        ordered_.insert(run->key);
      else if (const auto* cancel = std::get_if<CancelTask>(&order))
        ordered_.erase(cancel->key);
    }
  }

  void perform(const StartTask& effect) {
    EXPECT_FALSE(running_.contains(effect.key)) << "started twice";
    EXPECT_FALSE(held_.contains(effect.key)) << "made again";
    ASSERT_EQ(effect.take.size(), effect.inputs.size());
    Running task{effect, {}, false};
    for (const auto& input : effect.inputs) {
      ASSERT_TRUE(held_.contains(input)) << "an input is not here";
      auto& chunk = held_.at(input);
      if (chunk.at == At::disk) {
        task.reading_back.push_back(input);
        chunk.at = At::memory;
      } else if (chunk.at == At::spilling) {
        chunk.at = At::used_while_spilling;
      }
    }
    running_.emplace(effect.key, task);
  }

  void perform(const StopTask& effect) { EXPECT_TRUE(running_.contains(effect.key)); }

  void perform(const StartFetch& effect) {
    EXPECT_FALSE(held_.contains(effect.key)) << "fetched though it is here";
    EXPECT_NE(effect.from.id, self);
    EXPECT_TRUE(fetching_.emplace(effect.key, effect.from.id).second) << "fetched twice";
  }

  void perform(const StopFetch& effect) { EXPECT_EQ(fetching_.erase(effect.key), 1u); }

  void perform(const DropChunk& effect) {
    EXPECT_EQ(held_.erase(effect.key), 1u) << "dropped though it is not here";
    spilling_.erase(effect.key);
    for (const auto& [key, task] : running_)
      EXPECT_TRUE(task.spoilt || std::ranges::count(task.start.inputs, effect.key) == 0)
          << "dropped while a task uses it";
  }

  void perform(const ReturnMemory&) {}

  void perform(const SpillChunk& effect) {
    ASSERT_TRUE(held_.contains(effect.key));
    auto& chunk = held_.at(effect.key);
    EXPECT_EQ(chunk.at, At::memory);
    chunk.at = At::spilling;
    spilling_.insert(effect.key);
    for (const auto& [key, task] :
         running_) // what could not be read for a task is not in its use, when it is here anew
      EXPECT_TRUE(task.spoilt || std::ranges::count(task.start.inputs, effect.key) == 0)
          << "spilled while a task uses it";
  }

  void perform(const Report& effect) {
    std::visit([this](const auto& that) { hear(that); }, effect.report);
  }
  void perform(const AskToRetire&) { ADD_FAILURE() << "its tasks return"; }
  void perform(const Leave&) { ADD_FAILURE() << "nobody asked it to leave"; }

  void owed(const Key& key) { EXPECT_EQ(ordered_.erase(key), 1u) << to_string(key) << " was not owed a report"; }
  void hear(const TaskFinished& report) { owed(report.key); }
  void hear(const TaskFailed& report) { owed(report.key); }
  void hear(const TaskReturned& report) { owed(report.key); }
  void hear(const InputsMissing& report) {
    owed(report.key);
    EXPECT_FALSE(report.missing.empty());
  }
  void hear(const ReplicaMade&) {}
  void hear(const CopyFailed& report) { EXPECT_FALSE(state_.holds(report.key)); }
  void hear(const ChunkLost& report) { EXPECT_FALSE(report.key == Key{}); }
  void hear(const Heartbeat& report) {
    EXPECT_EQ(report.running, running_.size());
    EXPECT_EQ(report.chunks, held_.size());
  }

  std::mt19937_64 random_;
  std::uint32_t threads_;
  WorkerState state_;
  LogicalTime now_ = 0;
  std::map<Key, Chunk> held_;
  std::map<Key, Running> running_;
  std::map<Key, WorkerId> fetching_;
  std::set<Key> spilling_;
  std::set<Key> ordered_; ///< tasks for which a report is owed
};

TEST(WorkerStateDriver, HoldsItsInvariantsWhateverTheSchedulerOrders) {
  for (std::uint64_t seed = 0; seed < 1500 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Driver(seed).run(400);
  }
}

} // namespace
} // namespace troupe
