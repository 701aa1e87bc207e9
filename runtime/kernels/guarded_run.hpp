// Calls one kernel and turns whatever it does into a Result: an exception that leaves a user's function is that task's
// error, never the worker's end, and nobody is handed a chunk whose parts do not agree. Thread-safe.
#pragma once

#include "runtime/kernels/kernel.hpp"

#include <span>
#include <string>

namespace troupe {

/// @returns The kernel's chunk or error; Errc::out_of_memory, Errc::task_failed with what it threw, or what check_sound() says
///          of what it made. Errors name the kernel and the task.
Result<ChunkPtr> guarded_run(const Kernel& kernel, const KernelContext& context, std::span<ChunkPtr> inputs);

/// "kernel 'sum', task 3".
std::string task_text(const std::string& kernel, const KernelContext& context);

} // namespace troupe
