#include "runtime/kernels/text/bag_items.hpp"

#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/text/text_column.hpp"

namespace troupe {

Result<const Column*> bag_items(const Chunk& chunk) {
  if (const auto* bag = std::get_if<BagPart>(&chunk))
    return &bag->items;
  return fail(Errc::invalid_argument, "expected a part of a bag, got a " + describe(chunk));
}

Kernel bag_flat_map(std::string name, BagFlatMap function) {
  auto run = [function = std::move(function)](const KernelContext& context,
                                              std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
    TROUPE_CHECK(require_inputs(inputs, 1));
    TROUPE_TRY(items, bag_items(*inputs[0]));
    TextColumnBuilder out(context.pool, static_cast<std::size_t>(items->length), items->data.size());
    const BagEmit emit = [&out](std::string_view text) { out.append(text); };
    TROUPE_CHECK(for_each_item(context, inputs, [&](std::string_view item) -> Result<void> {
      function(context.params, item, emit);
      return {};
    }));
    return make_chunk(BagPart{out.finish("items")});
  };
  return {std::move(name), std::move(run), nullptr, nullptr};
}

Kernel bag_map(std::string name, BagMap function) {
  return bag_flat_map(std::move(name),
                      [function = std::move(function)](const Params& params, std::string_view item,
                                                       const BagEmit& emit) { emit(function(params, item)); });
}

Kernel bag_filter(std::string name, BagPredicate keep) {
  return bag_flat_map(std::move(name),
                      [keep = std::move(keep)](const Params& params, std::string_view item, const BagEmit& emit) {
                        if (keep(params, item))
                          emit(item);
                      });
}

Kernel bag_fold(std::string name, BagFold function, std::optional<std::string> initial) {
  auto run = [function = std::move(function), initial = std::move(initial)](
                 const KernelContext& context, std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
    TROUPE_CHECK(require_some_inputs(inputs));
    auto so_far = initial;
    TROUPE_CHECK(for_each_item(context, inputs, [&](std::string_view item) -> Result<void> {
      so_far = so_far ? function(context.params, *so_far, item) : std::string(item);
      return {};
    }));
    TextColumnBuilder out(context.pool, 1, so_far ? so_far->size() : 0);
    if (so_far)
      out.append(*so_far);
    return make_chunk(BagPart{out.finish("items")});
  };
  return {std::move(name), std::move(run), nullptr, nullptr};
}

} // namespace troupe
