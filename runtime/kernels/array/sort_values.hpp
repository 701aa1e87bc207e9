// Sorting of contiguous elements. Thread-safe.
#pragma once

#include "runtime/chunk/chunk.hpp"

#include <cstdint>

namespace troupe {

/// Sorts `count` elements where they lie, in the order of sorts_strictly_before(). Long runs of 2, 4 and 8 bytes by
/// Highway's vectorised quicksort (Blacher, Giesen, Kühne, Wassenberg: "Vectorized and performance-portable Quicksort",
/// 2022), bytes by counting, others by std::sort: the same bits on every machine.
void sort_values(DType dtype, std::byte* values, std::size_t count);

} // namespace troupe
