// A dataframe from CSV files: columns by name, types from a sample, a regression, as with pandas and dask.dataframe.
//
//     02_dataframe longley.csv
#include <troupe.hpp>

#include <iostream>

int main(int argc, char** argv) try {
  auto client = troupe::Client::local();
  const auto frame = troupe::read_csv(argc > 1 ? argv[1] : "longley.csv");
  const auto model =
      troupe::LinearRegression::fit(frame, "totemp", {"gnpdefl", "gnp", "unemp", "armed", "pop", "year"});
  const auto fit = compute(client, model);
  std::cout << fit.rows << " rows\n";
  for (std::size_t i = 0; i < fit.features.size(); ++i)
    std::cout << fit.features[i] << " " << fit.ols.weights[i] << "\n";
  std::cout << "intercept " << fit.ols.intercept << ", R2 " << fit.ols.r2 << "\n";
} catch (const troupe::TroupeError& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
