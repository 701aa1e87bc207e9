#include "collections/array/creation.hpp"
#include "runtime/kernels/user/function.hpp"
#include "tests/conformance/case.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace troupe::conformance {

namespace {
Result<Block> weighted_places(const Block& rows, const Block& columns) {
  Block made{DType::int64, rows.shape,
             process_pool().allocate_for<std::int64_t>(static_cast<std::size_t>(rows.size()))};
  for (std::size_t i = 0; i < made.values<std::int64_t>().size(); ++i)
    made.values<std::int64_t>()[i] = 3 * rows.values<std::int64_t>()[i] - 5 * columns.values<std::int64_t>()[i];
  return made;
}
const bool registered = (register_function("conformance.weighted_places", weighted_places), true);
} // namespace

void add_creation(std::vector<Function>& table) {
  table.push_back({"arange", [](Case& given) {
                     const auto start = given.option("start", given.integer(-20, 20));
                     const auto stop = given.option("stop", given.integer(-20, 400));
                     const auto step =
                         given.option("step", given.chance(0.2) ? -given.integer(1, 9) : given.integer(1, 9));
                     return std::vector{arange(start, stop, step, {.chunks = given.integer(1, 40)})};
                   }});
  table.push_back({"arange", [](Case& given) {
                     const auto start = given.option("start", static_cast<double>(given.integer(-20, 20)) / 8);
                     const auto stop = given.option("stop", static_cast<double>(given.integer(-20, 400)) / 3);
                     const auto step = given.option("step", static_cast<double>(given.integer(1, 90)) / 10);
                     return std::vector{arange(start, stop, step, {.chunks = given.integer(1, 40)})};
                   }});
  table.push_back({"arange", [](Case& given) { // near the ends of int64
                     const auto far = std::numeric_limits<std::int64_t>::max() - 1'000'000;
                     const auto start =
                         given.option("start", (given.chance(0.5) ? far : -far) + given.integer(-1000, 1000));
                     const auto step =
                         given.option("step", given.chance(0.5) ? -given.integer(1, 9) : given.integer(1, 9));
                     const auto stop = given.option("stop", start + given.integer(-40, 40) * 3);
                     return std::vector{arange(start, stop, step, {.chunks = given.integer(1, 40)})};
                   }});
  for (const auto& [name, make] :
       {std::pair<const char*, Array (*)(const Scalar&, const Scalar&, std::int64_t, bool, const CreationOptions&)>{
            "linspace", linspace},
        {"geomspace", geomspace}})
    table.push_back({name, [name = std::string(name), make = make](Case& given) { // in integer types
                       const auto sign = given.chance(0.4) ? -1.0 : 1.0;
                       const auto one = [&] {
                         return name == "linspace" ? static_cast<double>(given.integer(-400, 400)) / 8
                                                   : sign * std::pow(10.0, static_cast<double>(given.integer(0, 8)));
                       };
                       const auto start = given.option("start", one());
                       const auto stop = given.option("stop", one());
                       const auto count = given.option("num", name == "linspace" ? given.integer(0, 60) : 2);
                       const auto endpoint = given.option("endpoint", name != "linspace" || given.chance(0.7));
                       given.option("dtype", std::string("int64"));
                       return std::vector{
                           make(start, stop, count, endpoint, {.chunks = given.integer(1, 40), .dtype = DType::int64})};
                     }});
  table.push_back({"linspace", [](Case& given) {
                     const auto start = given.option("start", static_cast<double>(given.integer(-20, 20)) / 7);
                     const auto stop = given.option("stop", static_cast<double>(given.integer(-20, 400)) / 3);
                     const auto count = given.option("num", given.integer(0, 120));
                     const auto endpoint = given.option("endpoint", given.chance(0.7));
                     return std::vector{linspace(start, stop, count, endpoint, {.chunks = given.integer(1, 40)})};
                   }});
  table.push_back({"logspace", [](Case& given) {
                     const auto start = given.option("start", static_cast<double>(given.integer(-20, 20)) / 7);
                     const auto stop = given.option("stop", static_cast<double>(given.integer(-20, 20)) / 3);
                     const auto count = given.option("num", given.integer(0, 120));
                     const auto endpoint = given.option("endpoint", given.chance(0.7));
                     return std::vector{logspace(start, stop, count, endpoint, given.option("base", 3.0),
                                                 {.chunks = given.integer(1, 40)})};
                   }});
  table.push_back({"geomspace", [](Case& given) {
                     const auto sign = given.chance(0.3) ? -1.0 : 1.0;
                     const auto start = given.option("start", sign * static_cast<double>(given.integer(1, 90)) / 7);
                     const auto stop = given.option("stop", sign * static_cast<double>(given.integer(1, 2000)) / 3);
                     const auto count = given.option("num", given.integer(0, 120));
                     const auto endpoint = given.option("endpoint", given.chance(0.7));
                     return std::vector{geomspace(start, stop, count, endpoint, {.chunks = given.integer(1, 40)})};
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
  table.push_back({"fromfunction", [](Case& given) {
                     const auto shape = given.options("shape", Shape{given.integer(1, 20), given.integer(1, 20)});
                     return std::vector{fromfunction("conformance.weighted_places", shape, {},
                                                     {.chunks = given.integer(1, 9), .dtype = DType::int64})};
                   }});
  table.push_back({"full", [](Case& given) {
                     const auto shape = given.options("shape", given.shape());
                     const auto dtype = given.dtype(Types::any);
                     given.option("dtype", to_string(dtype));
                     const auto value = given.option("fill_value", static_cast<double>(given.integer(0, 30)) / 4);
                     return std::vector{full(shape, value, {.chunks = given.integer(1, 40), .dtype = dtype})};
                   }});
  for (const auto& [name, make] :
       {std::pair<const char*, Array (*)(const Shape&, const CreationOptions&)>{"zeros", zeros}, {"ones", ones}})
    table.push_back({name, [make = make](Case& given) {
                       const auto shape = given.options("shape", given.shape());
                       const auto dtype = given.dtype(Types::any);
                       given.option("dtype", to_string(dtype));
                       return std::vector{make(shape, {.chunks = given.integer(1, 40), .dtype = dtype})};
                     }});
  table.push_back({"identity", [](Case& given) {
                     return std::vector{
                         identity(given.option("n", given.integer(0, 20)), {.chunks = given.integer(1, 7)})};
                   }});
  table.push_back({"full_like", [](Case& given) {
                     const auto x = given.array(Types::any);
                     return std::vector{full_like(x, given.option("fill_value", given.integer(0, 9)))};
                   }});
  for (const auto& [name, make] :
       {std::pair<const char*, Array (*)(const Array&, std::optional<DType>)>{"zeros_like", zeros_like},
        {"ones_like", ones_like}})
    table.push_back({name, [make = make](Case& given) {
                       const auto x = given.array(Types::any);
                       const auto dtype = given.dtype(Types::any);
                       given.option("dtype", to_string(dtype));
                       return std::vector{make(x, dtype)};
                     }});
  table.push_back({"meshgrid", [](Case& given) {
                     std::vector<Array> axes;
                     for (auto left = given.integer(1, 3); left > 0; --left)
                       axes.push_back(given.array(given.dtype(Types::any), {given.integer(0, 12)}, Content::plain));
                     const auto ij = given.option("indexing", std::string(given.chance(0.5) ? "ij" : "xy")) == "ij";
                     return meshgrid(axes, ij ? GridIndexing::ij : GridIndexing::xy,
                                     given.option("sparse", given.chance(0.3)));
                   }});
}

} // namespace troupe::conformance
