// Kernels on bags made of functions on one item; bag_function.hpp registers users' own. Thread-safe if the functions
// are.
#pragma once

#include "runtime/kernels/kernel.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// Takes the texts that an item becomes: none, one or many.
using BagEmit = std::function<void(std::string_view)>;

using BagMap = std::function<std::string(const Params& params, std::string_view item)>;
using BagPredicate = std::function<bool(const Params& params, std::string_view item)>;
using BagFlatMap = std::function<void(const Params& params, std::string_view item, const BagEmit& emit)>;
using BagFold = std::function<std::string(const Params& params, const std::string& so_far, std::string_view item)>;

/// One part of a bag to another: every item becomes one.
Kernel bag_map(std::string name, BagMap function);
/// Keeps the items for which `keep` is true.
Kernel bag_filter(std::string name, BagPredicate keep);
/// Every item becomes whatever `function` emits: Dask's map(...).flatten().
Kernel bag_flat_map(std::string name, BagFlatMap function);
/// Any number of parts, in order, to a part of one item: fold(... fold(fold(initial, a), b) ..., z). Without an initial
/// one it begins with the first item, and of no items makes none.
Kernel bag_fold(std::string name, BagFold function, std::optional<std::string> initial = std::nullopt);

/// @returns The bag's column, or Errc::invalid_argument saying what the chunk is instead.
Result<const Column*> bag_items(const Chunk& chunk);

/// Calls visit(item) for each item of all the parts in order, looking at the cancel flag now and then.
/// @param visit  Returns a Result<void>; the first error ends it.
template <class Visit>
Result<void> for_each_item(const KernelContext& context, std::span<const ChunkPtr> parts, Visit&& visit) {
  for (const auto& part : parts) {
    if (!part)
      return fail(Errc::internal, "a part of a bag is missing");
    TROUPE_TRY(items, bag_items(*part));
    for (std::int64_t i = 0; i < items->length; ++i) {
      if (i % 1024 == 0 && context.is_cancelled())
        return fail(Errc::cancelled, "given up");
      TROUPE_CHECK(visit(items->text(i)));
    }
  }
  return {};
}

} // namespace troupe
