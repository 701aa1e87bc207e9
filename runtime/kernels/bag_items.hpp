// Kernels on bags made of functions on one item, for programs that register their own. Thread-safe if the functions are.
#pragma once

#include "runtime/kernels/kernel.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace troupe {

/// Takes the texts that an item becomes: none, one or many.
using BagEmit = std::function<void(std::string_view)>;

/// registry.add(bag_map("lower", [](std::string_view item) { return to_lower(item); }));
Kernel bag_map(std::string name, std::function<std::string(std::string_view item)> function);
/// Keeps the items for which `keep` is true.
Kernel bag_filter(std::string name, std::function<bool(std::string_view item, const Params& params)> keep);
/// Every item becomes whatever `function` emits: Dask's map(...).flatten().
Kernel bag_flat_map(std::string name,
                    std::function<void(std::string_view item, const Params& params, const BagEmit& emit)> function);

/// @returns The bag's column, or Errc::invalid_argument saying what the chunk is instead.
Result<const Column*> bag_items(const Chunk& chunk);

} // namespace troupe
