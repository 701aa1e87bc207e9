// Functions of this process that graphs refer to by name instead of carrying them, such as lambdas given to map_blocks.
// Only kernels in the same process find them. Thread-safe.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/kernels/kernel.hpp"

#include <memory>

namespace troupe {

class HeldFunction {
public:
  /// Holds the function until the last handle goes. Every call makes a new name.
  static std::shared_ptr<const HeldFunction> make(Kernel kernel);
  ~HeldFunction();
  HeldFunction(const HeldFunction&) = delete;
  HeldFunction& operator=(const HeldFunction&) = delete;

  const Key& name() const { return name_; }
  const Kernel& kernel() const { return kernel_; }

  /// @returns Errc::not_found when this process holds none of that name (any more), saying what is to be done.
  static Result<std::shared_ptr<const HeldFunction>> find(const Key& name);

private:
  explicit HeldFunction(Kernel kernel);
  Key name_;
  Kernel kernel_;
};

} // namespace troupe
