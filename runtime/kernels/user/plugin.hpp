// Plug-ins: shared libraries of users' functions, named when a worker or a client starts. A plug-in includes this
// header, defines troupe_register() and links no Troupe library: it takes its symbols from the program that loads it
// (which must export them: ENABLE_EXPORTS in CMake).
//
//     void troupe_register(troupe::KernelRegistry& registry) {
//       troupe::register_function(registry, "logistic", [](double x) { return 1 / (1 + std::exp(-x)); });
//     }
#pragma once

#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "runtime/kernels/user/function.hpp"

#include <string>

namespace troupe {

/// Raised whenever what function.hpp compiles into a plug-in changes: classes, layouts, signatures.
inline constexpr int plugin_interface = 2;

/// Loads a plug-in and lets it register its kernels. It stays loaded until the process ends. Not for two threads at
/// once.
/// @returns Errc::io_error with the loader's reason when it cannot be loaded, Errc::invalid_argument when it is no
///          plug-in, Errc::version_mismatch when built against another interface, or what its registration threw.
Result<void> load_plugin(const std::string& path, KernelRegistry& registry = process_kernels());

} // namespace troupe

/// Defined by the plug-in.
extern "C" void troupe_register(troupe::KernelRegistry& registry);

/// Compiled into every plug-in, so that the program can refuse one from another version before it calls it.
extern "C" [[gnu::used]] inline int troupe_plugin_interface() { return troupe::plugin_interface; }
