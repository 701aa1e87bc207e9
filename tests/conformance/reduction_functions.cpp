#include "collections/array/reductions.hpp"
#include "tests/conformance/case.hpp"

#include <algorithm>

namespace troupe::conformance {
namespace {

using Reduce = Array (*)(const Array&, const Axes&, bool);
using Spread = Array (*)(const Array&, const Axes&, double, bool);

/// @param some  needs at least one element along the axes
void add(std::vector<Function>& table, const char* name, Reduce reduce, Types types, bool some = false) {
  table.push_back({name, [reduce, types, some](Case& given) {
                     auto shape = given.shape();
                     if (some)
                       for (auto& extent : shape)
                         extent = std::max<std::int64_t>(extent, 1);
                     const auto type = given.dtype(types);
                     const auto x = given.array(type, shape, given.content());
                     const auto axes = given.axes(x);
                     return std::vector{reduce(x, axes, given.keepdims())};
                   }});
}

void add(std::vector<Function>& table, const char* name, Spread spread, Types types) {
  table.push_back({name, [spread, types](Case& given) {
                     auto shape = given.shape();
                     for (auto& extent : shape)
                       extent = std::max<std::int64_t>(extent, 1);
                     const auto type = given.dtype(types);
                     const auto x = given.array(type, shape, given.chance(0.15) ? Content::special : Content::plain);
                     const auto axes = given.axes(x);
                     const auto ddof = given.option("ddof", static_cast<int>(given.integer(0, 1)));
                     return std::vector{spread(x, axes, ddof, given.keepdims())};
                   }});
}

} // namespace

void add_reductions(std::vector<Function>& table) {
  add(table, "sum", sum, Types::any);
  add(table, "prod", prod, Types::any);
  add(table, "min", min, Types::ordered, true);
  add(table, "max", max, Types::ordered, true);
  add(table, "mean", mean, Types::any, true);
  add(table, "any", any, Types::any);
  add(table, "all", all, Types::any);
  add(table, "count_nonzero", count_nonzero, Types::any);
  add(table, "ptp", ptp, Types::real, true);
  add(table, "nansum", nansum, Types::any);
  add(table, "nanprod", nanprod, Types::any);
  add(table, "nanmin", nanmin, Types::ordered, true);
  add(table, "nanmax", nanmax, Types::ordered, true);
  add(table, "nanmean", nanmean, Types::any, true);
  add(table, "var", var, Types::any);
  add(table, "std", std, Types::any);
  add(table, "nanvar", nanvar, Types::real);
  add(table, "nanstd", nanstd, Types::real);
  table.push_back({"average", [](Case& given) {
                     const auto x = given.array(DType::float64, {given.integer(1, 40), given.integer(1, 40)}, Content::plain);
                     return std::vector{average(x, given.axes(x))};
                   }});
}

} // namespace troupe::conformance
