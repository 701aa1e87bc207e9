// A cluster of simple workers driven from a seed: everything that may happen happens, in any order that the protocol
// allows. The invariants are checked after every event; in the end every job has ended as it should, and nothing is
// left.
#include "runtime/schedule/scheduler_state.hpp"

#include "runtime/base/persisted.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <vector>

namespace troupe {
namespace {

/// As much of a worker as the scheduler can tell: orders come in order, reports go out in order, some time later.
struct Worker {
  std::map<Key, RunTask> accepted;
  std::set<Key> chunks;
  std::set<Key> begun;
  std::deque<WorkerReport> outgoing;
  std::map<Key, std::vector<WorkerId>> copies; ///< that it was asked to make
  bool paused = false;
  bool dismissed = false;
};

using Seen = std::map<std::string, std::uint64_t>;

class Driver {
public:
  Driver(std::uint32_t seed, Seen& seen)
      : random_(seed), seen_(seen), state_({.decisions_remembered = seed % 3 == 0 ? 5u : 0u}) {
    make_universe();
  }

  void run(int steps) {
    for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step)
      one_step();
    calm_down();
  }

private:
  std::uint32_t draw(std::size_t below) { return static_cast<std::uint32_t>(random_() % below); }

  /// Layers that jobs are made of: any job is some of them, with all that these need.
  void make_universe() {
    const auto layers = 2 + draw(8);
    for (std::uint32_t id = 0; id < layers; ++id) {
      Layer layer;
      layer.key = {id + 1, random_()};
      layer.kernel = "k" + std::to_string(id);
      layer.tasks = 1 + draw(6);
      if (draw(4) == 0)
        layer.annotations.retries = 2;
      if (draw(6) == 0)
        layer.annotations.resources = {{"gpu", 1}};
      if (draw(6) == 0)
        layer.annotations.priority = static_cast<std::int32_t>(draw(5)) - 2;
      for (std::uint32_t i = 0; id > 0 && i < draw(3); ++i) {
        const auto source = draw(id);
        layer.inputs.push_back({source, random_wiring(layer.tasks, universe_.layers[source].tasks)});
      }
      universe_.layers.push_back(std::move(layer));
    }
  }

  Wiring random_wiring(std::uint32_t tasks, std::uint32_t sources) {
    if (draw(3) == 0)
      return Wiring::all();
    if (draw(3) == 0)
      return Wiring::one(draw(sources));
    std::vector<std::uint32_t> begins{0}, taken;
    for (std::uint32_t i = 0; i < tasks; ++i) {
      for (std::uint32_t n = draw(4); n > 0; --n)
        taken.push_back(draw(sources)); // some twice
      begins.push_back(static_cast<std::uint32_t>(taken.size()));
    }
    return Wiring::list(begins, taken);
  }

  void submit() {
    const auto wanted = draw(universe_.layers.size());
    auto graph = std::make_shared<TaskGraph>();
    graph->layers.assign(universe_.layers.begin(), universe_.layers.begin() + wanted + 1);
    if (draw(5) == 0 && wanted > 0)
      graph->layers[draw(wanted + 1)].inputs.clear(); // as if all before it had been fused in
    graph->outputs = {wanted};
    if (wanted > 0 && draw(3) == 0)
      graph->outputs.push_back(draw(wanted));
    if (draw(8) == 0)
      graph->outputs.push_back(wanted); // wanted twice
    if (draw(2) == 0)
      *graph = on_kept_data(*graph, draw(wanted + 1));
    ASSERT_TRUE(graph->check());
    JobSubmitted event{.job = {++jobs_}, .name = "job", .graph = graph};
    event.table = std::make_shared<const TaskTable>(expand(*graph));
    std::vector<std::uint32_t> ranks(event.table->tasks.size());
    std::iota(ranks.begin(), ranks.end(), 0u);
    if (draw(2) == 0)
      std::shuffle(ranks.begin(), ranks.end(), random_);
    event.ranks = std::make_shared<const std::vector<std::uint32_t>>(ranks);
    event.weight = 1 + draw(3);
    open_.insert({jobs_});
    const auto before = state_.task_count();
    apply(event);
    if (open_.contains({jobs_}))
      seen_["two jobs share"] += before > 0 && state_.task_count() < before + event.table->tasks.size();
  }

