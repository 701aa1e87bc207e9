#include "collections/array/sorting.hpp"
#include "tests/conformance/case.hpp"

#include <algorithm>

namespace troupe::conformance {
namespace {

Array some_array(Case& given, Types types) {
  const auto type = given.dtype(types);
  return given.array(type, given.shape(1, 3), given.content());
}

} // namespace

void add_sorting(std::vector<Function>& table) {
  for (int twice = 0; twice < 2; ++twice)
    table.push_back({"sort", [](Case& given) {
                       const auto x = some_array(given, Types::any);
                       return std::vector{sort(x, given.axis(x))};
                     }});
  table.push_back({"sort", [](Case& given) { // few values many times over, many chunks
                     const auto x = given.array(given.dtype(Types::real), {given.integer(1, 700)}, Content::plain);
                     std::vector<std::int64_t> cut(static_cast<std::size_t>(given.integer(17, 40)), 0);
                     for (std::int64_t left = x.size(); left > 0; --left)
                       ++cut[static_cast<std::size_t>(given.integer(0, static_cast<std::int64_t>(cut.size()) - 1))];
                     return std::vector{sort(rechunk(x, std::vector<std::vector<std::int64_t>>{cut}))};
                   }});
  table.push_back({"argsort", [](Case& given) {
                     const auto x = some_array(given, Types::any);
                     return std::vector{argsort(x, given.axis(x))};
                   }});
  table.push_back({"argtopk", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::ordered),
                                                {given.integer(1, 200), given.integer(1, 9)}, given.content());
                     const auto k = given.option("k", given.chance(0.5) ? given.integer(1, 30) : -given.integer(1, 30));
                     return std::vector{argtopk(x, k, given.axis(x))};
                   }});
  table.push_back({"union1d", [](Case& given) {
                     const auto a = given.array(Types::any, 0, 2);
                     return std::vector{union1d(a, given.array(Types::any, 0, 2))};
                   }});
  table.push_back({"unique", [](Case& given) {
                     const auto made = unique_all(given.array(Types::any));
                     return std::vector{made.values, made.inverse, made.counts};
                   }});
}

} // namespace troupe::conformance
