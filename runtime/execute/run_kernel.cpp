#include "runtime/execute/run_kernel.hpp"

#include "runtime/base/forked_child.hpp"
#include "runtime/chunk/kernel_memory.hpp"
#include "runtime/kernels/guarded_run.hpp"

#include <unistd.h>

namespace troupe {
namespace {

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
  const KernelMemory bounded;
  return guarded_run(*kernel, context, inputs);
}

} // namespace troupe
