// From nothing to a cluster that answers, and to a first result.
#include "tools/bench/programs/bench.hpp"
#include "tools/bench/programs/layers.hpp"

namespace {

using namespace troupe;
using namespace troupe::bench;

/// Scheduler and workers are started, have joined, and the scheduler tells of them.
void cluster(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    Cluster cluster(bench.shape());
    const auto workers = cluster.client().cluster().value().workers.size();
    now.stop();
    return std::vector{static_cast<double>(workers)};
  });
}

/// The same, then the sum of 64 small tasks.
void first_result(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    Cluster cluster(bench.shape());
    const auto sum = number_of(cluster.client(), sum_tree(layer("bench.tiny", 64, {}), 8));
    now.stop();
    return std::vector{sum};
  });
}

} // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, {{"cluster", cluster}, {"first_result", first_result}});
}
