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

} // namespace

int main() try {
  troupe::register_function("service.twice_plus_one", [](double x) { return 2 * x + 1; });

  auto embedded = troupe::Client::local({.workers = 2, .threads = 1});
  run_on(embedded);

  const auto scheduler = troupe::Node::scheduler({.port = 0, .secret_file = "service.secret"}).value();
  const auto worker = troupe::Node::worker({.schedulers = {scheduler->address()}, .threads = 1, .secret_file = "service.secret"}).value();
  auto client = troupe::Client::connect(to_string(scheduler->address()), {.secret_file = "service.secret"});
  run_on(client);

  std::puts("service: all as expected");
} catch (const troupe::TroupeError& error) {
  std::fprintf(stderr, "service: %s\n", error.what());
  return 1;
}
