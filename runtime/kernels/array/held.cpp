// array.scattered: its input as it is, there where the task runs.
// array.held {held}: the chunk of that name and the task's number that this process holds (held_chunks.hpp).
// persisted {what}: stands for data that workers have in memory. It runs only where they have it no more, and says so.
#include "runtime/base/persisted.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/held_chunks.hpp"

namespace troupe {
namespace {

Result<ChunkPtr> held(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(text, context.params.text("held"));
  Key name;
  if (!from_string(text, name))
    return fail(Errc::invalid_argument, "parameter 'held' is no key: '" + text + "'");
  return HeldChunks::find(name, context.index);
}

Result<ChunkPtr> persisted(const KernelContext& context, std::span<ChunkPtr>) {
  return fail(persisted_missing(context.params, {context.index}, false));
}

Result<ChunkPtr> scattered(const KernelContext&, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  return std::make_shared<Chunk>(*inputs[0]);
}

} // namespace

void add_array_held(KernelRegistry& registry) {
  add_builtin(registry, {"array.held", held});
  add_builtin(registry, {std::string(persisted_kernel), persisted});
  add_builtin(registry, {"array.scattered", scattered});
}

} // namespace troupe
