// What a job of `troupe run` and `troupe submit` is: the table entry that parsing, --help and completion are made from,
// how it is planned, and how its result is told. One file a job; jobs.cpp lists them.
#pragma once

#include "runtime/base/json_writer.hpp"
#include "runtime/base/params.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/graph/task_graph.hpp"
#include "tools/troupe/arguments.hpp"
#include "tools/troupe/flag.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::tool {

/// What is to be computed, and what whoever reads the result has to know of the question.
struct JobPlan {
  TaskGraph graph;
  Params meta;
};

/// A job's outputs, in its graph's order, and what came with them.
struct JobOutcome {
  Params meta;
  std::vector<ChunkPtr> chunks;
  double seconds = 0;
  std::uint64_t tasks = 0;
};

struct Job {
  std::string name;
  std::string summary; ///< one line, for the list
  std::string details; ///< more lines, for its own help
  std::vector<Flag> flags;
  /// Refuses wrong flags; throws TroupeError or CommandFailure for inputs that are not there.
  JobPlan (*plan)(const Arguments& arguments) = nullptr;
  /// Adds the fields of its result to the object that `json` is in.
  void (*write_json)(const JobOutcome& outcome, JsonWriter& json) = nullptr;
  /// For people: lines.
  std::string (*write_text)(const JobOutcome& outcome) = nullptr;
};

/// All there are, in the order in which people see them.
const std::vector<Job>& jobs();
/// Refuses a name that is none, with the nearest.
const Job& job_named(std::string_view name);

/// The job's plan with its name in the meta, where report() finds it. Refuses flags of `arguments` that are another
/// job's.
JobPlan plan(const Job& job, const Arguments& arguments);
/// The result as `run` and `result` print it: an object in one line with `seconds` and `tasks` last, or a text.
std::string report(const JobOutcome& outcome, bool json);

} // namespace troupe::tool
