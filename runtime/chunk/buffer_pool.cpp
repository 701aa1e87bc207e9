#include "runtime/chunk/buffer_pool.hpp"

#include <sys/mman.h>

#include <bit>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace troupe {
namespace {

constexpr std::size_t smallest_class = 64;

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
  explicit Shelves(std::size_t most) : keep(most) {}
  ~Shelves() { trim(); }

  std::byte* take(std::size_t size) {
    {
      std::lock_guard lock(mutex);
      statistics.in_use += size;
      if (auto shelf = free.find(size); shelf != free.end() && !shelf->second.empty()) {
        auto* memory = shelf->second.back();
        shelf->second.pop_back();
        statistics.kept -= size;
        ++statistics.hits;
        return memory;
      }
      ++statistics.misses;
    }
    return obtain(size);
  }

  void put(std::byte* memory, std::size_t size) {
    {
      std::lock_guard lock(mutex);
      statistics.in_use -= size;
      if (statistics.kept + size <= keep) {
        free[size].push_back(memory);
        statistics.kept += size;
        return;
      }
    }
    give_back(memory, size);
  }

  void trim() {
    std::lock_guard lock(mutex);
    for (auto& [size, shelf] : free)
      for (auto* memory : shelf)
        give_back(memory, size);
    free.clear();
    statistics.kept = 0;
  }

  std::mutex mutex;
  std::map<std::size_t, std::vector<std::byte*>> free;
  Statistics statistics;
  std::size_t keep;
};

BufferPool::BufferPool(std::size_t keep) : shelves_(std::make_shared<Shelves>(keep)) {}

Buffer BufferPool::allocate(std::size_t size) {
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

void BufferPool::trim() {
  shelves_->trim();
}

BufferPool& process_pool() {
  static BufferPool pool;
  return pool;
}

} // namespace troupe
