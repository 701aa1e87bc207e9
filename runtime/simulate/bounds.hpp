// Lower bounds of a graph's makespan for any scheduler. Pure functions; times in microseconds.
#pragma once

#include "runtime/simulate/catalogue.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace troupe::simulate {

struct Bounds {
  double longest_path_us = 0; ///< of tasks that wait for one another, and for what must be moved between them
  double work_us = 0;         ///< all tasks, shared out evenly
  double bytes_us = 0;        ///< what must cross the network, through all ports at once
  double waiting_us = 0;      ///< all that some task waits for, shared out evenly, and then the path from that task
  double gathering_us = 0; ///< what some task takes, made on its worker or brought there through one port, and then the
                           ///< path from that task

  double bound_us() const;
};

/// The least time in which one machine can have all of some chunks, each of which it makes (`first`: microseconds of a
/// thread) or fetches (`second`: bytes), both at once: the linear programme that lets it do either with a part of a
/// chunk, solved by making those first that cost least time a byte.
double least_gathering_us(std::vector<std::pair<double, double>> chunks, double threads, double bandwidth);

/// An input of a task, at the earliest.
struct EarliestInput {
  double begins_us = 0;
  double lasts_us = 0;
  double brings_us = 0; ///< to bring it to another worker

  double ends_us() const { return begins_us + lasts_us; }
};

/// When a task of these inputs, all different, can begin at the earliest: of any two of them one is brought once it is
/// made, or both are made on the task's worker, where one thread makes one after the other.
double earliest_begin_us(std::span<const EarliestInput> inputs, double threads);

/// @param threads  of all workers together
/// @param bandwidth  bytes a second of each worker's port
Bounds lower_bounds(const Workload& workload, const Catalogue& catalogue, std::size_t workload_number,
                    std::uint32_t workers, std::uint64_t threads, double bandwidth);

} // namespace troupe::simulate
