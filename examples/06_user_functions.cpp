// Functions of one's own over the blocks of arrays, handed over as they are: on a cluster inside this process they need
// no name. docs/user-functions.md is the guide.
#include <troupe.hpp>

#include <cmath>
#include <iostream>

int main() try {
  using namespace troupe;
  auto client = Client::local({.workers = 2, .threads = 1});
  const auto x = arange(12, {.chunks = 4, .dtype = DType::float64});

  // Of elements: any types in and out, several arrays broadcast as with NumPy's ufuncs, parameters by name.
  const auto wave = x.map_blocks(
      [](const Params& params, double v) { return std::sin(param<double>(params, "k") * v); }, {{"k", 1.5}});
  const auto larger = map_blocks([](double a, double b) { return a > b; }, {x, wave * 10.0});
  std::cout << "larger " << compute(client, larger.sum()).scalar() << "\n";

  // Of blocks: a block to fill has the declared shape and type.
  const auto begins = x.map_blocks(
      [](const BlockInfo& at, const Block&, Block& out) {
        for (auto& one : out.values<std::int64_t>())
          one = at.outputs[0].array_location[0].first;
      },
      {}, {.dtype = DType::int64});
  std::cout << "begins " << to_string(compute(client, begins.max())) << " " << compute(client, begins.max()).scalar()
            << "\n";

  // Several outputs, made in one go.
  const auto parts =
      map_blocks_outputs([](double v) { return std::pair(std::floor(v / 5), static_cast<std::int32_t>(v) % 5); }, {x});
  const auto [whole, rest] = compute(client, parts[0].max(), parts[1].max());
  std::cout << "whole " << whole.scalar() << " rest " << rest.scalar() << "\n";

  // What is still being computed can be used at once.
  const auto kept = persist(client, x * 2.0);
  const Future<Values> sum = compute_async(client, kept.sum());
  std::cout << "sum " << sum.get().scalar() << "\n";

  // What a function makes is held against what was declared.
  try {
    compute(client,
            x.map_blocks([](const FunctionContext& context, const Block&) { return context.new_block<double>({1}); }));
  } catch (const TroupeError& error) {
    std::cout << error.error().message << "\n";
  }
} catch (const troupe::TroupeError& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
