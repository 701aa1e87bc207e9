// A service that has nothing of Troupe but the installed package: it registers a function of its own, and runs it over
// the blocks of a lazy array.
#include <troupe.hpp>

#include <cstdio>
#include <cstdlib>

namespace {

/// The service's own function: x -> 2x + 1 on every element of a block.
troupe::Result<troupe::ChunkPtr> twice_plus_one(const troupe::KernelContext& context,
                                                std::span<troupe::ChunkPtr> inputs) {
  TROUPE_TRY(block, troupe::as_block(*inputs[0]));
  troupe::Block out{block->dtype, block->shape, context.pool.allocate(block->data.size())};
  const auto in = block->values<double>();
  auto values = out.values<double>();
  for (std::size_t i = 0; i < in.size(); ++i)
    values[i] = 2 * in[i] + 1;
  return troupe::make_chunk(std::move(out));
}

void expect(bool truth, const char* what) {
  if (!truth) {
    std::fprintf(stderr, "service: not so: %s\n", what);
    std::exit(1);
  }
}

} // namespace

int main() {
  troupe::process_kernels().add({.name = "service.twice_plus_one", .run = twice_plus_one}).value();
  const auto* kernel = troupe::process_kernels().get("service.twice_plus_one").value();

  auto data = troupe::process_pool().allocate_for<double>(3);
  for (std::size_t i = 0; i < 3; ++i)
    data.as<double>()[i] = static_cast<double>(i);
  std::vector<troupe::ChunkPtr> inputs{troupe::make_chunk(troupe::Block{troupe::DType::float64, {3}, data})};
  const auto out = kernel->run({.params = {}, .pool = troupe::process_pool()}, inputs).value();
  const auto values = troupe::as_block(*out).value()->values<double>();
  expect(values[0] == 1 && values[1] == 3 && values[2] == 5, "2x + 1 of 0, 1, 2 is 1, 3, 5");

  std::puts("service: all as expected");
}
