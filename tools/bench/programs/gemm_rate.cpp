#include "tools/bench/programs/gemm_rate.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

namespace troupe::bench {
namespace {

using Gemm = void (*)(int order, int trans_a, int trans_b, int m, int n, int k, double alpha, const double* a, int lda,
                      const double* b, int ldb, double beta, double* c, int ldc);
using SetThreads = void (*)(int);
constexpr int row_major = 101;
constexpr int no_transpose = 111;
constexpr int passes = 4;

} // namespace

double gemm_rate(int threads, int n) {
  // Loaded only here: OpenBLAS starts threads of its own, which no other measurement should have around.
  const std::unique_ptr<void, int (*)(void*)> library(::dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL), ::dlclose);
  if (!library)
    return 0;
  const auto gemm = reinterpret_cast<Gemm>(::dlsym(library.get(), "cblas_dgemm"));
  const auto set_threads = reinterpret_cast<SetThreads>(::dlsym(library.get(), "openblas_set_num_threads"));
  if (!gemm || !set_threads)
    return 0;
  set_threads(threads);
  const auto count = static_cast<std::size_t>(n) * static_cast<std::size_t>(n);
  const std::vector<double> a(count, 1.5);
  std::vector<double> c(count);
  double best = 0;
  for (int pass = 0; pass < passes; ++pass) {
    const auto begin = std::chrono::steady_clock::now();
    gemm(row_major, no_transpose, no_transpose, n, n, n, 1, a.data(), n, a.data(), n, 0, c.data(), n);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    best = std::max(best, 2.0 * static_cast<double>(count) * n / took.count());
  }
  return best;
}

} // namespace troupe::bench
