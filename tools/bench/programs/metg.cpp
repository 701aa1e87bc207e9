#include "tools/bench/programs/metg.hpp"

#include <cmath>
#include <limits>

namespace troupe::bench {
namespace {

constexpr double longest = 2e-3;  ///< seconds of work in the first run's tasks
constexpr double shortest = 1e-7; ///< below this nothing is left to be halved
constexpr double give_up = 1;     ///< with tasks of more than a second nothing is measured but patience
constexpr double shrink = 0.6;
constexpr double half = 0.5;

} // namespace

double metg(const std::function<Timing(double)>& run, double tasks, double cores) {
  double above = 0; // granularity and efficiency of the last run that was efficient
  double above_efficiency = 1;
  double aim = longest;
  for (;;) {
    const auto timing = run(aim);
    const auto granularity = timing.wall * cores / tasks;
    const auto efficiency = timing.work / granularity;
    if (efficiency < half && above == 0) {
      if (aim > give_up)
        return std::numeric_limits<double>::infinity();
      aim *= 4; // not even these tasks were long enough
      continue;
    }
    if (efficiency >= half && aim < shortest)
      return granularity;
    if (efficiency < half) {
      const auto share = (above_efficiency - half) / (above_efficiency - efficiency);
      return std::exp(std::log(above) + share * (std::log(granularity) - std::log(above)));
    }
    above = granularity;
    above_efficiency = efficiency;
    aim *= shrink;
  }
}

} // namespace troupe::bench
