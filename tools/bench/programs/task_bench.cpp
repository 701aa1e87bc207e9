// Task Bench (Slaughter et al., "Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance", SC
// 2020): graphs of --steps steps of --width tasks, each task busy for a given number of rounds, its inputs by a
// pattern. METG(50%), the paper's measure: how long the average task (cores x wall time / tasks) is where the runtime
// still reaches half of the arithmetic rate that it reaches with long tasks. In microseconds; less is better.
#include "tools/bench/programs/bench.hpp"
#include "tools/bench/programs/busy.h"
#include "tools/bench/programs/dependence.hpp"
#include "tools/bench/programs/layers.hpp"
#include "tools/bench/programs/metg.hpp"
#include "tools/bench/programs/task_kernels.hpp"

#include <cmath>

namespace {

using namespace troupe;
using namespace troupe::bench;

/// One graph, its own by `salt`. Tasks that nobody takes are taken by the sum at the end, so that all of them run.
ExpressionPtr graph(Pattern pattern, std::int64_t steps, std::int64_t width, std::int64_t rounds, std::int64_t salt) {
  std::vector<ExpressionInput> loose;
  ExpressionPtr below;
  for (std::int64_t step = 0; step < steps; ++step) {
    const auto params = Params{}.set("rounds", rounds).set("salt", salt).set("step", step);
    const auto wiring = step == 0 ? Dependence{} : dependence(pattern, step, width);
    std::vector<ExpressionInput> inputs;
    if (!wiring.taken.empty())
      inputs.push_back({below, Wiring::list(wiring.begins, wiring.taken)});
    auto tasks = layer("bench.busy", width, params, std::move(inputs));
    if (below)
      if (const auto untaken = wiring.untaken(width); !untaken.empty())
        loose.push_back({below, Wiring::list({0, static_cast<std::uint32_t>(untaken.size())}, untaken)});
    below = std::move(tasks);
  }
  loose.push_back({below, Wiring::all()});
  return layer("bench.sum", 1, {}, std::move(loose));
}

/// Seconds of one round of bench.busy on one core, with nothing around it.
double seconds_per_round() {
  constexpr long rounds = 200'000;
  const auto begin = std::chrono::steady_clock::now();
  const auto kept = troupe_bench_busy(rounds);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return kept > 0 ? took.count() / rounds : 0;
}

double reached(double seconds) {
  if (!std::isfinite(seconds))
    throw TroupeError({Errc::timeout, "not even tasks of a second keep half of the cores' time for work"});
  return seconds;
}

void run(Bench& bench, Pattern pattern) {
  auto& client = bench.client();
  const auto steps = bench["steps"];
  const auto width = bench["width"];
  const double cores = static_cast<double>(bench.shape().workers * bench.shape().threads);
  const double round = seconds_per_round();
  std::int64_t salt = 0;
  const auto wall_seconds = [&](double task_seconds) {
    const auto rounds = std::max<std::int64_t>(1, static_cast<std::int64_t>(task_seconds / round));
    const auto begin = std::chrono::steady_clock::now();
    number_of(client, graph(pattern, steps, width, rounds, ++salt));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return Timing{static_cast<double>(rounds) * round, took.count()};
  };
  for (std::int64_t number = 0; number < bench.arguments().integer("repeat", 3); ++number)
    bench.value(1e6 * reached(metg(wall_seconds, static_cast<double>(steps * width), cores)));
}

std::function<void(Bench&)> of(Pattern pattern) {
  return [pattern](Bench& bench) { run(bench, pattern); };
}

} // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv,
                     {{"trivial", of(Pattern::trivial)},
                      {"stencil", of(Pattern::stencil)},
                      {"fft", of(Pattern::fft)},
                      {"tree", of(Pattern::tree)},
                      {"random_nearest", of(Pattern::random_nearest)}});
}
