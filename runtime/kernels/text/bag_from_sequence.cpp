// `bag.from_sequence`: task i makes the bag of the items [i * partition_size, (i + 1) * partition_size) of a sequence
// that came with the parameters.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/files/file_params.hpp"
#include "runtime/kernels/text/text_column.hpp"
#include "runtime/kernels/text/text_kernels.hpp"

#include <algorithm>

namespace troupe {
namespace {

Result<ChunkPtr> bag_from_sequence(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(items, text_list(context.params, "items"));
  TROUPE_TRY(size, context.params.integer("partition_size"));
  if (size < 1)
    return fail(Errc::invalid_argument, "parameter 'partition_size' must be 1 or more");
  const auto count = std::ssize(*items);
  const auto first =
      size > count ? (context.index == 0 ? 0 : count) : std::min(count, std::int64_t{context.index} * size);
  const auto last = first + std::min(size, count - first);
  TextColumnBuilder out(context.pool, static_cast<std::size_t>(last - first), 0);
  for (auto i = first; i < last; ++i)
    out.append((*items)[static_cast<std::size_t>(i)]);
  return make_chunk(BagPart{out.finish("items")});
}

} // namespace

void add_bag_from_sequence(KernelRegistry& registry) {
  add_builtin(registry, {"bag.from_sequence", bag_from_sequence, nullptr, nullptr});
}

} // namespace troupe
