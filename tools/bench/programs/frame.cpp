// Tables read from CSV files (--input: a glob) in blocks of --blocksize bytes.
#include "collections/io/read_csv.hpp"
#include "collections/ml/linear_regression.hpp"
#include "collections/session/compute.hpp"
#include "tools/bench/programs/bench.hpp"

namespace {

using namespace troupe;
using namespace troupe::bench;

/// Each repetition reads in blocks of its own size, so that no chunk is known from the one before.
ReadCsvOptions options(Bench& bench, const Repetition& now) {
  ReadCsvOptions read;
  read.blocksize = bench["blocksize"] + now.number();
  return read;
}

/// Rows, and the sums of the three value columns; nothing is kept.
void csv_sums(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const auto table = read_csv(bench.arguments().text("input"), options(bench, now));
    const auto [rows, v1, v2, v3] =
        compute(client, table.len(), table["v1"].sum(), table["v2"].sum(), table["v3"].sum());
    return std::vector{rows.scalar(), v1.scalar(), v2.scalar(), v3.scalar()};
  });
}

/// Ordinary least squares of delay on month, weekday, hour and distance, and each of them alone.
void flights(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const auto table = read_csv(bench.arguments().text("input"), options(bench, now));
    const auto model = LinearRegression::fit(table, "delay", {"month", "weekday", "hour", "distance"});
    const LinearRegressionResult fitted = compute(client, model);
    std::vector<double> numbers = fitted.ols.weights;
    numbers.push_back(fitted.ols.intercept);
    for (const auto& one : fitted.simple) {
      numbers.push_back(one.weight);
      numbers.push_back(one.intercept);
    }
    return numbers;
  });
}

} // namespace

int main(int argc, char** argv) { return run_program(argc, argv, {{"csv_sums", csv_sums}, {"flights", flights}}); }
