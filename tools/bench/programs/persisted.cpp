// Arrays that the workers hold before the clock runs: each repetition makes its own first. Results that depend on
// random numbers are given in units of their own spread, so that two generators can be compared.
#include "collections/array/creation.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/overlap.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/selection.hpp"
#include "collections/session/future.hpp"
#include "collections/session/persist.hpp"
#include "tools/bench/programs/bench.hpp"

#include <cmath>

namespace {

using namespace troupe;
using namespace troupe::bench;

std::uint64_t seed(const Repetition& now) { return 1000 * static_cast<std::uint64_t>(now.number()) + 1; }

Array uniforms_of(const Repetition& now, const Shape& shape, Chunks chunks) {
  return random::uniform(shape, {.chunks = std::move(chunks), .seed = seed(now)});
}

/// --n x --n uniforms in square chunks of --chunk, held; the clock starts then.
Array held_square(Bench& bench, Repetition& now) {
  auto x = persist(bench.client(), uniforms_of(now, {bench["n"], bench["n"]}, bench["chunk"]));
  wait(x);
  now.start();
  return x;
}

/// --rows x --columns normals in chunks of --chunk rows, held; the clock starts then.
Array held_rows(Bench& bench, Repetition& now) {
  auto x = persist(bench.client(), random::normal({bench["rows"], bench["columns"]},
                                                  {.chunks = {bench["chunk"], -1}, .seed = seed(now)}));
  wait(x);
  now.start();
  return x;
}

/// Of the sum of --n x --n uniforms.
double of_its_spread(double sum, double n) { return (sum - 0.5 * n * n) / (n / std::sqrt(12.0)); }

void transpose_mean(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    const auto x = held_square(bench, now);
    const auto sum = compute(bench.client(), (x + x.transpose()).mean(0).sum()).scalar();
    return std::vector{(sum - static_cast<double>(bench["n"])) * std::sqrt(3.0)};
  });
}

/// The product stays with the workers; of it, how far its mean is from n / 4, in units of n.
void product(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    const auto x = held_square(bench, now);
    const auto y = persist(bench.client(), matmul(x, x));
    wait(y);
    now.stop();
    return std::vector{compute(bench.client(), y.mean()).scalar() / static_cast<double>(bench["n"]) - 0.25};
  });
}

void std_axis0(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    const auto spread = compute(bench.client(), held_rows(bench, now).std(0));
    now.stop();
    std::vector<double> scaled;
    for (const auto value : spread.values<double>())
      scaled.push_back((value - 1) * std::sqrt(2.0 * static_cast<double>(bench["rows"])));
    return scaled;
  });
}

/// Every element and its eight neighbours, summed over all.
void stencil(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    const auto n = static_cast<double>(bench["n"]);
    const auto x = held_square(bench, now);
    const auto sums = map_overlap("bench.box", x, {}, {.depth = {1}, .boundary = {Boundary::periodic()}});
    return std::vector{(compute(bench.client(), sums.sum()).scalar() - 4.5 * n * n) / (9 * n / std::sqrt(12.0))};
  });
}

/// Blocks of rows to blocks of columns, which stay with the workers.
void rechunk_rows(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const auto n = bench["n"];
    const auto x = persist(client, uniforms_of(now, {n, n}, {bench["chunk"], -1}));
    wait(x);
    now.start();
    const auto y = persist(client, x.rechunk({-1, bench["chunk"]}));
    wait(y);
    now.stop();
    return std::vector{of_its_spread(compute(client, y.sum()).scalar(), static_cast<double>(n))};
  });
}

/// Made and kept.
void uniforms(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const auto n = bench["n"];
    const auto x = persist(client, uniforms_of(now, {n}, bench["chunk"]));
    wait(x);
    now.stop();
    const auto spread = std::sqrt(static_cast<double>(n) / 12);
    return std::vector{(compute(client, x.sum()).scalar() - 0.5 * static_cast<double>(n)) / spread};
  });
}

/// Singular values and vectors on both sides; of the left ones, which stay in pieces, the sums of columns. The values
/// less the root of the number of rows have a spread of about one.
void svd(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    const auto [u, s, v] = linalg::svd(held_rows(bench, now));
    const auto [sums, values, right] = compute(bench.client(), u.sum(0), s, v);
    now.stop();
    std::vector<double> scaled;
    for (const auto value : values.values<double>())
      scaled.push_back(value - std::sqrt(static_cast<double>(bench["rows"])));
    return scaled;
  });
}

