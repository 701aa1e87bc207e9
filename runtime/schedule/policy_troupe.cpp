// The usual policy: the location of the inputs weighed against how long each worker stays busy.
#include "runtime/schedule/placement_policy.hpp"

namespace troupe::schedule {
namespace {

/// Where nobody is idle, so many workers from anywhere are weighed too (the power of a few choices: Mitzenmacher 2001).
constexpr std::uint32_t drawn = 6;

/// The cheapest of those that were weighed; of equals the first by number.
class Cheapest {
public:
  explicit Cheapest(const PlacementView& view) : view_(view) {}

  void consider(WorkerNumber worker) {
    if (!view_.gets_tasks(worker))
      return;
    const auto cost = view_.cost(worker);
    if (worker_ == none || cost.total() < cost_.total() || (cost.total() == cost_.total() && worker < worker_)) {
      worker_ = worker;
      cost_ = cost;
    }
  }
  WorkerNumber worker() const { return worker_; }
  bool must_wait() const { return worker_ != none && cost_.wait_us > 0; }

private:
  const PlacementView& view_;
  WorkerNumber worker_ = none;
  PlacementCost cost_;
};

/// Nobody is idle: some are weighed, of whom one will soon be done. Who they are follows from the task.
void consider_some(const PlacementView& view, Cheapest& best) {
  auto draw = (view.task() + std::uint64_t{1}) * 0x9E3779B97F4A7C15ull;
  for (std::uint32_t i = 0; i < drawn; ++i, draw = draw * 6364136223846793005ull + 1442695040888963407ull) {
    const auto worker = static_cast<WorkerNumber>((draw >> 33) % view.worker_numbers());
    if (view.has_memory(worker) && !view.holds_any(worker))
      best.consider(worker);
  }
}

/// Anybody who reaches all that the task takes.
void consider_all_others(const PlacementView& view, Cheapest& best) {
  for (auto worker = view.next_worker(0); worker != none; worker = view.next_worker(worker + 1))
    if (!view.holds_any(worker))
      best.consider(worker);
}

class LocalityAndLoad final : public PlacementPolicy {
public:
  WorkerNumber choose(const PlacementView& view) override {
    Cheapest best(view);
    for (const auto holder : view.holders())
      best.consider(holder);
    const auto least = view.least_loaded();
    const bool idle = least != none && view.is_idle(least);
    if (least != none && !view.holds_any(least) && (idle || best.worker() == none))
      best.consider(least);
    if (!idle && best.must_wait() && !view.are_sources_queued())
      consider_some(view, best);
    if (best.worker() == none) // all are short of memory: any will do
      best.consider(view.next_worker(0));
    if (view.is_cut_off(best.worker()))
      consider_all_others(view, best);
    return best.worker();
  }
  std::string_view rule() const override { return "the cheapest worker"; }
  PlacementTraits traits() const override { return {true, true, true, true, true, true}; }
};

} // namespace

std::unique_ptr<PlacementPolicy> make_troupe_policy(std::uint64_t) { return std::make_unique<LocalityAndLoad>(); }

} // namespace troupe::schedule
