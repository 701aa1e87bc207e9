#include "runtime/schedule/placement_policy.hpp"

#include <array>

namespace troupe::schedule {

#define TROUPE_PLACEMENT_POLICY(name) std::unique_ptr<PlacementPolicy> make_##name##_policy(std::uint64_t seed);
#include "runtime/schedule/placement_policies.def"
#undef TROUPE_PLACEMENT_POLICY

namespace {

struct NamedPolicy {
  std::string_view name;
  std::unique_ptr<PlacementPolicy> (*make)(std::uint64_t seed);
};

constexpr std::array all_policies{
#define TROUPE_PLACEMENT_POLICY(name) NamedPolicy{#name, make_##name##_policy},
#include "runtime/schedule/placement_policies.def"
#undef TROUPE_PLACEMENT_POLICY
};

} // namespace

std::vector<std::string_view> placement_policy_names() {
  std::vector<std::string_view> names;
  for (const auto& policy : all_policies)
    names.push_back(policy.name);
  return names;
}

Result<std::unique_ptr<PlacementPolicy>> make_placement_policy(std::string_view name, std::uint64_t seed) {
  std::string names;
  for (const auto& policy : all_policies) {
    if (policy.name == name)
      return policy.make(seed);
    names += (names.empty() ? "" : &policy == &all_policies.back() ? " and " : ", ") + std::string(policy.name);
  }
  return fail(Errc::invalid_argument, "'" + std::string(name) + "' is no placement policy; there are " + names);
}

WorkerNumber worker_in_turn(const PlacementView& view, std::uint64_t turn) {
  const auto at = view.next_worker(static_cast<WorkerNumber>(turn % view.worker_numbers()));
  return at == none ? view.next_worker(0) : at;
}

} // namespace troupe::schedule
