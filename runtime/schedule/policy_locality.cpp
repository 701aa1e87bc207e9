// Where most of the input bytes are, however busy; sources in turn.
#include "runtime/schedule/placement_policy.hpp"

namespace troupe::schedule {
namespace {

/// none when nobody who gets tasks holds any.
WorkerNumber holder_of_most_bytes(const PlacementView& view) {
  auto best = none;
  for (const auto worker : view.holders())
    if (view.gets_tasks(worker)
        && (best == none || view.held_bytes(worker) > view.held_bytes(best)
            || (view.held_bytes(worker) == view.held_bytes(best) && worker < best)))
      best = worker;
  return best;
}

class Locality final : public PlacementPolicy {
public:
  WorkerNumber choose(const PlacementView& view) override {
    const auto best = holder_of_most_bytes(view);
    return best != none ? best : worker_in_turn(view, turn_++);
  }
  std::string_view rule() const override { return "where most of the input bytes are"; }

private:
  std::uint64_t turn_ = 0;
};

} // namespace

std::unique_ptr<PlacementPolicy> make_locality_policy(std::uint64_t) { return std::make_unique<Locality>(); }

} // namespace troupe::schedule
