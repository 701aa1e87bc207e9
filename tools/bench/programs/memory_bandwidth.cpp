#include "tools/bench/programs/memory_bandwidth.hpp"

#include "tools/bench/programs/at_once.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace troupe::bench {
namespace {

constexpr int passes = 5;
constexpr std::size_t huge_page = std::size_t{2} << 20;

/// Memory of its own, on huge pages where the system gives them.
class Mapping {
public:
  Mapping(std::size_t bytes, bool huge_pages) : bytes_((bytes + huge_page - 1) / huge_page * huge_page + huge_page) {
    memory_ = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED)
      throw std::bad_alloc();
    ::madvise(memory_, bytes_, huge_pages ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  }
  ~Mapping() { ::munmap(memory_, bytes_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  double* data() const {
    const auto address = reinterpret_cast<std::uintptr_t>(memory_);
    return reinterpret_cast<double*>((address + huge_page - 1) / huge_page * huge_page);
  }

private:
  std::size_t bytes_;
  void* memory_;
};

// GCC makes full-width vector code of these for each CPU and picks at run time.
#define TROUPE_BENCH_WIDE                                                                                              \
  [[gnu::target_clones("default", "avx2", "avx512f"), gnu::optimize("O3,fast-math"), gnu::noinline]]

TROUPE_BENCH_WIDE void triad(double* a, const double* b, const double* c, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    a[i] = b[i] + 3.0 * c[i];
}

TROUPE_BENCH_WIDE double sum(const double* a, std::size_t count) {
  double total = 0;
  for (std::size_t i = 0; i < count; ++i)
    total += a[i];
  return total;
}

} // namespace

double triad_bandwidth(int threads, std::size_t bytes) {
  const auto count = bytes / sizeof(double);
  std::vector<std::unique_ptr<Mapping>> arrays;
  for (int i = 0; i < 3 * threads; ++i) {
    arrays.push_back(std::make_unique<Mapping>(bytes, true));
    std::fill_n(arrays.back()->data(), count, 1.0);
  }
  double best = 0;
  for (int pass = 0; pass < passes; ++pass) {
    const auto seconds = at_once(threads, [&](int thread) {
      const auto* own = &arrays[static_cast<std::size_t>(3 * thread)];
      triad(own[0]->data(), own[1]->data(), own[2]->data(), count);
    });
    best = std::max(best, 3.0 * static_cast<double>(bytes) * threads / seconds);
  }
  return best;
}

double read_bandwidth(int threads, std::size_t bytes) {
  const auto count = bytes / sizeof(double);
  std::vector<std::unique_ptr<Mapping>> arrays;
  for (int i = 0; i < threads; ++i) {
    arrays.push_back(std::make_unique<Mapping>(bytes, true));
    std::fill_n(arrays.back()->data(), count, 1.0);
  }
  double best = 0;
  for (int pass = 0; pass < passes; ++pass) {
    std::vector<double> sums(static_cast<std::size_t>(threads));
    const auto seconds = at_once(threads, [&](int thread) {
      const auto own = static_cast<std::size_t>(thread);
      sums[own] = sum(arrays[own]->data(), count);
    });
    if (sums[0] > 0)
      best = std::max(best, static_cast<double>(bytes) * threads / seconds);
  }
  return best;
}

double first_touch_bandwidth(int threads, std::size_t bytes, bool huge_pages) {
  std::vector<std::unique_ptr<Mapping>> arrays;
  for (int i = 0; i < threads; ++i)
    arrays.push_back(std::make_unique<Mapping>(bytes, huge_pages));
  const auto seconds = at_once(threads, [&](int thread) {
    std::fill_n(arrays[static_cast<std::size_t>(thread)]->data(), bytes / sizeof(double), 1.0);
  });
  return static_cast<double>(bytes) * threads / seconds;
}

} // namespace troupe::bench
