#include "runtime/kernels/user/plugin.hpp"

#include <dlfcn.h>

namespace troupe {
namespace {

using RegisterFunction = void (*)(KernelRegistry&);
using InterfaceFunction = int (*)();

std::string loader_says() {
  const auto* text = dlerror();
  return text ? text : "no reason given";
}

template <class Function>
Function symbol(void* library, const char* name) {
  return reinterpret_cast<Function>(dlsym(library, name));
}

Result<void> register_from(void* library, const std::string& path, KernelRegistry& registry) {
  const auto version = symbol<InterfaceFunction>(library, "troupe_plugin_interface");
  const auto enter = symbol<RegisterFunction>(library, "troupe_register");
  if (!version || !enter)
    return fail(Errc::invalid_argument, "'" + path
                                            + "' is a library but no plug-in: it must include "
                                              "\"runtime/kernels/user/plugin.hpp\" and define troupe_register()");
  if (version() != plugin_interface)
    return fail(Errc::version_mismatch, "plug-in '" + path + "' was built for interface " + std::to_string(version())
                                            + "; this program has " + std::to_string(plugin_interface));
  try {
    enter(registry);
  } catch (const TroupeError& thrown) {
    return fail(thrown.error().code, "plug-in '" + path + "': " + thrown.error().message);
  } catch (const std::exception& thrown) {
    return fail(Errc::task_failed, "plug-in '" + path + "' threw while registering: " + thrown.what());
  }
  return {};
}

} // namespace

Result<void> load_plugin(const std::string& path, KernelRegistry& registry) {
  // A bare name would be searched on the library path; a path is what the user wrote, from the current folder on.
  const auto file = path.find('/') == std::string::npos ? "./" + path : path;
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return fail(Errc::io_error, "plug-in '" + path + "' cannot be loaded: " + loader_says());
  // Never closed again: what it registered, and even its refusal, may point into its code.
  return register_from(library, path, registry);
}

} // namespace troupe
