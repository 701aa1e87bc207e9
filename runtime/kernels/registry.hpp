// Kernels by name. Thread-safe: filled at start, read while tasks run.
#pragma once

#include "runtime/kernels/kernel.hpp"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

namespace troupe {

class KernelRegistry {
public:
  /// @returns Errc::already_exists when the name is taken, Errc::invalid_argument when it is empty.
  Result<void> add(Kernel kernel);
  /// nullptr when there is none. The pointer stays valid as long as the registry.
  const Kernel* find(const std::string& name) const;
  /// @returns The kernel, or Errc::not_found with the nearest names.
  Result<const Kernel*> get(const std::string& name) const;
  std::vector<std::string> names() const; ///< sorted

private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, Kernel> kernels_;
};

} // namespace troupe
