#include "runtime/execute/run_kernel.hpp"

#include "runtime/base/forked_child.hpp"
#include "runtime/chunk/buffer_pool.hpp"

#include <new>

#include <unistd.h>

namespace troupe {
namespace {

std::string task_text(const std::string& name, const KernelContext& context) {
  return "kernel '" + name + "', task " + std::to_string(context.index);
}

/// A kernel that forked and comes back in the child too must not go on there as a second worker.
struct EndOfForkedChild {
  ~EndOfForkedChild() {
    if (in_forked_child())
      ::_exit(0);
  }
};

} // namespace

Result<ChunkPtr> run_kernel(const KernelRegistry& kernels, const std::string& name, const KernelContext& context,
                            std::span<ChunkPtr> inputs) {
  if (context.is_cancelled())
    return fail(Errc::cancelled, task_text(name, context) + " was cancelled before it began");
  TROUPE_TRY(kernel, kernels.get(name));
  const EndOfForkedChild guard;
  try {
    auto made = kernel->run(context, inputs);
    if (made && !*made)
      return fail(Errc::internal, task_text(name, context) + " returned no chunk");
    return made;
  } catch (const TroupeError& e) {
    return fail(e.error());
  } catch (const BufferTooLarge& e) {
    return fail(Errc::out_of_memory, task_text(name, context) + ": " + e.what());
  } catch (const std::bad_alloc&) {
    return fail(Errc::out_of_memory, task_text(name, context) + " could not get the memory it asked for");
  } catch (const std::exception& e) {
    return fail(Errc::task_failed, task_text(name, context) + " threw: " + e.what());
  } catch (...) {
    return fail(Errc::task_failed, task_text(name, context) + " threw something that is no std::exception");
  }
}

} // namespace troupe
