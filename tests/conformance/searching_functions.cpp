#include "collections/array/creation.hpp"
#include "collections/array/sampled.hpp"
#include "collections/array/searching.hpp"
#include "collections/array/sorting.hpp"
#include "runtime/chunk/dtype_rules.hpp"
#include "tests/conformance/case.hpp"

#include <string>
#include <vector>

namespace troupe::conformance {

void add_searching(std::vector<Function>& table) {
  table.push_back({"searchsorted", [](Case& given) {
                     const auto among = given.array(given.dtype(Types::any), {given.integer(0, 300)}, given.content());
                     const auto values = given.array(Types::any);
                     const auto right =
                         given.option("side", std::string(given.chance(0.5) ? "right" : "left")) == "right";
                     return std::vector{searchsorted(sort(among), values, right)};
                   }});
  table.push_back({"isin", [](Case& given) {
                     const auto x = given.array(Types::any);
                     const auto among = given.array(Types::any, 0, 2);
                     return std::vector{isin(x, among, given.option("invert", given.chance(0.3)))};
                   }});
  table.push_back(
      {"interp", [](Case& given) {
         const auto points = given.integer(1, 40);
         const auto x = given.array(given.dtype(Types::real), given.shape(), given.content());
         const auto xp = given.array(DType::float64, {points}, Content::plain);
         const auto fp = given.array(given.chance(0.3) ? DType::complex128 : DType::float64, {points}, Content::plain);
         InterpOptions options;
         if (given.chance(0.3))
           options.period = given.option("period", static_cast<double>(given.integer(1, 40)) / 4);
         else if (given.chance(0.5) && !is_complex(fp.dtype()))
           options.left = given.option("left", -3.0), options.right = given.option("right", 4.5);
         return std::vector{interp(x, sort(xp) + arange(points) * 1e-3, fp, options)}; // no two points at one place
       }});
  table.push_back({"trapz", [](Case& given) {
                     const auto y = given.array(given.dtype(Types::inexact), given.shape(1, 3), Content::plain);
                     return std::vector{
                         trapz(y, given.option("dx", static_cast<double>(given.integer(1, 12)) / 4), given.axis(y))};
                   }});
  table.push_back({"trapz", [](Case& given) {
                     const Shape shape{given.integer(1, 30), given.integer(1, 30)};
                     const auto y = given.array(given.dtype(Types::floating), shape, Content::plain);
                     const auto axis = given.axis(y);
                     const auto x = given.array(
                         DType::float64, given.chance(0.5) ? shape : Shape{y.shape()[axis < 0 ? axis + 2 : axis]},
                         Content::plain);
                     return std::vector{trapz(y, x, axis)};
                   }});
  table.push_back({"digitize", [](Case& given) {
                     const auto x = given.array(Types::real);
                     const auto low = given.option("low", given.integer(-30, 10)),
                                count = given.option("count", given.integer(0, 30));
                     const auto step =
                         given.option("step", given.chance(0.3) ? -given.integer(1, 4) : given.integer(1, 4));
                     std::vector<double> bins;
                     for (std::int64_t i = 0; i < count; ++i)
                       bins.push_back(static_cast<double>(low + i * step) / 4);
                     return std::vector{digitize(x, bins, given.option("right", given.chance(0.5)))};
                   }});
}

} // namespace troupe::conformance
