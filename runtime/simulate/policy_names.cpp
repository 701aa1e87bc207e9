#include "runtime/simulate/policy_names.hpp"

#include <array>
#include <string>

namespace troupe::simulate {

std::span<const std::string_view> policy_names() {
  static constexpr std::array<std::string_view, 1> names{"troupe"};
  return names;
}

Result<void> set_policy(SchedulerConfig&, std::string_view name) {
  for (auto known : policy_names())
    if (known == name)
      return {};
  return fail(Errc::not_found, "no policy '" + std::string(name) + "'");
}

} // namespace troupe::simulate
