// persisted {what}: stands for data that workers have in memory. It runs only where they have it no more, and says so.
#include "runtime/base/persisted.hpp"

#include "runtime/kernels/builtin.hpp"

namespace troupe {
namespace {

Result<ChunkPtr> persisted(const KernelContext& context, std::span<ChunkPtr>) {
  return fail(persisted_missing(context.params, {context.index}, false));
}

} // namespace

void add_persisted(KernelRegistry& registry) { add_builtin(registry, {std::string(persisted_kernel), persisted}); }

} // namespace troupe
