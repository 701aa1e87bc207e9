#include "runtime/kernels/bag_items.hpp"

#include "runtime/kernels/text_column.hpp"

namespace troupe {

Result<const Column*> bag_items(const Chunk& chunk) {
  if (const auto* bag = std::get_if<Bag>(&chunk))
    return &bag->items;
  return fail(Errc::invalid_argument, "expected a part of a bag, got a " + describe(chunk));
}

Kernel bag_flat_map(std::string name,
                    std::function<void(std::string_view item, const Params& params, const BagEmit& emit)> function) {
  auto run = [function = std::move(function)](const KernelContext& context,
                                              std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
    if (inputs.size() != 1)
      return fail(Errc::invalid_argument, "expected one part of a bag, got " + std::to_string(inputs.size()));
    TROUPE_TRY(items, bag_items(*inputs[0]));
    TextColumnBuilder out(context.pool, static_cast<std::size_t>(items->length), items->data.size());
    const BagEmit emit = [&out](std::string_view text) { out.append(text); };
    for (std::int64_t i = 0; i < items->length; ++i) {
      if (i % 1024 == 0 && context.is_cancelled())
        return fail(Errc::cancelled, "given up");
      function(items->text(i), context.params, emit);
    }
    return make_chunk(Bag{out.finish("items")});
  };
  return {std::move(name), std::move(run), nullptr, nullptr};
}

Kernel bag_map(std::string name, std::function<std::string(std::string_view item)> function) {
  return bag_flat_map(std::move(name), [function = std::move(function)](std::string_view item, const Params&,
                                                                        const BagEmit& emit) { emit(function(item)); });
}

Kernel bag_filter(std::string name, std::function<bool(std::string_view item, const Params& params)> keep) {
  return bag_flat_map(std::move(name), [keep = std::move(keep)](std::string_view item, const Params& params,
                                                                const BagEmit& emit) {
    if (keep(item, params))
      emit(item);
  });
}

} // namespace troupe
