// Minimum effective task granularity, METG(50%), as Task Bench defines it (Slaughter et al., SC 2020, section 4).
// Pure but for the runs that it asks for.
#pragma once

#include <functional>

namespace troupe::bench {

/// How long the work of one task takes by itself, and how long the whole graph took. Seconds.
struct Timing {
  double work = 0;
  double wall = 0;
};

/// Runs the graph with shorter and shorter tasks until less than half of the cores' time is work, then reads off the
/// granularity at one half, linearly (in logarithms) between the two runs on either side.
/// @param run    runs the graph once with tasks of about so many seconds of work
/// @returns Seconds. The granularity of the shortest tasks there are, where even those reach one half; infinity where
/// tasks of a second do not.
double metg(const std::function<Timing(double task_seconds)>& run, double tasks, double cores);

} // namespace troupe::bench
