#include "collections/array/searching.hpp"
#include "collections/array/selection.hpp"
#include "tests/conformance/case.hpp"

#include <string>
#include <vector>

namespace troupe::conformance {

void add_searching(std::vector<Function>& table) {
  table.push_back({"searchsorted", [](Case& given) {
                     const auto among = given.array(given.dtype(Types::ordered), {given.integer(0, 300)}, given.content());
                     const auto values = given.array(Types::ordered);
                     const auto right = given.option("side", std::string(given.chance(0.5) ? "right" : "left")) == "right";
                     const auto sorted = among.size() == 0 ? among : topk(among, -among.size());
                     return std::vector{searchsorted(sorted, values, right)};
                   }});
  table.push_back({"isin", [](Case& given) {
                     const auto x = given.array(Types::any);
                     const auto among = given.array(Types::any, 0, 2);
                     return std::vector{isin(x, among, given.option("invert", given.chance(0.3)))};
                   }});
  table.push_back({"digitize", [](Case& given) {
                     const auto x = given.array(Types::real);
                     const auto low = given.option("low", given.integer(-30, 10)), count = given.option("count", given.integer(0, 30));
                     const auto step = given.option("step", given.chance(0.3) ? -given.integer(1, 4) : given.integer(1, 4));
                     std::vector<double> bins;
                     for (std::int64_t i = 0; i < count; ++i)
                       bins.push_back(static_cast<double>(low + i * step) / 4);
                     return std::vector{digitize(x, bins, given.option("right", given.chance(0.5)))};
                   }});
}

} // namespace troupe::conformance
