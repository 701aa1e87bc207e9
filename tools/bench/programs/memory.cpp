// Work on more than the workers' memory: what they have resident meanwhile, at every tenth of a second, and a digest of
// every bit of what they made, to be compared with that of a run without limits.
//
//     bench_memory add_transpose --n 28000 --chunk 2800 --memory-limit 1073741824 --threads 1 --repeat 1
//
// `--optimize 0` runs the graph as it is written: each intermediate array is made in full.
#include "collections/array/creation.hpp"
#include "collections/array/differences.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/sorting.hpp"
#include "collections/ml/linear_regression.hpp"
#include "collections/session/gather.hpp"
#include "tools/bench/programs/bench.hpp"
#include "tools/bench/programs/layers.hpp"
#include "tools/bench/programs/resident_sampler.hpp"

namespace {

using namespace troupe;
using namespace troupe::bench;

/// Of an array that is all there at one time: each chunk is read once when it is made, and once more when all are.
ExpressionPtr digest_of_all(const Array& array) {
  const auto tasks = array.expression()->tasks();
  auto made = sum_tree(layer("bench.digest", tasks, {}, {{array.expression(), Wiring::each()}}), 8);
  auto again = layer("bench.digest", tasks, Params{}.set("again", std::int64_t{1}),
                     {{array.expression(), Wiring::each()}, {std::move(made), Wiring::all()}});
  return sum_tree(std::move(again), 8);
}

/// Runs it while the workers' sizes are sampled. @returns The numbers of each one's only chunk.
std::vector<double> sampled(Bench& bench, const std::vector<ExpressionPtr>& wanted) {
  auto& client = bench.client();
  std::vector<double> numbers;
  ResidentSampler sampler(client);
  const JobOptions options{.optimize = bench.arguments().integer("optimize", 1) != 0};
  const auto gathered = gather(client, wanted, options).value();
  const auto largest = sampler.stop();
  for (std::size_t i = 0; i < largest.size(); ++i)
    bench.fact("resident_max_worker_" + std::to_string(i), static_cast<double>(largest[i]));
  bench.fact("samples", static_cast<double>(sampler.samples()));
  for (const auto& chunks : gathered) {
    const auto values = as_block(*chunks.at(0)).value()->values<double>();
    numbers.insert(numbers.end(), values.begin(), values.end());
  }
  return numbers;
}

Array square(Bench& bench, const Repetition& now) {
  const auto n = bench["n"];
  return random::normal({n, n},
                        {.chunks = {bench["chunk"], bench["chunk"]}, .seed = static_cast<std::uint64_t>(now.number())});
}

void run_add_transpose(Bench& bench) {
  bench.client();
  bench.repeat([&](Repetition& now) {
    const auto x = square(bench, now);
    return sampled(bench, {digest_of_all(x + x.T())});
  });
}

/// Square chunks to whole rows.
void run_rechunk(Bench& bench) {
  bench.client();
  bench.repeat([&](Repetition& now) {
    const auto rows = std::max<std::int64_t>(bench["chunk"] * bench["chunk"] / bench["n"], 1);
    return sampled(bench, {digest_of_all(square(bench, now).rechunk({rows, -1}))});
  });
}

/// --n numbers in order, cut as before. Three figures: places where they fall, and what their sum is more than before;
/// both 0, but for rounding; and their digest.
void run_sort(Bench& bench) {
  bench.client();
  bench.repeat([&](Repetition& now) {
    const auto x =
        random::uniform({bench["n"]}, {.chunks = bench["chunk"], .seed = static_cast<std::uint64_t>(now.number())});
    const auto sorted = sort(x);
    const auto falls = count_nonzero(diff(sorted) < 0).astype(DType::float64);
    return sampled(bench, {rechunk(stack({falls, sorted.sum() - x.sum()}), -1).expression(), digest_of_all(sorted)});
  });
}

/// Least squares of --n rows by --features, --chunk rows at a time.
void run_ols(Bench& bench) {
  bench.client();
  bench.repeat([&](Repetition& now) {
    const auto seed = static_cast<std::uint64_t>(now.number());
    const auto x = random::normal({bench["n"], bench["features"]}, {.chunks = {bench["chunk"], -1}, .seed = seed});
    const auto noise = random::normal({bench["n"]}, {.chunks = bench["chunk"], .seed = seed + 1000});
    return sampled(bench, {LinearRegression::fit(x, x.sum({1}) + noise).expression()});
  });
}

} // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv,
      {{"add_transpose", run_add_transpose}, {"rechunk", run_rechunk}, {"sort", run_sort}, {"ols", run_ols}});
}
