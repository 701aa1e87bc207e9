// What a task costs: many tiny ones, chains, trees, single ones there and back, and the submission of a large graph.
#include "runtime/wire/job_codec.hpp"
#include "tools/bench/programs/bench.hpp"
#include "tools/bench/programs/layers.hpp"

#include <thread>

namespace {

using namespace troupe;
using namespace troupe::bench;

Params salt(const Repetition& now, std::int64_t more = 0) {
  return Params{}.set("salt", now.number() * 1'000'000 + more);
}

/// --n tiny tasks, summed --fan at a time.
void tiny(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const auto tasks = layer("bench.tiny", bench["n"], salt(now));
    return std::vector{number_of(client, sum_tree(tasks, bench["fan"]))};
  });
}

/// --n tasks, each waiting for the one before.
void chain(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    auto last = layer("bench.tiny", 1, salt(now));
    for (std::int64_t i = 1; i < bench["n"]; ++i)
      last = layer("bench.hop", 1, {}, {{std::move(last), Wiring::each()}});
    return std::vector{number_of(client, last)};
  });
}

/// One task submitted and its result waited for, --n times.
void round_trip(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    double sum = 0;
    for (std::int64_t i = 0; i < bench["n"]; ++i)
      sum += 1 + number_of(client, layer("bench.tiny", 1, salt(now, i)));
    return std::vector{sum};
  });
}

/// A graph of --layers x --width tasks with two inputs each: from the expression until the scheduler has taken it.
void submit(Bench& bench) {
  auto& client = bench.client();
  const auto width = bench["width"];
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> taken;
  for (std::int64_t i = 0; i < width; ++i) {
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
    taken.push_back(static_cast<std::uint32_t>(i));
    taken.push_back(static_cast<std::uint32_t>((i + 1) % width));
  }
  begins.push_back(static_cast<std::uint32_t>(taken.size()));
  bench.repeat([&](Repetition& now) {
    auto last = layer("bench.tiny", width, salt(now));
    for (std::int64_t i = 1; i < bench["layers"]; ++i)
      last = layer("bench.sum", width, {}, {{std::move(last), Wiring::list(begins, taken)}});
    const ExpressionPtr wanted[] = {last};
    auto graph = lower(wanted);
    const auto job = client.submit_detached(graph, "submit", {}).value();
    now.stop();
    const auto tasks = client.job(job).value().progress.tasks_total;
    client.cancel(job).value();
    while (client.job(job).value().phase == JobPhase::running)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (now.number() == 0)
      bench.fact("graph_bytes",
                 static_cast<double>(encode(Request{SubmitJob{"submit", std::move(graph)}}).value().size()));
    return std::vector{static_cast<double>(tasks)};
  });
}

} // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, {{"tiny", tiny}, {"chain", chain}, {"round_trip", round_trip}, {"submit", submit}});
}