  /// As a client's that has the layer persisted, so that its graph has nothing of what that was made of. It is known,
  /// or the graph stays as it is.
  TaskGraph on_kept_data(TaskGraph graph, std::uint32_t kept) {
    auto& layer = graph.layers[kept];
    for (std::uint32_t task = 0; task < layer.tasks; ++task)
      if (!state_.find_task(task_key(layer.key, task)))
        return graph;
    layer.kernel = persisted_kernel;
    layer.inputs.clear();
    std::vector<bool> needed(graph.layers.size());
    for (auto output : graph.outputs)
      needed[output] = true;
    for (std::size_t id = graph.layers.size(); id-- > 0;)
      for (const auto& input : graph.layers[id].inputs)
        needed[input.layer] = needed[input.layer] || needed[id];
    TaskGraph pruned;
    std::vector<std::uint32_t> places(graph.layers.size());
    for (std::size_t id = 0; id < graph.layers.size(); ++id) {
      places[id] = static_cast<std::uint32_t>(pruned.layers.size());
      for (auto& input : graph.layers[id].inputs)
        input.layer = places[input.layer];
      if (needed[id])
        pruned.layers.push_back(std::move(graph.layers[id]));
    }
    for (auto output : graph.outputs)
      pruned.outputs.push_back(places[output]);
    seen_["on kept data"] += needed[kept];
    return pruned;
  }

  void join() {
    WorkerInfo info{.id = {++workers_begun_}, .name = "w" + std::to_string(workers_begun_), .threads = 1 + draw(3)};
    if (draw(2) == 0)
      info.resources = {{"gpu", 1 + draw(2)}};
    std::vector<HeldChunk> inventory;
    auto& worker = workers_[info.id];
    for (std::uint32_t i = 0; i < 5 && draw(3) == 0; ++i) {
      const auto& layer = universe_.layers[draw(universe_.layers.size())];
      const auto key = task_key(layer.key, draw(layer.tasks));
      if (worker.chunks.insert(key).second)
        inventory.push_back({key, draw(1000)});
    }
    const auto orphaned = [&] { // chunks brought that are some task's value
      return std::count_if(inventory.begin(), inventory.end(), [&](const auto& chunk) {
        const auto task = state_.find_task(chunk.key);
        return task && std::find(task->holders.begin(), task->holders.end(), info.id) != task->holders.end();
      });
    };
    apply(WorkerJoined{info, inventory});
    seen_["adopted"] += static_cast<std::uint64_t>(orphaned());
  }

  void apply(const SchedulerEvent& event) {
    const auto effects = state_.apply(event, now_ += draw(1000));
    const auto sound = state_.check_invariants();
    ASSERT_TRUE(sound) << sound.error().message;
    std::set<WorkerId> told;
    for (const auto& effect : effects) {
      if (const auto* orders = std::get_if<SendOrders>(&effect)) {
        EXPECT_TRUE(told.insert(orders->worker).second) << "two batches to one worker";
        ASSERT_TRUE(workers_.contains(orders->worker));
        for (const auto& order : orders->orders)
          std::visit([&](const auto& each) { handle(workers_.at(orders->worker), each); }, order);
      } else if (const auto* fence = std::get_if<FenceWorker>(&effect)) {
        workers_.erase(fence->worker);
      } else if (const auto* notice = std::get_if<SendNotice>(&effect)) {
        EXPECT_TRUE(open_.contains(notice->job)) << "a notice for a job that has ended";
        if (const auto* failed = std::get_if<JobFailed>(&notice->notice)) {
          EXPECT_THAT(failed->error.code, testing::AnyOf(Errc::task_failed, Errc::cancelled, Errc::lost))
              << failed->error.message;
          EXPECT_THAT(failed->error.message, testing::Not(testing::HasSubstr("persisted")))
              << "what the job was on is known";
          ++seen_["job failed"];
          open_.erase(notice->job);
          done_.erase(notice->job);
        } else if (std::holds_alternative<JobFinished>(notice->notice)) {
          seen_["job done"] += 1;
          seen_["job done again"] += done_.insert(notice->job).second ? 0 : 1;
        }
      }
    }
  }

