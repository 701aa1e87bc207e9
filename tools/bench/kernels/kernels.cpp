// Single kernels on one core, each with the limit that it is held against, measured in this same program: bytes moved
// against a STREAM triad, floating-point operations against OpenBLAS's dgemm (where it is installed).
//
// Counters: `rate` in bytes or operations a second, `limit` in the same unit, `of_limit` their ratio.
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/fft.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/products.hpp"
#include "collections/session/persist.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/kernels/linalg/gemm.hpp"
#include "runtime/kernels/linalg/tall_qr.hpp"
#include "runtime/kernels/random/random_fill.hpp"
#include "runtime/kernels/table/csv_scan.hpp"
#include "tools/bench/programs/gemm_rate.hpp"
#include "tools/bench/programs/memory_bandwidth.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace troupe;

double triad() {
  static const double measured = bench::triad_bandwidth(1, std::size_t{128} << 20);
  return measured;
}

double reading() {
  static const double measured = bench::read_bandwidth(1, std::size_t{256} << 20);
  return measured;
}

double dgemm() {
  static const double measured = bench::gemm_rate(1, 1500);
  return measured;
}

/// @param work  bytes or operations of one iteration
void report(benchmark::State& state, double work, double limit) {
  using benchmark::Counter;
  state.counters["rate"] = Counter(work, Counter::kIsIterationInvariantRate);
  if (limit <= 0)
    return;
  state.counters["limit"] = limit;
  state.counters["of_limit"] = Counter(work / limit, Counter::kIsIterationInvariantRate);
}

constexpr std::int64_t large = std::int64_t{8} << 20; ///< elements: 64 MiB, beyond the caches

Buffer filled(std::int64_t count) {
  auto buffer = process_pool().allocate_for<double>(static_cast<std::size_t>(count));
  fill_uniform(1, {.first = 0, .count = static_cast<std::uint64_t>(count)}, 0, 1, buffer.as<double>().data());
  return buffer;
}

void uniforms(benchmark::State& state) {
  auto out = filled(large);
  for (auto _ : state)
    fill_uniform(7, {.first = 0, .count = large}, 0, 1, out.as<double>().data());
  report(state, 8.0 * large, triad());
}

void normals(benchmark::State& state) {
  auto out = filled(large);
  for (auto _ : state)
    fill_normal(7, {.first = 0, .count = large}, 0, 1, out.as<double>().data());
  report(state, 8.0 * large, triad());
}

void matrix_product(benchmark::State& state) {
  constexpr std::int64_t n = 1500;
  const auto a = filled(n * n);
  const auto b = filled(n * n);
  auto c = filled(n * n);
  for (auto _ : state)
    gemm(n, n, n, 1, {a.as<double>().data(), n}, {b.as<double>().data(), n}, c.as<double>().data(), n);
  report(state, 2.0 * n * n * n, dgemm());
}

void tall_qr(benchmark::State& state) {
  constexpr std::int64_t rows = 100'000;
  constexpr std::int64_t columns = 100;
  const auto a = filled(rows * columns);
  for (auto _ : state)
    benchmark::DoNotOptimize(factor_tall(a.as<double>().data(), rows, columns, process_pool()).value());
  report(state, 2.0 * rows * columns * columns, dgemm());
}

void csv_scan(benchmark::State& state) {
  std::string text;
  while (text.size() < (std::size_t{16} << 20))
    text += "id016,id042,id0000073491,71,2,46085,4,6,80.462924\n";
  const auto size = text.size();
  text.resize(size + csv_scan_slack);
  std::vector<std::uint32_t> ends(size + csv_scan_slack);
  for (auto _ : state)
    benchmark::DoNotOptimize(scan_csv(text.data(), size, ',', ends.data()));
  report(state, static_cast<double>(size), triad());
}

/// A lazy array as a whole, graph, optimiser and kernels, by one thread.
void lazily(benchmark::State& state, const Array& array, double work, double limit) {
  SerialExecutor executor;
  for (auto _ : state)
    benchmark::DoNotOptimize(compute(executor, array));
  report(state, work, limit);
}

/// The same where the result is an array as large as what it comes from: its chunks stay where they are made.
void into_chunks(benchmark::State& state, const Array& array, double work, double limit) {
  SerialExecutor executor;
  for (auto _ : state)
    benchmark::DoNotOptimize(persist(executor, array));
  report(state, work, limit);
}

