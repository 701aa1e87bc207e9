// Looks up the user's function that a kernel's parameters name: `function`, a registered one, or `held`, one of this
// process alone. Thread-safe.
#pragma once

#include "runtime/kernels/registry.hpp"

#include <memory>

namespace troupe {

/// @returns Errc::not_found as KernelRegistry::get() and HeldFunction::find() say it.
Result<std::shared_ptr<const Kernel>> called_function(const KernelRegistry& registry, const Params& params);

} // namespace troupe
