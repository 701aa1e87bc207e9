#include "runtime/chunk/buffer_pool.hpp"

#include "runtime/base/number_text.hpp"
#include "runtime/chunk/kernel_memory.hpp"
#include "runtime/chunk/pages.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace troupe {
namespace {

static_assert(BufferPool::huge == huge_page);

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

thread_local int kernels_here = 0; ///< KernelMemory of this thread
std::atomic<std::uint64_t> most_for_kernels = ~std::uint64_t{0};

constexpr std::chrono::milliseconds patience{1000}; ///< of a kernel, for memory that others are giving back

bool sum_exceeds(std::uint64_t one, std::uint64_t other, std::uint64_t most) {
  return other > most || one > most - other;
}

} // namespace

BufferTooLarge::BufferTooLarge(std::uint64_t asked, std::uint64_t most)
    : text_(std::make_shared<const std::string>("one buffer of " + format_bytes(asked)
                                                + " was asked for; the memory limit allows " + format_bytes(most))) {}

KernelMemoryExceeded::KernelMemoryExceeded(std::uint64_t asked, std::uint64_t in_use, std::uint64_t most)
    : text_(std::make_shared<const std::string>("a buffer of " + format_bytes(asked) + " was asked for beside the "
                                                + format_bytes(in_use) + " in use; the memory limit leaves room for "
                                                + format_bytes(most)
                                                + " at once. Smaller chunks or a higher --memory-limit would help")) {}

KernelMemory::KernelMemory() { ++kernels_here; }

KernelMemory::~KernelMemory() { --kernels_here; }

struct BufferPool::Shelves {
  struct Kept {
    std::byte* memory;
    std::uint64_t since; ///< counts returns, so the smallest has lain longest
  };

  /// Memory to be given back, or whose pages are to be moved. It counts as `dropping` until that is done.
  using Dropped = std::vector<PageRange>;

  explicit Shelves(std::size_t most) : keep(most) {}
  ~Shelves() { trim(); }

  /// @param size  a class's, for the `asked` bytes
  std::byte* take(std::size_t size, std::size_t asked) {
    {
      std::unique_lock lock(mutex);
      if (asked > limits.one_buffer)
        throw BufferTooLarge(asked, limits.one_buffer);
      if (kernels_here > 0)
        wait_for_room(lock, asked);
      handed_out += asked;
      if (auto shelf = free.find(size); shelf != free.end()) {
        auto* memory = shelf->second.back().memory;
        shelf->second.pop_back();
        taken_from(shelf);
        statistics.in_use += size;
        ++statistics.hits;
        return memory;
      }
    }
    Dropped dropped, donors;
    {
      std::lock_guard lock(mutex);
      ++statistics.misses;
      take_pages(size, donors);
      statistics.in_use += size; // before it is there, so that nothing is kept in its place
      keep_within(keep_now(), dropped);
    }
    release(dropped);
    try {
      auto* memory = donors.empty() ? obtain_memory(size) : obtain_from_pages(size, donors);
      are_gone(donors);
      return memory;
    } catch (...) {
      are_gone(donors);
      std::lock_guard lock(mutex);
      statistics.in_use -= size;
      handed_out -= asked;
      throw;
    }
  }

  /// What is on its way back, freed or spilled a moment ago, is waited for.
  void wait_for_room(std::unique_lock<std::mutex>& lock, std::size_t asked) {
    const auto most = most_for_kernels.load(std::memory_order_relaxed);
    const auto fits = [&] { return !sum_exceeds(handed_out + dropping, asked, most); };
    if (fits())
      return;
    ++waiting;
    const bool room = asked <= most && returned.wait_for(lock, patience, fits);
    --waiting;
    if (!room)
      throw KernelMemoryExceeded(asked, handed_out, most);
  }

  void put(std::byte* memory, std::size_t size, std::size_t asked) {
    Dropped dropped;
    {
      std::lock_guard lock(mutex);
      statistics.in_use -= size;
      handed_out -= asked;
      if (waiting > 0)
        returned.notify_all();
      if (make_room(size, dropped)) {
        free[size].push_back({memory, ++returns});
        statistics.kept += size;
      } else {
        dropped.push_back({memory, size});
        dropping += size;
      }
    }
    release(dropped);
  }

  void trim() {
    Dropped dropped;
    {
      std::lock_guard lock(mutex);
      keep_within(0, dropped);
    }
    release(dropped);
  }

