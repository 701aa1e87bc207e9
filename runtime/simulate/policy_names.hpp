// The scheduler's policies by the names that people type. Pure functions.
#pragma once

#include "runtime/schedule/scheduler_state.hpp"

#include <span>
#include <string_view>

namespace troupe::simulate {

/// "troupe" first, then the simple ones it is held against.
std::span<const std::string_view> policy_names();
/// @returns Errc::not_found when there is none of that name.
Result<void> set_policy(SchedulerConfig& config, std::string_view name);

} // namespace troupe::simulate
