// A service that is a cluster: a scheduler and two workers, each a node that others could join or use over the network,
// inside one process, and a client that reaches them as any other would.
#include <troupe.hpp>

#include <iostream>

int main() try {
  troupe::register_function("service.half", [](double x) { return x / 2; });
  const auto scheduler = troupe::Node::scheduler({.port = 0}).value();
  const auto first =
      troupe::Node::worker({.schedulers = {scheduler->address()}, .name = "first", .threads = 1}).value();
  const auto second =
      troupe::Node::worker({.schedulers = {scheduler->address()}, .name = "second", .threads = 1}).value();

  auto client = troupe::Client::connect(to_string(scheduler->address()));
  const auto halves = troupe::arange(1e6, {.chunks = 50'000}).map_blocks("service.half");
  std::cout << "sum " << halves.sum().compute(client).scalar() << ", computed by "
            << client.cluster().value().workers.size() << " workers\n";
} catch (const troupe::TroupeError& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