  void limit(const Limits& wanted) {
    Dropped dropped;
    {
      std::lock_guard lock(mutex);
      limits = wanted;
      keep_within(keep_now(), dropped);
    }
    release(dropped);
  }

  std::mutex mutex;
  std::map<std::size_t, std::deque<Kept>> free; ///< no shelf is empty; the longest kept of a shelf comes first
  Statistics statistics;
  std::uint64_t handed_out = 0; ///< bytes that were asked for
  std::uint64_t dropping = 0;   ///< bytes that are being given back
  std::condition_variable returned;
  std::size_t waiting = 0; ///< kernels, for room
  std::uint64_t returns = 0;
  Limits limits;
  std::size_t keep;

private:
  using Shelf = std::map<std::size_t, std::deque<Kept>>::iterator;

  void taken_from(Shelf shelf) {
    statistics.kept -= shelf->first;
    if (shelf->second.empty())
      free.erase(shelf);
  }

  void release(const Dropped& dropped) {
    for (const auto& range : dropped)
      give_back_memory(range);
    are_gone(dropped);
  }

  void are_gone(const Dropped& dropped) {
    if (dropped.empty())
      return;
    std::lock_guard lock(mutex);
    for (const auto& range : dropped)
      dropping -= range.size;
    if (waiting > 0)
      returned.notify_all();
  }

  /// What may be kept beside what is handed out.
  std::size_t keep_now() const {
    const auto used = statistics.in_use + dropping;
    return limits.in_all > used ? std::min<std::uint64_t>(keep, limits.in_all - used) : 0;
  }

  /// Of those of at least so many bytes; the end when there is none.
  Shelf longest_kept(std::size_t at_least = 0) {
    return std::min_element(free.lower_bound(at_least), free.end(), [](const auto& a, const auto& b) {
      return a.second.front().since < b.second.front().since;
    });
  }

  void drop(Shelf shelf, Dropped& dropped) {
    dropped.push_back({shelf->second.front().memory, shelf->first});
    dropping += shelf->first;
    shelf->second.pop_front();
    taken_from(shelf);
  }

  /// Kept memory of other sizes, what has lain longest first, whose huge pages make up the whole ones of `size` bytes.
  void take_pages(std::size_t size, Dropped& donors) {
    for (auto missing = size / huge * huge; missing > 0;) {
      const auto shelf = longest_kept(huge);
      if (shelf == free.end())
        return;
      drop(shelf, donors);
      auto& donor = donors.back();
      const auto given = std::min(donor.size / huge * huge, missing);
      if (const auto rest = donor.size - given; rest >= huge) {
        keep_rest({donor.memory + given, rest});
        donor.size = given;
        dropping -= rest;
      }
      missing -= given;
    }
  }

  /// It has lain as long as what it is a part of, which was the longest.
  void keep_rest(const PageRange& rest) {
    auto& shelf = free[rest.size];
    shelf.push_front({rest.memory, 0});
    statistics.kept += rest.size;
  }

  void keep_within(std::size_t most, Dropped& dropped) {
    while (statistics.kept > most)
      drop(longest_kept(), dropped);
  }

  /// Lets what has lain longest give way, so that sizes no longer in use do not crowd out those that are.
  /// @returns False when there is no room, or only by dropping memory of the same size.
  bool make_room(std::size_t size, Dropped& dropped) {
    const auto most = keep_now();
    while (size <= most && statistics.kept + size > most) {
      const auto stale = longest_kept();
      if (stale->first == size)
        return false;
      drop(stale, dropped);
    }
    return size <= most;
  }
};

BufferPool::BufferPool(std::size_t keep) : shelves_(std::make_shared<Shelves>(keep)) {}

Buffer BufferPool::allocate(std::size_t size) {
  if (size > largest)
    throw std::bad_alloc();
  const auto rounded = size_class(size);
  auto* memory = shelves_->take(rounded, size);
  // The owner holds the shelves too, so memory finds its way back whatever dies first.
  std::shared_ptr<void> owner(memory, [shelves = shelves_, rounded, size](void* at) {
    shelves->put(static_cast<std::byte*>(at), rounded, size);
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

void BufferPool::set_limits(const Limits& limits) { shelves_->limit(limits); }

void limit_kernel_memory(std::uint64_t bytes) { most_for_kernels = bytes; }

void BufferPool::trim() { shelves_->trim(); }

BufferPool& process_pool() {
  static BufferPool pool;
  return pool;
}

} // namespace troupe