  void handle(Worker& worker, const RunTask& order) {
    ++seen_["run"];
    seen_["ahead"] += std::any_of(order.inputs.begin(), order.inputs.end(), [&](const auto& input) {
      return input.holders.empty() && worker.accepted.contains(input.key);
    });
    if (worker.chunks.contains(order.key))
      worker.outgoing.push_back(TaskFinished{order.key, 1, 0});
    else if (!worker.begun.contains(order.key))
      worker.accepted.insert_or_assign(order.key, order);
  }
  void handle(Worker& worker, const CancelTask& order) {
    seen_["cancel"] += worker.accepted.erase(order.key);
    worker.begun.erase(order.key);
  }
  void handle(Worker& worker, const ReturnTask& order) {
    ++seen_["return"];
    if (!worker.accepted.contains(order.key) || worker.begun.contains(order.key))
      return;
    worker.accepted.erase(order.key);
    ++seen_["returned"];
    worker.outgoing.push_back(TaskReturned{order.key});
  }
  void handle(Worker& worker, const FreeChunk& order) {
    worker.copies.erase(order.key);
    seen_["free"] += worker.chunks.erase(order.key);
  }
  void handle(Worker& worker, const CopyChunk& order) {
    ++seen_["copy"];
    if (worker.chunks.contains(order.key))
      worker.outgoing.push_back(ReplicaMade{order.key, 1, 0});
    else
      worker.copies[order.key] = order.holders;
  }
  void handle(Worker& worker, const Retire& order) {
    ++seen_["dismissed"];
    EXPECT_TRUE(order.orderly);
    EXPECT_TRUE(worker.accepted.empty()) << "it still has tasks";
    worker.dismissed = true;
  }
  void handle(Worker&, const DefineLayer&) {}
  void handle(Worker&, const DefinePeer&) {}

  bool has_everything(const Worker& worker, const RunTask& task) const {
    return std::all_of(task.inputs.begin(), task.inputs.end(),
                       [&](const auto& input) { return worker.chunks.contains(input.key); });
  }

  /// One of the copies that it was asked to make.
  void copy(Worker& worker, bool faults) {
    if (worker.copies.empty())
      return;
    const auto [key, holders] = *worker.copies.begin();
    worker.copies.erase(worker.copies.begin());
    const bool there = std::any_of(holders.begin(), holders.end(), [&](WorkerId holder) {
      return workers_.contains(holder) && workers_.at(holder).chunks.contains(key);
    });
    if (worker.chunks.contains(key))
      worker.outgoing.push_back(ReplicaMade{key, 1, 0});
    else if (there && !(faults && draw(20) == 0) && worker.chunks.insert(key).second)
      worker.outgoing.push_back(ReplicaMade{key, 1'000'000, 1 + draw(5000)});
    else
      worker.outgoing.push_back(CopyFailed{key});
  }

