#include "runtime/kernels/held_function.hpp"

#include "runtime/kernels/held_name.hpp"

#include <map>
#include <mutex>

namespace troupe {
namespace {

struct Shelf {
  std::mutex mutex;
  std::map<Key, std::weak_ptr<const HeldFunction>> functions;
};

Shelf& shelf() {
  static Shelf held;
  return held;
}

} // namespace

HeldFunction::HeldFunction(Kernel kernel) : name_(new_held_name()), kernel_(std::move(kernel)) {}

std::shared_ptr<const HeldFunction> HeldFunction::make(Kernel kernel) {
  const std::shared_ptr<const HeldFunction> held(new HeldFunction(std::move(kernel)));
  std::lock_guard lock(shelf().mutex);
  shelf().functions.emplace(held->name_, held);
  return held;
}

HeldFunction::~HeldFunction() {
  std::lock_guard lock(shelf().mutex);
  shelf().functions.erase(name_);
}

Result<std::shared_ptr<const HeldFunction>> HeldFunction::find(const Key& name) {
  {
    std::lock_guard lock(shelf().mutex);
    if (const auto at = shelf().functions.find(name); at != shelf().functions.end())
      if (auto held = at->second.lock())
        return held;
  }
  return fail(Errc::not_found, "is not in this process: a lambda handed to map_blocks and the like is run by the process that made it alone "
                               "(embedded clusters, the serial executor); for workers in other processes give it a name with "
                               "register_function() and load it there as a plug-in (troupe worker --plugin)");
}

} // namespace troupe
