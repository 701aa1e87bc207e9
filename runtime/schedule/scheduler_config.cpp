#include "runtime/schedule/scheduler_config.hpp"

#include <array>
#include <string>

namespace troupe {
namespace {

constexpr std::array<std::string_view, 4> policy_names{"troupe", "random", "round_robin", "locality"};

} // namespace

std::string_view to_string(PlacementPolicy policy) {
  return policy_names[static_cast<std::size_t>(policy)];
}

Result<PlacementPolicy> placement_policy_from(std::string_view name) {
  for (std::size_t i = 0; i < policy_names.size(); ++i)
    if (policy_names[i] == name)
      return static_cast<PlacementPolicy>(i);
  return fail(Errc::invalid_argument,
              "'" + std::string(name) + "' is no placement policy; there are troupe, random, round_robin and locality");
}

} // namespace troupe