  /// Fetches what it can; begins, ends or gives back one task.
  void work(Worker& worker, bool faults) {
    copy(worker, faults);
    if (worker.accepted.empty())
      return;
    auto at = worker.accepted.begin();
    std::advance(at, draw(worker.accepted.size()));
    const auto task = at->second;
    std::vector<Key> missing;
    for (const auto& input : task.inputs) {
      if (worker.chunks.contains(input.key) || worker.accepted.contains(input.key))
        continue;
      const bool there = std::any_of(input.holders.begin(), input.holders.end(), [&](WorkerId holder) {
        return workers_.contains(holder) && workers_.at(holder).chunks.contains(input.key);
      });
      if (there && !(faults && draw(50) == 0)) {
        worker.chunks.insert(input.key);
        worker.outgoing.push_back(ReplicaMade{input.key, 1'000'000, 1 + draw(5000)});
      } else {
        missing.push_back(input.key);
      }
    }
    if (!missing.empty()) {
      worker.accepted.erase(at);
      worker.begun.erase(task.key);
      ++seen_["missing"];
      worker.outgoing.push_back(InputsMissing{task.key, missing, {}});
    } else if (!has_everything(worker, task)) {
      return; // one is to be made here
    } else if (worker.begun.insert(task.key).second && draw(2) == 0) {
      return; // it runs for a while
    } else {
      worker.accepted.erase(task.key);
      worker.begun.erase(task.key);
      if (faults && draw(60) == 0) {
        ++seen_["failed"];
        worker.outgoing.push_back(TaskFailed{task.key, {Errc::task_failed, "it was drawn"}});
      } else {
        ++seen_["finished"];
        worker.chunks.insert(task.key);
        worker.outgoing.push_back(TaskFinished{task.key, draw(100'000), 1 + draw(3000)});
      }
    }
  }

  void deliver(WorkerId id) {
    if (workers_.at(id).dismissed) {
      apply(WorkerGone{id, "it was retired"});
      return;
    }
    auto& outgoing = workers_.at(id).outgoing;
    WorkerReports batch{id, {}};
    for (auto count = 1 + draw(4); count > 0 && !outgoing.empty(); --count) {
      batch.reports.push_back(outgoing.front());
      outgoing.pop_front();
    }
    apply(ReportsArrived{std::move(batch)});
  }

  WorkerId any_worker() {
    auto at = workers_.begin();
    std::advance(at, draw(workers_.size()));
    return at->first;
  }
  JobId any_job() {
    auto at = open_.begin();
    std::advance(at, draw(open_.size()));
    return *at;
  }

  void one_step() {
    const auto what = draw(100);
    if (what < 4 && open_.size() < 6)
      submit();
    else if (workers_.empty() || (what < 6 && workers_.size() < 6))
      join();
    else if (what < 7)
      ++seen_["lost worker"], apply(WorkerGone{any_worker(), "it was drawn"});
    else if (what < 8 && workers_.size() > 2)
      retire(any_worker());
    else if (what < 9 && !open_.empty())
      end(any_job());
    else if (what < 12)
      mishap(workers_.at(any_worker()));
    else if (what < 14)
      apply(SchedulerTick{});
    else if (what < 60)
      work(workers_.at(any_worker()), true);
    else
      deliver(any_worker());
  }

  void retire(WorkerId id) {
    if (!state_.may_retire(id))
      return;
    apply(WorkerRetires{id});
    ++seen_["retired"];
  }

  void mishap(Worker& worker) {
    if (draw(2) == 0) {
      worker.paused = !worker.paused;
      worker.outgoing.push_back(Heartbeat{.paused = worker.paused});
    } else if (!worker.chunks.empty()) {
      auto at = worker.chunks.begin();
      std::advance(at, draw(worker.chunks.size()));
      worker.outgoing.push_back(ChunkLost{*at});
      worker.chunks.erase(at);
    }
  }

  void end(JobId job) {
    if (done_.contains(job) || draw(2) == 0) {
      open_.erase(job);
      done_.erase(job);
      apply(CommandArrived{ReleaseJob{job}});
    } else {
      apply(CommandArrived{CancelJob{job}});
      open_.erase(job);
    }
  }

  /// No more faults: every open job must end, and once all are released nothing may be left.
  void calm_down() {
    join_for_all();
    for (auto& [id, worker] : workers_)
      worker.outgoing.push_back(Heartbeat{.paused = false});
    for (int round = 0; round < 3000 && !testing::Test::HasFailure() && done_.size() < open_.size(); ++round) {
      for (auto& [id, worker] : workers_)
        work(worker, false);
      deliver(any_worker());
    }
    ASSERT_FALSE(testing::Test::HasFailure());
    EXPECT_EQ(done_.size(), open_.size()) << "a job did not end" << unfinished();
    for (auto job : std::set<JobId>(open_))
      apply(CommandArrived{ReleaseJob{job}});
    for (int round = 0; round < 200; ++round)
      deliver(any_worker());
    now_ += 2 * SchedulerConfig{}.inventory_grace_us;
    for (const auto id : ids())
      while (workers_.contains(id) && !workers_.at(id).outgoing.empty())
        deliver(id);
    for (const auto id : ids())
      apply(ReportsArrived{{id, {Heartbeat{}}}});
    apply(SchedulerTick{});
    EXPECT_EQ(state_.task_count(), 0u);
    for (const auto& [id, worker] : workers_) {
      EXPECT_TRUE(worker.chunks.empty()) << worker.chunks.size() << " chunks are left at a worker";
      EXPECT_TRUE(worker.accepted.empty()) << "a task is left at a worker";
    }
  }

  /// For people, when a job hangs.
  std::string unfinished() const {
    std::string text;
    for (const auto& layer : universe_.layers)
      for (std::uint32_t i = 0; i < layer.tasks; ++i)
        if (const auto task = state_.find_task(task_key(layer.key, i)); task && task->phase != TaskPhase::idle) {
          text += "\n" + layer.kernel + "#" + std::to_string(i) + " " + std::string(to_string(task->phase));
          text += layer.annotations.resources.empty() ? "" : " gpu";
          for (const auto& [id, worker] : workers_)
            text += (worker.accepted.contains(task_key(layer.key, i)) ? " at " + std::to_string(id.value) : "")
                    + (worker.chunks.contains(task_key(layer.key, i)) ? " held " + std::to_string(id.value) : "");
          for (const auto& input : layer.inputs)
            text += " <" + universe_.layers[input.layer].kernel + " " + to_string(input.wiring);
        }
    for (const auto& [id, worker] : workers_)
      text += "\nworker " + std::to_string(id.value) + (worker.paused ? " paused" : "") + " has "
              + std::to_string(worker.outgoing.size()) + " reports to send";
    return text;
  }

  std::vector<WorkerId> ids() const {
    std::vector<WorkerId> all;
    for (const auto& [id, worker] : workers_)
      all.push_back(id);
    return all;
  }

  void join_for_all() {
    WorkerInfo info{.id = {++workers_begun_}, .name = "last", .threads = 2, .resources = {{"gpu", 2}}};
    workers_[info.id];
    apply(WorkerJoined{info, {}});
  }

  std::mt19937 random_;
  Seen& seen_;
  SchedulerState state_;
  TaskGraph universe_;
  std::map<WorkerId, Worker> workers_;
  std::set<JobId> open_; ///< not failed, cancelled or released
  std::set<JobId> done_;
  std::uint64_t jobs_ = 0;
  std::uint64_t workers_begun_ = 0;
  LogicalTime now_ = 0;
};

TEST(SchedulerStateAtRandom, KeepsItsInvariantsAndLeavesNothingBehind) {
  Seen seen;
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Driver(seed, seen).run(400);
    if (HasFailure())
      return;
  }
  // Everything that may happen did, many times.
  for (const auto* what : {"run", "ahead", "cancel", "return", "free", "returned", "finished", "failed", "missing",
                           "lost worker", "job done", "job failed", "job done again", "two jobs share", "adopted",
                           "copy", "retired", "dismissed", "on kept data"})
    EXPECT_GT(seen[what], 100u) << what;
}

} // namespace
} // namespace troupe
