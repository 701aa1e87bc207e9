// Any worker, drawn from the seed.
#include "runtime/schedule/placement_policy.hpp"

namespace troupe::schedule {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): one step of the sequence.
std::uint64_t draw(std::uint64_t& state) {
  auto z = state += 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

class RandomWorker final : public PlacementPolicy {
public:
  explicit RandomWorker(std::uint64_t seed) : state_(seed) {}
  WorkerNumber choose(const PlacementView& view) override { return worker_in_turn(view, draw(state_)); }
  std::string_view rule() const override { return "drawn at random"; }

private:
  std::uint64_t state_;
};

} // namespace

std::unique_ptr<PlacementPolicy> make_random_policy(std::uint64_t seed) { return std::make_unique<RandomWorker>(seed); }

} // namespace troupe::schedule
