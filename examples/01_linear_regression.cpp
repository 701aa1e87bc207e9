// Linear regression on lazy arrays, as one would write it with dask.array: a client, chunks, a function of one's own
// over every block, reductions, compute(), an Eigen vector out.
//
//     01_linear_regression                   on a cluster inside this process
//     01_linear_regression 127.0.0.1:8786    on a cluster whose workers were started with --plugin
//     libexample_functions.so
#include "example_functions.hpp"

#include <troupe.hpp>

#include <iostream>

int main(int argc, char** argv) try {
  register_example_functions(troupe::process_kernels());
  auto client = argc > 1 ? troupe::Client::connect(argv[1]) : troupe::Client::local({.workers = 2});

  // Nothing is computed here: x is 24 MB that exist nowhere.
  const auto x =
      troupe::random::normal({1'000'000, 3}, {.chunks = {100'000, -1}, .seed = 1}).map_blocks("example.clip");
  const auto noise = troupe::random::normal({1'000'000, 1}, {.chunks = {100'000, -1}, .seed = 2});
  const auto y = 2.0 * x.sum(1, true) + 0.5 + 0.1 * noise;

  // The weight of each feature alone: its covariance with the target over its variance.
  const auto dx = x - x.mean(0, true);
  const auto dy = y - y.mean(0, true);
  const auto weights = (dx * dy).sum(0) / (dx * dx).sum(0);
  const Eigen::VectorXd alone = weights.compute(client).vector();
  std::cout << "each feature alone: " << alone.transpose() << "\n";

  // All features together, in one pass over the same blocks.
  const auto fit = compute(client, troupe::LinearRegression::fit(x, y));
  std::cout << "all together:      ";
  for (const double weight : fit.ols.weights)
    std::cout << " " << weight;
  std::cout << "\nintercept " << fit.ols.intercept << ", R2 " << fit.ols.r2 << "\n";
} catch (const troupe::TroupeError& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
