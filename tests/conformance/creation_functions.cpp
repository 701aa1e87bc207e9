#include "collections/array/creation.hpp"
#include "tests/conformance/case.hpp"

#include <string>
#include <vector>

namespace troupe::conformance {

void add_creation(std::vector<Function>& table) {
  table.push_back({"arange", [](Case& given) {
                     const auto start = given.option("start", given.integer(-20, 20));
                     const auto stop = given.option("stop", given.integer(-20, 400));
                     const auto step = given.option("step", given.chance(0.2) ? -given.integer(1, 9) : given.integer(1, 9));
                     return std::vector{arange(start, stop, step, {.chunks = given.integer(1, 40)})};
                   }});
  table.push_back({"arange", [](Case& given) {
                     const auto start = given.option("start", static_cast<double>(given.integer(-20, 20)) / 8);
                     const auto stop = given.option("stop", static_cast<double>(given.integer(-20, 400)) / 3);
                     const auto step = given.option("step", static_cast<double>(given.integer(1, 90)) / 10);
                     return std::vector{arange(start, stop, step, {.chunks = given.integer(1, 40)})};
                   }});
  table.push_back({"linspace", [](Case& given) {
                     const auto start = given.option("start", static_cast<double>(given.integer(-20, 20)) / 7);
                     const auto stop = given.option("stop", static_cast<double>(given.integer(-20, 400)) / 3);
                     const auto count = given.option("num", given.integer(0, 120));
                     const auto endpoint = given.option("endpoint", given.chance(0.7));
                     return std::vector{linspace(start, stop, count, endpoint, {.chunks = given.integer(1, 40)})};
                   }});
  table.push_back({"eye", [](Case& given) {
                     const auto rows = given.option("N", given.integer(0, 20));
                     const auto columns = given.option("M", given.integer(0, 20));
                     const auto k = given.option("k", given.integer(-5, 5));
                     return std::vector{eye(rows, columns, k, {.chunks = given.integer(1, 7)})};
                   }});
  table.push_back({"tri", [](Case& given) {
                     const auto rows = given.option("N", given.integer(0, 20));
                     const auto columns = given.option("M", given.integer(0, 20));
                     const auto k = given.option("k", given.integer(-5, 5));
                     return std::vector{tri(rows, columns, k, {.chunks = given.integer(1, 7)})};
                   }});
  table.push_back({"indices", [](Case& given) {
                     const auto rows = given.option("rows", given.integer(0, 9));
                     const auto columns = given.option("columns", given.integer(1, 9));
                     return indices({rows, columns}, {.chunks = given.integer(1, 5)});
                   }});
  table.push_back({"meshgrid", [](Case& given) {
                     std::vector<Array> axes;
                     for (auto left = given.integer(1, 3); left > 0; --left)
                       axes.push_back(given.array(given.dtype(Types::any), {given.integer(0, 12)}, Content::plain));
                     const auto ij = given.option("indexing", std::string(given.chance(0.5) ? "ij" : "xy")) == "ij";
                     return meshgrid(axes, ij ? GridIndexing::ij : GridIndexing::xy, given.option("sparse", given.chance(0.3)));
                   }});
}

} // namespace troupe::conformance