/// R, and of Q, which stays in pieces, the sums of columns. R's diagonal is chi distributed: of spread 0.7.
void qr(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    const auto [q, r] = linalg::qr(held_rows(bench, now));
    const auto [sums, triangle] = compute(bench.client(), q.sum(0), r);
    now.stop();
    std::vector<double> scaled;
    for (Eigen::Index i = 0; i < triangle.matrix().rows(); ++i)
      scaled.push_back(std::abs(triangle.matrix()(i, i)) - std::sqrt(static_cast<double>(bench["rows"] - i)));
    return scaled;
  });
}

/// Least squares by --steps steps of gradient descent, as textbooks write it: x is read twice a step. The target is
/// that of weights 0, 1, 2, ...; the results are how far off the weights are at the end, in thousandths.
void gradient_descent(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const auto rows = bench["rows"], columns = bench["columns"];
    const auto made = random::normal({rows, columns}, {.chunks = {bench["chunk"], -1}, .seed = seed(now)});
    const auto x = persist(client, made);
    const auto y = persist(client, matmul(x, arange(columns, {.dtype = DType::float64})));
    now.start();
    auto w = zeros({columns});
    for (std::int64_t step = 0; step < bench["steps"]; ++step)
      w = w - 0.5 / static_cast<double>(rows) * matmul(x.T(), matmul(x, w) - y);
    const auto weights = compute(client, w);
    now.stop();
    std::vector<double> scaled;
    for (std::int64_t i = 0; i < columns; ++i)
      scaled.push_back((weights.values<double>()[static_cast<std::size_t>(i)] - static_cast<double>(i)) * 1e3);
    return scaled;
  });
}

/// --n uniforms in chunks of --chunk, brought to the client.
void gather_small(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const auto n = static_cast<double>(bench["n"]);
    const auto x = persist(client, uniforms_of(now, {bench["n"]}, bench["chunk"]));
    wait(x);
    now.start();
    const auto values = compute(client, x);
    now.stop();
    double sum = 0;
    for (const auto value : values.values<double>())
      sum += value;
    return std::vector{(sum - 0.5 * n) / std::sqrt(n / 12)};
  });
}

/// More than the workers' memory, kept, then read once: written to disk and read back.
void spill(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const auto n = bench["n"];
    const auto x = persist(client, uniforms_of(now, {n}, bench["chunk"]));
    wait(x);
    const auto spread = std::sqrt(static_cast<double>(n) / 12);
    return std::vector{(compute(client, x.sum()).scalar() - 0.5 * static_cast<double>(n)) / spread};
  });
}

/// Mean, maximum and spread of every --window neighbours of --n normals, each added up.
void rolling(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    const auto x = persist(bench.client(), random::normal({bench["n"]}, {.chunks = bench["chunk"], .seed = seed(now)}));
    now.start();
    const auto view = sliding_window_view(x, bench["window"]);
    const auto [mean, largest, spread] =
        compute(bench.client(), view.mean(-1).mean(), view.max(-1).mean(), view.std(-1).mean());
    now.stop();
    const auto root = std::sqrt(static_cast<double>(bench["n"]));
    return std::vector{mean.scalar() * root, largest.scalar() * root / 10, spread.scalar() * root};
  });
}

/// Medians and tenths from both ends of --columns columns of --rows normals.
void medians(Bench& bench) {
  bench.repeat([&](Repetition& now) {
    const auto x = held_rows(bench, now);
    const auto [middle, ends] = compute(bench.client(), median(x, 0), percentile(x, {10, 90}, 0));
    now.stop();
    std::vector<double> scaled;
    for (const auto& numbers : {middle.values<double>(), ends.values<double>()})
      for (const auto value : numbers)
        scaled.push_back(value * std::sqrt(static_cast<double>(bench["rows"])) / 2);
    return scaled;
  });
}

} // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv,
                     {{"transpose_mean", transpose_mean},
                      {"product", product},
                      {"std_axis0", std_axis0},
                      {"stencil", stencil},
                      {"rechunk_rows", rechunk_rows},
                      {"uniforms", uniforms},
                      {"svd", svd},
                      {"qr", qr},
                      {"gradient_descent", gradient_descent},
                      {"gather_small", gather_small},
                      {"spill", spill},
                      {"rolling", rolling},
                      {"medians", medians}});
}
