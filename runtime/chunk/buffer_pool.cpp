#include "runtime/chunk/buffer_pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace troupe {
namespace {

constexpr std::size_t smallest_class = 64;
/// Rounding up larger sizes could wrap; no machine has that much memory.
constexpr std::size_t largest = std::size_t{1} << 60;

/// Sizes are rounded so that buffers of nearly the same size share a shelf: powers of two with three steps between.
std::size_t size_class(std::size_t size) {
  if (size <= smallest_class)
    return smallest_class;
  const std::size_t step = std::bit_floor(size - 1) / 4;
  const std::size_t granule = step < smallest_class ? smallest_class : step;
  return (size + granule - 1) / granule * granule;
}

std::byte* obtain(std::size_t size) {
  if (size < BufferPool::huge) {
    void* memory = std::aligned_alloc(BufferPool::alignment, (size + 63) / 64 * 64);
    if (!memory)
      throw std::bad_alloc();
    return static_cast<std::byte*>(memory);
  }
  // Over-map by one huge page, then cut both ends so that what is left starts on a huge page.
  const std::size_t mapped = size + BufferPool::huge;
  void* raw = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED)
    throw std::bad_alloc();
  const auto begin = reinterpret_cast<std::uintptr_t>(raw);
  const auto aligned = (begin + BufferPool::huge - 1) / BufferPool::huge * BufferPool::huge;
  const std::size_t rounded = (size + 4095) / 4096 * 4096;
  if (aligned != begin)
    munmap(raw, aligned - begin);
  if (const auto tail = begin + mapped - (aligned + rounded); tail > 0)
    munmap(reinterpret_cast<void*>(aligned + rounded), tail);
  madvise(reinterpret_cast<void*>(aligned), rounded, MADV_HUGEPAGE);
  return reinterpret_cast<std::byte*>(aligned);
}

void give_back(std::byte* memory, std::size_t size) {
  if (size < BufferPool::huge)
    std::free(memory);
  else
    munmap(memory, (size + 4095) / 4096 * 4096);
}

} // namespace

struct BufferPool::Shelves {
  struct Kept {
    std::byte* memory;
    std::uint64_t since; ///< counts returns, so the smallest has lain longest
  };

  explicit Shelves(std::size_t most) : keep(most) {}
  ~Shelves() { trim(); }

  std::byte* take(std::size_t size) {
    {
      std::lock_guard lock(mutex);
      if (auto shelf = free.find(size); shelf != free.end()) {
        auto* memory = shelf->second.back().memory;
        pop(shelf, shelf->second.size() - 1);
        statistics.in_use += size;
        ++statistics.hits;
        return memory;
      }
    }
    auto* memory = obtain(size);
    std::lock_guard lock(mutex);
    statistics.in_use += size;
    ++statistics.misses;
    return memory;
  }

  void put(std::byte* memory, std::size_t size) {
    std::vector<std::pair<std::byte*, std::size_t>> dropped;
    {
      std::lock_guard lock(mutex);
      statistics.in_use -= size;
      if (make_room(size, dropped)) {
        free[size].push_back({memory, ++returns});
        statistics.kept += size;
      } else {
        dropped.emplace_back(memory, size);
      }
    }
    for (const auto& [stale, stale_size] : dropped)
      give_back(stale, stale_size);
  }

  void trim() {
    std::lock_guard lock(mutex);
    for (auto& [size, shelf] : free)
      for (const auto& kept : shelf)
        give_back(kept.memory, size);
    free.clear();
    statistics.kept = 0;
  }

  std::mutex mutex;
  std::map<std::size_t, std::vector<Kept>> free; ///< no shelf is empty; the longest kept of a shelf comes first
  Statistics statistics;
  std::uint64_t returns = 0;
  std::size_t keep;

private:
  using Shelf = std::map<std::size_t, std::vector<Kept>>::iterator;

  void pop(Shelf shelf, std::size_t at) {
    shelf->second.erase(shelf->second.begin() + static_cast<std::ptrdiff_t>(at));
    statistics.kept -= shelf->first;
    if (shelf->second.empty())
      free.erase(shelf);
  }

  /// Lets what has lain longest give way, so that sizes no longer in use do not crowd out those that are.
  /// @returns False when there is no room, or only by dropping memory of the same size.
  bool make_room(std::size_t size, std::vector<std::pair<std::byte*, std::size_t>>& dropped) {
    while (size <= keep && statistics.kept + size > keep) {
      auto stale = std::min_element(free.begin(), free.end(), [](const auto& a, const auto& b) {
        return a.second.front().since < b.second.front().since;
      });
      if (stale->first == size)
        return false;
      dropped.emplace_back(stale->second.front().memory, stale->first);
      pop(stale, 0);
    }
    return size <= keep;
  }
};

BufferPool::BufferPool(std::size_t keep) : shelves_(std::make_shared<Shelves>(keep)) {}

Buffer BufferPool::allocate(std::size_t size) {
  if (size > largest)
    throw std::bad_alloc();
  const auto rounded = size_class(size);
  auto* memory = shelves_->take(rounded);
  // The owner holds the shelves too, so memory finds its way back whatever dies first.
  std::shared_ptr<void> owner(memory, [shelves = shelves_, rounded](void* at) {
    shelves->put(static_cast<std::byte*>(at), rounded);
  });
  return {std::move(owner), memory, size};
}

BufferPool::Statistics BufferPool::statistics() const {
  std::lock_guard lock(shelves_->mutex);
  return shelves_->statistics;
}

void BufferPool::set_keep(std::size_t keep) {
  std::lock_guard lock(shelves_->mutex);
  shelves_->keep = keep;
}

void BufferPool::trim() {
  shelves_->trim();
}

BufferPool& process_pool() {
  static BufferPool pool;
  return pool;
}

} // namespace troupe
