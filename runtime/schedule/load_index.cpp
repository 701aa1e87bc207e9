#include "runtime/schedule/load_index.hpp"

#include <bit>

namespace troupe::schedule {

std::uint32_t LoadIndex::step_of(double load) {
  if (!(load > 0))
    return 0;
  if (load >= 9e18)
    return steps - 1;
  const auto whole = static_cast<std::uint64_t>(load);
  if (whole < 4)
    return static_cast<std::uint32_t>(1 + whole);
  const auto exponent = static_cast<std::uint32_t>(std::bit_width(whole) - 1);
  return 4 * exponent + static_cast<std::uint32_t>(whole >> (exponent - 2) & 3);
}

void LoadIndex::set(std::uint32_t worker, double load) {
  const auto step = step_of(load);
  if (worker >= step_of_.size())
    step_of_.resize(worker + std::size_t{1}, out);
  if (step_of_[worker] == step)
    return;
  remove(worker);
  step_of_[worker] = static_cast<std::uint16_t>(step);
  steps_[step].insert(worker);
  steps_used_.insert(step);
}

void LoadIndex::remove(std::uint32_t worker) {
  if (!contains(worker))
    return;
  const auto step = step_of_[worker];
  steps_[step].erase(worker);
  if (steps_[step].empty())
    steps_used_.erase(step);
  step_of_[worker] = out;
}

} // namespace troupe::schedule
