// Memory from the system: small pieces from the heap; from `huge_page` bytes on, mappings that begin on a huge page and
// are advised to use huge pages. Fresh huge pages come at a few GB/s, and at a tenth of that where a host takes back
// free pages of its guests. Touched pages can therefore be moved into new memory of another size, at 7 us each.
// Thread-safe; the caller tracks who owns which memory.
#pragma once

#include <cstddef>
#include <span>

namespace troupe {

constexpr std::size_t huge_page = std::size_t{2} << 20;

struct PageRange {
  std::byte* memory = nullptr;
  std::size_t size = 0;
};

/// Contents undefined. Throws std::bad_alloc.
std::byte* obtain_memory(std::size_t size);
void give_back_memory(const PageRange& range);

/// Memory of so many bytes, made of the pages of `from` as far as these go, then of fresh ones. The ranges are no more
/// afterwards. Throws std::bad_alloc.
/// @pre size and each range are at least a huge page; the ranges came from here and begin on a huge page
std::byte* obtain_from_pages(std::size_t size, std::span<const PageRange> from);

} // namespace troupe
