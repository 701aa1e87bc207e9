#include "runtime/kernels/called_function.hpp"

#include "runtime/kernels/held_function.hpp"

namespace troupe {

Result<std::shared_ptr<const Kernel>> called_function(const KernelRegistry& registry, const Params& params) {
  TROUPE_TRY(name, params.text("function"));
  if (!params.has("held")) {
    TROUPE_TRY(kernel, registry.get(name));
    return std::shared_ptr<const Kernel>(std::shared_ptr<const Kernel>(), kernel); // the registry's own
  }
  TROUPE_TRY(text, params.text("held"));
  Key key;
  if (!from_string(text, key))
    return fail(Errc::invalid_argument, "parameter 'held' is no key: '" + text + "'");
  auto held = HeldFunction::find(key);
  if (!held)
    return fail(held.error().code, "function '" + name + "' " + held.error().message);
  return std::shared_ptr<const Kernel>(*held, &(*held)->kernel());
}

} // namespace troupe
