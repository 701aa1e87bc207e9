#include "runtime/optimize/pipeline.hpp"

#include "runtime/base/suggest.hpp"
#include "runtime/optimize/common_subexpressions.hpp"
#include "runtime/optimize/cull.hpp"
#include "runtime/optimize/fuse_blockwise.hpp"
#include "runtime/optimize/fuse_linear.hpp"
#include "runtime/optimize/fuse_outputs.hpp"
#include "runtime/optimize/simplify_wirings.hpp"

#include <algorithm>
#include <array>

namespace troupe {
namespace {

constexpr std::array<Pass, 6> all_passes{{
    {"simplify_wirings", "say one-to-one lists as such, so that the passes below recognise them", simplify_wirings},
    {"common_subexpressions", "compute equal layers once", common_subexpressions},
    {"cull", "drop what no output needs", cull},
    {"fuse_blockwise", "run chunk-by-chunk layers as one, with nothing materialised between them", fuse_blockwise},
    {"fuse_outputs", "run chunk-by-chunk layers that share their input as one that makes several outputs",
     fuse_outputs},
    {"fuse_linear", "run what can only run one after the other as one task", fuse_linear},
}};

bool names_pass(const std::string& name) {
  return std::any_of(all_passes.begin(), all_passes.end(), [&](const Pass& pass) { return pass.name == name; });
}

Result<void> check_skipped(const std::vector<std::string>& skip) {
  for (const auto& name : skip) {
    if (names_pass(name))
      continue;
    std::vector<std::string> names;
    for (const auto& pass : all_passes)
      names.emplace_back(pass.name);
    return fail(Errc::invalid_argument, "no optimiser pass '" + name + "' to skip" + did_you_mean(name, names));
  }
  return {};
}

} // namespace

std::span<const Pass> passes() { return all_passes; }

Result<Optimized> optimize(TaskGraph graph, const OptimizeOptions& options) {
  TROUPE_CHECK(graph.check());
  TROUPE_CHECK(check_skipped(options.skip));
  Optimized result{std::move(graph), {}};
  auto tasks = result.graph.task_count();
  for (const auto& pass : all_passes) {
    PassReport report{.pass = std::string(pass.name)};
    report.skipped = std::find(options.skip.begin(), options.skip.end(), pass.name) != options.skip.end();
    report.layers_before = result.graph.layers.size();
    report.tasks_before = tasks;
    const auto begin = options.clock ? options.clock() : 0;
    if (!report.skipped)
      result.graph = pass.run(std::move(result.graph));
    report.micros = options.clock ? options.clock() - begin : 0;
    report.layers_after = result.graph.layers.size();
    report.tasks_after = tasks = report.skipped ? tasks : result.graph.task_count();
    if (options.verify || &pass == &all_passes.back())
      if (auto valid = result.graph.check(); !valid)
        return fail(Errc::internal, "after the pass '" + report.pass + "': " + valid.error().message);
    result.reports.push_back(std::move(report));
  }
  return result;
}

} // namespace troupe