/// 8 bytes an element are made and eaten in the cache: the limit of memory may be passed.
void generated_sum(benchmark::State& state) {
  lazily(state, random::uniform({4 * large}, {.chunks = large, .seed = 3}).sum(), 4 * 8.0 * large, triad());
}

void transposed_sum(benchmark::State& state) {
  const std::int64_t n = 4000;
  const auto x = random::uniform({n, n}, {.chunks = 1000, .seed = 3});
  lazily(state, (x + x.transpose()).mean(0).sum(), 2 * 8.0 * n * n, triad());
}

/// Numbers that are in memory already.
Array kept(const Shape& shape, const Chunks& chunks, std::uint64_t seed = 3) {
  SerialExecutor executor;
  return persist(executor, random::uniform(shape, {.chunks = chunks, .seed = seed}));
}

void add(benchmark::State& state) {
  const auto x = kept({large}, large / 8);
  const auto y = kept({large}, large / 8, 4);
  into_chunks(state, x + y, 3 * 8.0 * large, triad());
}

void exponentials(benchmark::State& state) {
  into_chunks(state, exp(kept({large}, large / 8)), 2 * 8.0 * large, triad());
}

void kept_transposed_sum(benchmark::State& state) {
  const std::int64_t n = 4000;
  const auto x = kept({n, n}, 2000);
  lazily(state, (x + x.transpose()).mean(0).sum(), 2 * 8.0 * n * n, reading());
}

/// Nothing but the elements in another order.
void transposed(benchmark::State& state) {
  const std::int64_t n = 4000;
  into_chunks(state, kept({n, n}, 2000).transpose(), 2 * 8.0 * n * n, triad());
}

void transposed_copy(benchmark::State& state) {
  const std::int64_t n = 3000;
  into_chunks(state, kept({n, n}, 1000).transpose() + 0.0, 2 * 8.0 * n * n, triad());
}

void sum(benchmark::State& state) { lazily(state, kept({4 * large}, large).sum(), 4 * 8.0 * large, reading()); }

void std_axis0(benchmark::State& state) {
  const std::int64_t rows = 32'000;
  lazily(state, kept({rows, 1000}, {4'000, -1}).std(0), 8.0 * 1000 * rows, reading());
}

/// Real operations as the FFT's papers count them: 5 n log2(n) for each line of complex numbers.
void fourier(benchmark::State& state) {
  constexpr std::int64_t lines = 256;
  constexpr std::int64_t length = 4096;
  into_chunks(state, fft::fft(kept({lines, length}, {lines, -1})), 5.0 * lines * length * 12, dgemm());
}

void cholesky_factor(benchmark::State& state) {
  const std::int64_t n = 2000;
  const auto x = kept({n, n}, 500);
  SerialExecutor executor;
  const auto positive =
      persist(executor, matmul(x, x.transpose()) + static_cast<double>(n) * identity(n, {.chunks = 500}));
  into_chunks(state, linalg::cholesky(positive), 1.0 / 3 * n * n * n, dgemm());
}

BENCHMARK(uniforms)->Unit(benchmark::kMillisecond);
BENCHMARK(normals)->Unit(benchmark::kMillisecond);
BENCHMARK(matrix_product)->Unit(benchmark::kMillisecond);
BENCHMARK(tall_qr)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_scan)->Unit(benchmark::kMillisecond);
BENCHMARK(generated_sum)->Unit(benchmark::kMillisecond);
BENCHMARK(transposed_sum)->Unit(benchmark::kMillisecond);
BENCHMARK(add)->Unit(benchmark::kMillisecond);
BENCHMARK(exponentials)->Unit(benchmark::kMillisecond);
BENCHMARK(kept_transposed_sum)->Unit(benchmark::kMillisecond);
BENCHMARK(transposed)->Unit(benchmark::kMillisecond);
BENCHMARK(transposed_copy)->Unit(benchmark::kMillisecond);
BENCHMARK(sum)->Unit(benchmark::kMillisecond);
BENCHMARK(std_axis0)->Unit(benchmark::kMillisecond);
BENCHMARK(fourier)->Unit(benchmark::kMillisecond);
BENCHMARK(cholesky_factor)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
