// Calls one kernel and turns its outcome into a Result: an exception from a user's function fails the task and never
// ends the worker, and no chunk with inconsistent parts gets out. Thread-safe.
#pragma once

#include "runtime/kernels/kernel.hpp"

#include <span>
#include <string>

namespace troupe {

/// @returns The kernel's chunk or error; Errc::out_of_memory, Errc::task_failed with what it threw, or what
/// check_sound() says
///          of what it made. Errors name the kernel and the task.
Result<ChunkPtr> guarded_run(const Kernel& kernel, const KernelContext& context, std::span<ChunkPtr> inputs);

/// "kernel 'sum', task 3".
std::string task_text(const std::string& kernel, const KernelContext& context);

} // namespace troupe
