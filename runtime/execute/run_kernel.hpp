// Runs one kernel and turns its outcome into a Result: an exception from a user's function fails the task and never
// ends the worker. Thread-safe.
#pragma once

#include "runtime/kernels/registry.hpp"

#include <span>
#include <string>

namespace troupe {

/// @returns The kernel's chunk or error; what KernelRegistry::get() says of an unknown kernel; Errc::cancelled when the
///          flag is up already, Errc::out_of_memory, Errc::task_failed with what it threw.
Result<ChunkPtr> run_kernel(const KernelRegistry& kernels, const std::string& name, const KernelContext& context,
                            std::span<ChunkPtr> inputs);

} // namespace troupe
