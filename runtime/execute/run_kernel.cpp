#include "runtime/execute/run_kernel.hpp"

#include "runtime/kernels/guarded_run.hpp"

namespace troupe {

Result<ChunkPtr> run_kernel(const KernelRegistry& kernels, const std::string& name, const KernelContext& context,
                            std::span<ChunkPtr> inputs) {
  if (context.is_cancelled())
    return fail(Errc::cancelled, task_text(name, context) + " was cancelled before it began");
  TROUPE_TRY(kernel, kernels.get(name));
  return guarded_run(*kernel, context, inputs);
}

} // namespace troupe
