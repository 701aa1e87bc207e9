#include "runtime/kernels/registry.hpp"

#include "runtime/base/suggest.hpp"

namespace troupe {

Result<void> KernelRegistry::add(Kernel kernel) {
  if (kernel.name.empty() || !kernel.run)
    return fail(Errc::invalid_argument, "a kernel needs a name and a function");
  std::unique_lock lock(mutex_);
  auto name = kernel.name;
  if (!kernels_.try_emplace(name, std::move(kernel)).second)
    return fail(Errc::already_exists, "a kernel named '" + name + "' is registered already");
  return {};
}

const Kernel* KernelRegistry::find(const std::string& name) const {
  std::shared_lock lock(mutex_);
  auto at = kernels_.find(name);
  return at == kernels_.end() ? nullptr : &at->second;
}

Result<const Kernel*> KernelRegistry::get(const std::string& name) const {
  if (const auto* kernel = find(name))
    return kernel;
  return fail(Errc::not_found, "no kernel '" + name + "' is registered in this process" + did_you_mean(name, names())
                                   + " (user functions must be registered by name on the workers too)");
}

std::vector<std::string> KernelRegistry::names() const {
  std::shared_lock lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, kernel] : kernels_)
    names.push_back(name);
  return names;
}

} // namespace troupe
