#include "runtime/chunk/pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace troupe {
namespace {

constexpr std::size_t small_page = 4096;
constexpr std::size_t heap_alignment = 64;

std::size_t rounded(std::size_t size, std::size_t to) { return (size + to - 1) / to * to; }

/// Over-maps by one huge page, then cuts both ends so that what is left starts on a huge page.
std::byte* map_aligned(std::size_t size) {
  const std::size_t mapped = size + huge_page;
  void* raw = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED)
    throw std::bad_alloc();
  const auto begin = reinterpret_cast<std::uintptr_t>(raw);
  const auto aligned = rounded(begin, huge_page);
  if (aligned != begin)
    ::munmap(raw, aligned - begin);
  if (const auto tail = begin + mapped - (aligned + size); tail > 0)
    ::munmap(reinterpret_cast<void*>(aligned + size), tail);
  ::madvise(reinterpret_cast<void*>(aligned), size, MADV_HUGEPAGE);
  return reinterpret_cast<std::byte*>(aligned);
}

void unmap(std::byte* at, std::size_t size) {
  if (size > 0)
    ::munmap(at, rounded(size, small_page));
}

/// A failed move may have left nothing where it was to go.
void map_again(std::byte* at) {
  if (::mmap(at, huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
    throw std::bad_alloc();
  ::madvise(at, huge_page, MADV_HUGEPAGE);
}

bool move_page(std::byte* from, std::byte* to) {
  if (::mremap(from, huge_page, huge_page, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED)
    return true;
  map_again(to);
  return false;
}

/// One huge page at a time: older kernels move nothing that was put together from several mappings. What is left is
/// given back.
/// @returns How many bytes were filled.
std::size_t move_pages(const PageRange& from, std::byte* to, std::size_t most) {
  const auto whole = std::min(from.size / huge_page * huge_page, most);
  std::size_t moved = 0;
  while (moved < whole && move_page(from.memory + moved, to + moved))
    moved += huge_page;
  unmap(from.memory + moved, from.size - moved);
  return moved;
}

} // namespace

std::byte* obtain_memory(std::size_t size) {
  if (size >= huge_page)
    return map_aligned(rounded(size, small_page));
  void* memory = std::aligned_alloc(heap_alignment, rounded(size, heap_alignment));
  if (!memory)
    throw std::bad_alloc();
  return static_cast<std::byte*>(memory);
}

void give_back_memory(const PageRange& range) {
  if (range.size >= huge_page)
    unmap(range.memory, range.size);
  else
    std::free(range.memory);
}

std::byte* obtain_from_pages(std::size_t size, std::span<const PageRange> from) {
  std::byte* memory = nullptr;
  try {
    memory = obtain_memory(size);
  } catch (...) {
    std::for_each(from.begin(), from.end(), give_back_memory);
    throw;
  }
  const auto whole = size / huge_page * huge_page;
  std::size_t filled = 0;
  for (const auto& range : from)
    filled += move_pages(range, memory + filled, whole - filled);
  return memory;
}

} // namespace troupe
