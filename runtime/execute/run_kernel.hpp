// Runs one kernel and turns whatever it does into a Result: an exception that leaves a user's function is that task's
// error, never the worker's end. Thread-safe.
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
