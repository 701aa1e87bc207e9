// How a user wants tasks to run (priority, retries, resources, ...), beside what they compute. Annotations never enter
// a key. As dask.annotate. Plain values; Annotate is for the thread that builds the expressions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

/// Some of what a worker has, or a task takes while it runs: {"gpu", 1}.
struct Resource {
  std::string name;
  std::uint32_t amount = 1;
  bool operator==(const Resource&) const = default;
};

struct Annotations {
  std::int32_t priority = 0;        ///< higher runs first, whichever job it is of; from -1000 to 1000
  std::vector<std::string> workers; ///< names, addresses ("host:port") or ids of the only workers allowed; empty: any
  std::vector<Resource> resources;  ///< each task takes these from its worker while it runs there
  std::uint32_t retries = 0;        ///< how often a task is tried again after its kernel failed
  std::int64_t timeout_us = 0; ///< a task that runs for longer has failed, and a worker that is stuck in it is started
                               ///< again; 0: as long as the scheduler says
  bool operator==(const Annotations&) const = default;
};

/// Gives every expression that is built by this thread while it lives these annotations (the innermost counts, whole):
///
///     Annotate urgent({.priority = 10, .resources = {{"gpu", 1}}});
///     auto y = x * 2;
class Annotate {
public:
  explicit Annotate(Annotations annotations);
  ~Annotate();
  Annotate(const Annotate&) = delete;
  Annotate& operator=(const Annotate&) = delete;

  /// Those of the innermost scope of this thread; default ones outside any.
  static const Annotations& current();

private:
  Annotations mine_;
  const Annotations* outer_;
};

} // namespace troupe
