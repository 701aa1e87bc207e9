#include "runtime/simulate/run_audit.hpp"

#include <algorithm>

namespace troupe::simulate {

void RunAudit::begin(std::uint32_t tasks) {
  runs_.assign(tasks, 0);
  allowed_.assign(tasks, 0);
  deaths_.assign(tasks, 0);
}

void RunAudit::add(Count& count, std::uint32_t more) {
  count = static_cast<Count>(std::min<std::uint32_t>(count + more, 0xffff));
}

void RunAudit::excuse_everything() {
  for (auto& count : allowed_)
    add(count);
}

std::optional<std::string> RunAudit::verdict(const Catalogue& catalogue) {
  // Inputs have lower numbers than what takes them, so one walk down hands every allowance on.
  std::vector<std::uint32_t> extra(runs_.size(), 0);
  for (auto task = static_cast<std::uint32_t>(runs_.size()); task-- > 0;) {
    const auto may = std::min<std::uint32_t>(allowed_[task] + extra[task], 0xffff);
    if (runs_[task] > may)
      return catalogue.name(task) + " ran " + std::to_string(runs_[task]) + " times, where " + std::to_string(may)
             + " would have done";
    const auto again = may > 0 ? may - 1 : 0;
    if (again > 0)
      catalogue.for_each_input(
          task, [&](auto input) { extra[input] = std::min<std::uint32_t>(extra[input] + again, 0xffff); });
  }
  return std::nullopt;
}

} // namespace troupe::simulate
