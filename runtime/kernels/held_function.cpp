#include "runtime/kernels/held_function.hpp"

#include "runtime/kernels/held_by_name.hpp"
#include "runtime/kernels/held_name.hpp"

#include <utility>

namespace troupe {
namespace {

HeldByName<HeldFunction>& all_functions() {
  static HeldByName<HeldFunction> held;
  return held;
}

} // namespace

HeldFunction::HeldFunction(Kernel kernel) : name_(new_held_name()), kernel_(std::move(kernel)) {}

std::shared_ptr<const HeldFunction> HeldFunction::make(Kernel kernel) {
  const std::shared_ptr<const HeldFunction> held(new HeldFunction(std::move(kernel)));
  all_functions().add(held->name_, held);
  return held;
}

HeldFunction::~HeldFunction() { all_functions().remove(name_); }

Result<std::shared_ptr<const HeldFunction>> HeldFunction::find(const Key& name) {
  if (auto held = all_functions().find(name))
    return held;
  return fail(
      Errc::not_found,
      "is not in this process: a lambda handed to map_blocks and the like is run by the process that made it alone "
      "(embedded clusters, the serial executor); for workers in other processes give it a name with "
      "register_function() and load it there as a plug-in (troupe worker --plugin)");
}

} // namespace troupe
