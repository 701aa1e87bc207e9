// The workers in turn, however busy.
#include "runtime/schedule/placement_policy.hpp"

namespace troupe::schedule {
namespace {

class RoundRobin final : public PlacementPolicy {
public:
  WorkerNumber choose(const PlacementView& view) override { return worker_in_turn(view, turn_++); }
  std::string_view rule() const override { return "the workers in turn"; }

private:
  std::uint64_t turn_ = 0;
};

} // namespace

std::unique_ptr<PlacementPolicy> make_round_robin_policy(std::uint64_t) { return std::make_unique<RoundRobin>(); }

} // namespace troupe::schedule
