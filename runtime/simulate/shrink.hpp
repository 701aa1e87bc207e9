// Reduces a failing scenario while it still fails. Pure, but for the runs it asks for.
#pragma once

#include "runtime/simulate/scenario.hpp"

#include <cstdint>
#include <functional>

namespace troupe::simulate {

/// Leaves out faults (by halves, then one by one), then jobs, then workers and threads, then tasks (with faults
/// earlier where that helps), then what is peculiar, and begins again until nothing more can go or `runs_allowed`
/// scenarios were tried. Source: Zeller and Hildebrandt, Simplifying and isolating failure-inducing input (ddmin),
/// 2002.
/// @param fails  runs a scenario; @pre fails(scenario)
/// @returns The smallest that failed.
Scenario shrink(Scenario scenario, const std::function<bool(const Scenario&)>& fails,
                std::uint32_t runs_allowed = 1500);

} // namespace troupe::simulate
