#include "runtime/simulate/failure_story.hpp"

#include "runtime/simulate/shrink.hpp"

namespace troupe::simulate {

std::string story_of(const Scenario& failing, const SimulationHooks& hooks) {
  SimulationHooks silent;
  silent.apply_scheduler = hooks.apply_scheduler;
  const auto fails = [&](const Scenario& one) { return !Simulation(one, silent).run().ok(); };
  const auto smallest = shrink(failing, fails);
  auto text = to_string(smallest);
  auto listening = silent;
  listening.log = [&](const std::string& line) { text += "  " + line + "\n"; };
  Simulation(smallest, listening).run();
  return text;
}

} // namespace troupe::simulate
