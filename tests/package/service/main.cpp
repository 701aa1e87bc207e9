// A service that has nothing of Troupe but the installed package: it embeds a whole cluster inside its process and a
// worker node that others could use over the network, and runs a function of its own over the blocks of lazy arrays.
#include <troupe.hpp>

#include <cstdio>
#include <cstdlib>

namespace {

void expect(bool truth, const char* what) {
  if (!truth) {
    std::fprintf(stderr, "service: not so: %s\n", what);
    std::exit(1);
  }
}

/// 2x + 1 over 0, 1, ... 999, summed: 2 * 499500 + 1000.
void run_on(troupe::Client& client) {
  const auto x = troupe::arange(1000.0, {.chunks = 64}).map_blocks("service.twice_plus_one");
  expect(x.sum().compute(client).scalar() == 1'000'000, "the sum of 2x + 1 over 0 to 999 is a million");
  const Eigen::VectorXd values = x.compute(client).vector();
  expect(values.size() == 1000 && values[0] == 1 && values[999] == 1999, "the elements come in their order");
}

/// The functions of the plug-in, which the worker node below has loaded (it is in this process, and so knows them here
/// too).
void run_functions_on(troupe::Client& client) {
  using namespace troupe;
  const auto x = arange(12, {.chunks = 3, .dtype = DType::float64}).reshape({6, 2});
  const auto sums = x.map_blocks("service.row_sums", {}, {.drop_axis = {1}});
  expect(sums.sum().compute(client).scalar() == 66, "the sums of rows add up to all");
  const auto places = x.map_blocks("service.first_row", {}, {.dtype = DType::int64, .drop_axis = {1}}).compute(client);
  expect(places.values<std::int64_t>()[5] > 0, "a block knows where it lies");
  const auto shifted = map_blocks(
      "service.shifted", {arange(3, {.dtype = DType::int32}), ones({2, 1}, {.dtype = DType::float32})}, {{"by", 0.5}});
  expect(shifted.compute(client).matrix()(1, 2) == 3.5,
         "functions of two elements broadcast, and have their parameters");
  const auto half = zeros({1}).map_blocks("service.logistic");
  expect(half.compute(client).scalar() == 0.5, "the logistic function of 0 is a half");
}

} // namespace

int main() try {
  troupe::register_function("service.twice_plus_one", [](double x) { return 2 * x + 1; });

  auto embedded = troupe::Client::local({.workers = 2, .threads = 1});
  run_on(embedded);

  const auto scheduler = troupe::Node::scheduler({.port = 0, .secret_file = "service.secret"}).value();
  const auto worker = troupe::Node::worker({.schedulers = {scheduler->address()},
                                            .threads = 1,
                                            .secret_file = "service.secret",
                                            .plugins = {SERVICE_FUNCTIONS}})
                          .value();
  auto client = troupe::Client::connect(to_string(scheduler->address()), {.secret_file = "service.secret"});
  run_on(client);
  run_functions_on(client);

  std::puts("service: all as expected");
} catch (const troupe::TroupeError& error) {
  std::fprintf(stderr, "service: %s\n", error.what());
  return 1;
}
