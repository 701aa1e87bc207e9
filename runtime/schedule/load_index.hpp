// Index of workers by load: the least and most loaded in constant time. Loads are rounded to a quarter of a power of
// two; within one such step the lower number goes first. Plain value for one thread.
#pragma once

#include "runtime/schedule/number_set.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace troupe::schedule {

class LoadIndex {
public:
  static constexpr std::uint32_t none = NumberSet::none;

  /// Puts the worker in, or moves it. @param load  any unit, not negative
  void set(std::uint32_t worker, double load);
  void remove(std::uint32_t worker);
  bool contains(std::uint32_t worker) const { return worker < step_of_.size() && step_of_[worker] != out; }

  /// The worker with the least load; none when there is none.
  std::uint32_t least() const {
    const auto step = steps_used_.first();
    return step == none ? none : steps_[step].first();
  }

  /// Calls visit(worker) for at most `count` workers, those with most load first, until it answers true.
  template <class Visit>
  void visit_most(std::uint32_t count, Visit&& visit) const {
    for (std::uint32_t step = steps; step-- > 0 && count > 0;) {
      if (!steps_used_.contains(step))
        continue;
      for (auto worker = steps_[step].first(); worker != none && count > 0;
           worker = steps_[step].next(worker + 1), --count)
        if (visit(worker))
          return;
    }
  }

  /// As visit_most(), those with least load first.
  template <class Visit>
  void visit_least(std::uint32_t count, Visit&& visit) const {
    for (auto step = steps_used_.first(); step != none && count > 0; step = steps_used_.next(step + 1))
      for (auto worker = steps_[step].first(); worker != none && count > 0;
           worker = steps_[step].next(worker + 1), --count)
        if (visit(worker))
          return;
  }

  static std::uint32_t step_of(double load);

private:
  static constexpr std::uint32_t steps = 256;
  static constexpr std::uint16_t out = 0xffff;

  std::array<NumberSet, steps> steps_;
  NumberSet steps_used_;
  std::vector<std::uint16_t> step_of_; ///< of each worker
};

} // namespace troupe::schedule
