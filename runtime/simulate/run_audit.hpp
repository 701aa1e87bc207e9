// Counts how often each task ran against how often it may have: once for each job that asks for it, and once more for
// every time that it, or something made from it, was lost or taken back. A plain value for one thread.
// Where nothing goes wrong that is exactly once each; where something does, only what the loss touches may run again.
#pragma once

#include "runtime/simulate/catalogue.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace troupe::simulate {

class RunAudit {
public:
  void begin(std::uint32_t tasks);

  void asked_for(std::uint32_t task) { add(allowed_[task]); }
  void ran(std::uint32_t task) { add(runs_[task]); }
  /// Its value, or its turn, was lost.
  void excuse(std::uint32_t task) { add(allowed_[task]); }
  /// Everything may be needed once more: the scheduler is a new one.
  void excuse_everything();
  /// A worker ended while it had the task.
  void died(std::uint32_t task) { add(deaths_[task]); }

  std::uint16_t runs(std::uint32_t task) const { return runs_[task]; }
  std::uint16_t deaths(std::uint32_t task) const { return deaths_[task]; }

  /// @returns What ran more often than it may have. Takes allowances up from tasks to their inputs, so call it once.
  std::optional<std::string> verdict(const Catalogue& catalogue);

private:
  using Count = std::uint16_t; ///< saturates
  static void add(Count& count, std::uint32_t more = 1);

  std::vector<Count> runs_;
  std::vector<Count> allowed_;
  std::vector<Count> deaths_;
};

} // namespace troupe::simulate
