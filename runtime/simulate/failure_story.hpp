// The report of a failed run: the smallest scenario that fails, and its events one by one.
#pragma once

#include "runtime/simulate/simulation.hpp"

#include <string>

namespace troupe::simulate {

/// Shrinks the scenario and runs what is left once more, listening.
/// @param hooks  of the run that failed
/// @returns Its seed, cluster, jobs and faults, its events in order, and last what does not hold.
std::string story_of(const Scenario& failing, const SimulationHooks& hooks);

} // namespace troupe::simulate
