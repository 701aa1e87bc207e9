#include "runtime/simulate/scenario.hpp"

#include "runtime/simulate/graph_shapes.hpp"

namespace troupe::simulate {
namespace {

JobPlan draw_job(Dice& dice, std::uint32_t width) {
  JobPlan job;
  const auto graphs = graph_names();
  job.graph = graphs[dice.below(graphs.size())];
  job.tasks = 1 + dice.below(dice.chance(0.2) ? 120 : 40);
  job.width = width;
  job.graph_seed = dice.below(1000);
  job.speed = 5 + 20 * dice.unit();
  return job;
}

} // namespace

Scenario draw_scenario(std::uint64_t seed, const std::string& graph) {
  Dice dice(mix(seed, 1));
  Scenario drawn;
  drawn.seed = seed;
  drawn.lossy = true;
  auto& cluster = drawn.cluster;
  cluster.workers = static_cast<std::uint32_t>(1 + dice.below(8));
  cluster.threads = static_cast<std::uint32_t>(1 + dice.below(3));
  cluster.memory_limit = dice.chance(0.5) ? 0 : 20'000'000 + dice.below(200'000'000);
  cluster.latency_us = dice.between(20, 2'000);
  cluster.bandwidth = 2e8 + 2e9 * dice.unit();
  cluster.heartbeat_us = 100'000;
  cluster.tick_us = 100'000;
  cluster.fetch_timeout_us = dice.between(50'000, 500'000);
  drawn.scheduler.worker_timeout_us = 1'000'000;
  drawn.scheduler.inventory_grace_us = 3'000'000;
  const auto width = cluster.workers * cluster.threads;
  drawn.jobs.push_back(draw_job(dice, width));
  if (!graph.empty())
    drawn.jobs.back().graph = graph;
  for (auto more = dice.below(3); more > 0; --more) {
    auto job = dice.chance(0.3) ? drawn.jobs.front() : draw_job(dice, width);
    job.submit_at = dice.between(0, 200'000);
    if (dice.chance(0.15))
      job.cancel_at = job.submit_at + dice.between(0, 200'000);
    job.poisoned = dice.chance(0.15);
    drawn.jobs.push_back(std::move(job));
  }
  drawn.faults = draw_faults(dice, cluster.workers, dice.between(50'000, 400'000));
  if (dice.chance(0.5))
    drawn.scheduler.gather_us = 0; // graphs this small have no inputs that take long to gather
  return drawn;
}

std::string to_string(const Scenario& scenario) {
  const auto& cluster = scenario.cluster;
  auto text = "seed " + std::to_string(scenario.seed) + ": " + std::to_string(cluster.workers) + " workers of "
              + std::to_string(cluster.threads) + " threads"
              + (cluster.memory_limit ? " and " + std::to_string(cluster.memory_limit / 1'000'000) + " MB" : "")
              + ", latency " + time_text(cluster.latency_us) + "\n";
  for (const auto& job : scenario.jobs)
    text += "job: " + job.graph + " of about " + std::to_string(job.tasks) + " tasks (seed "
            + std::to_string(job.graph_seed) + ") at " + time_text(job.submit_at)
            + (job.poisoned ? ", one of which fails" : "")
            + (job.cancel_at ? ", cancelled at " + time_text(*job.cancel_at) : "") + "\n";
  for (const auto& fault : scenario.faults)
    text += "fault: " + to_string(fault) + "\n";
  return text;
}

} // namespace troupe::simulate
