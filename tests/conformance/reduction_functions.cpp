#include "collections/array/cumulative.hpp"
#include "collections/array/histogram.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/selection.hpp"
#include "collections/array/statistics.hpp"
#include "runtime/chunk/dtype_rules.hpp"
#include "tests/conformance/case.hpp"

#include <algorithm>
#include <complex>
#include <limits>
#include <optional>
#include <utility>

namespace troupe::conformance {
namespace {

using Reduce = Array (*)(const Array&, const Axes&, bool);
using Pick = Array (*)(const Array&, std::optional<int>, bool);
using Quantiles = Array (*)(const Array&, const std::vector<double>&, std::optional<int>, bool);
using Run = Array (*)(const Array&, int);
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

/// Rows or columns of a few observations.
Shape variables(Case& given) {
  if (given.chance(0.2))
    return {given.integer(3, 300)};
  return {given.integer(3, 30), given.integer(3, 30)};
}

/// Now and then with NaN, of complex numbers in one of their parts.
Array with_gaps(Case& given, const Array& x) {
  constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
  if (!given.option("gaps", given.chance(0.5)))
    return x;
  if (is_complex(x.dtype()))
    return where(real(x) > 3, std::complex<double>(1, nan), x);
  return is_floating(x.dtype()) ? where(x > 3, nan, x) : x;
}

} // namespace

void add_reductions(std::vector<Function>& table) {
  add(table, "sum", sum, Types::any);
  add(table, "prod", prod, Types::any);
  add(table, "min", min, Types::any, true);
  add(table, "max", max, Types::any, true);
  add(table, "mean", mean, Types::any, true);
  add(table, "any", any, Types::any);
  add(table, "all", all, Types::any);
  add(table, "count_nonzero", count_nonzero, Types::any);
  add(table, "ptp", ptp, Types::real, true);
  add(table, "nansum", nansum, Types::any);
  add(table, "nanprod", nanprod, Types::any);
  add(table, "nanmin", nanmin, Types::any, true);
  add(table, "nanmax", nanmax, Types::any, true);
  add(table, "nanmean", nanmean, Types::any, true);
  add(table, "var", var, Types::any);
  add(table, "std", std, Types::any);
  add(table, "nanvar", nanvar, Types::real);
  add(table, "nanstd", nanstd, Types::real);
  for (const auto& [name, pick] : {std::pair<const char*, Pick>{"argmin", argmin}, {"argmax", argmax}})
    table.push_back({name, [pick = pick](Case& given) {
                       auto shape = given.shape(1, 3);
                       for (auto& extent : shape)
                         extent = std::max<std::int64_t>(extent, 1);
                       const auto type = given.dtype(Types::any);
                       const auto x = given.array(type, shape, given.content());
                       const auto axis = given.chance(0.3) ? std::optional<int>() : std::optional<int>(given.axis(x));
                       return std::vector{pick(x, axis, given.keepdims())};
                     }});
  for (const auto& [name, pick] : {std::pair<const char*, Pick>{"nanargmin", nanargmin}, {"nanargmax", nanargmax}})
    table.push_back({name, [pick = pick](Case& given) {
                       const Shape shape{given.integer(20, 60), given.integer(20, 30)};
                       const auto x = given.array(given.dtype(Types::floating), shape, Content::plain);
                       // Lines are long enough that none is of NaN alone, which NumPy refuses.
                       const auto y = where(x < -4, std::numeric_limits<double>::quiet_NaN(), x).astype(x.dtype());
                       const auto axis = given.chance(0.3) ? std::optional<int>() : std::optional<int>(given.axis(x));
                       return std::vector{pick(y, axis, given.keepdims())};
                     }});
  table.push_back({"quantile", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::inexact),
                                                {given.integer(1, 60), given.integer(1, 20)}, Content::plain);
                     const auto q = given.option("q", static_cast<double>(given.integer(0, 64)) / 64);
                     const auto axis = given.chance(0.3) ? std::optional<int>() : std::optional<int>(given.axis(x));
                     return std::vector{quantile(x, q, axis, given.keepdims())};
                   }});
  for (const auto& [name, run] : {std::pair<const char*, Run>{"cumsum", cumsum},
                                  {"cumprod", cumprod},
                                  {"nancumsum", nancumsum},
                                  {"nancumprod", nancumprod}})
    table.push_back({name, [run = run](Case& given) {
                       const auto type = given.dtype(Types::any);
                       const auto x =
                           given.array(type, given.shape(1, 3), given.chance(0.1) ? Content::special : Content::plain);
                       return std::vector{run(x, given.axis(x))};
                     }});
  using RunAll = Array (*)(const Array&);
  for (const auto& [name, run] : {std::pair<const char*, RunAll>{"cumsum", cumsum},
                                  {"cumprod", cumprod},
                                  {"nancumsum", nancumsum},
                                  {"nancumprod", nancumprod}})
    table.push_back({name, [run = run](Case& given) {
                       return std::vector{run(given.array(given.dtype(Types::any), given.shape(0, 3),
                                                          given.chance(0.1) ? Content::special : Content::plain))};
                     }});
  for (const auto& [name, middle] : {std::pair<const char*, Pick>{"median", median}, {"nanmedian", nanmedian}})
    table.push_back({name, [middle = middle](Case& given) {
                       const auto x = given.array(given.dtype(given.chance(0.3) ? Types::complex : Types::real),
                                                  {given.integer(1, 60), given.integer(1, 20)}, given.content());
                       const auto axis = given.chance(0.3) ? std::optional<int>() : std::optional<int>(given.axis(x));
                       return std::vector{middle(with_gaps(given, x), axis, given.keepdims())};
                     }});
  for (const auto& [name, pick] :
       {std::pair<const char*, Quantiles>{"percentile", percentile}, {"nanpercentile", nanpercentile}})
    table.push_back({name, [pick = pick](Case& given) {
                       const auto x = given.array(given.dtype(given.chance(0.3) ? Types::complex : Types::real),
                                                  {given.integer(1, 60), given.integer(1, 20)}, Content::plain);
                       const auto axis = given.chance(0.3) ? std::optional<int>() : std::optional<int>(given.axis(x));
                       const auto low = given.option("low", static_cast<double>(given.integer(0, 100)));
                       return std::vector{pick(with_gaps(given, x), {low, 50, 100}, axis, given.keepdims())};
                     }});
  table.push_back({"nanquantile", [](Case& given) {
                     const auto x =
                         given.array(given.chance(0.3) ? DType::complex128 : DType::float64,
                                     {given.integer(1, 40), given.integer(1, 9), given.integer(1, 5)}, Content::plain);
                     const auto axis = given.axis(x);
                     const auto q = given.option("q", static_cast<double>(given.integer(0, 16)) / 16);
                     return std::vector{nanquantile(x, q, axis, given.keepdims())};
                   }});
  table.push_back(
      {"cov", [](Case& given) {
         const auto x = given.array(given.dtype(Types::any), variables(given), Content::plain);
         const auto rowvar = given.option("rowvar", given.chance(0.6));
         return std::vector{
             cov(x, {.rowvar = rowvar, .ddof = static_cast<double>(given.option("ddof", given.integer(0, 2)))})};
       }});
  table.push_back({"corrcoef", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::inexact), variables(given), Content::plain);
                     return std::vector{corrcoef(x, given.option("rowvar", given.chance(0.6)))};
                   }});
  table.push_back({"histogram", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::real), given.shape(1, 2), given.content());
                     const auto bins = given.option("bins", given.integer(1, 40));
                     return std::vector{
                         histogram(x, bins, given.option("low", -5.0), given.option("high", 7.5)).counts};
                   }});
  table.push_back({"bincount", [](Case& given) {
                     const auto x = given.array(DType::uint8, {given.integer(1, 3000)}, Content::plain);
                     return std::vector{bincount(x, given.option("minlength", given.integer(13, 30)))};
                   }});
  table.push_back({"histogram", [](Case& given) { // with weights, by edges, or as a density
                     const auto x = given.array(DType::float64, {given.integer(1, 3000)}, Content::plain);
                     std::vector<double> edges{-9};
                     for (auto left = given.integer(1, 12); left-- > 0;)
                       edges.push_back(edges.back() + static_cast<double>(given.integer(1, 16)) / 4);
                     given.options("edges", edges);
                     HistogramOptions options;
                     if (given.chance(0.5))
                       options.weights = given.array(DType::float64, x.shape(), Content::plain);
                     options.density = given.option("density", given.chance(0.5));
                     return std::vector{histogram(x, edges, options).counts};
                   }});
  table.push_back({"bincount", [](Case& given) {
                     const auto x = given.array(DType::uint8, {given.integer(1, 3000)}, Content::plain);
                     const auto weights = given.array(DType::float64, x.shape(), Content::plain);
                     return std::vector{bincount(x, given.option("minlength", given.integer(13, 30)), weights)};
                   }});
  table.push_back({"histogramdd", [](Case& given) {
                     const auto columns = given.integer(1, 3), length = given.integer(1, 900);
                     const auto x = given.array(given.dtype(Types::real), {length, columns}, given.content());
                     HistogramOptions options;
                     if (given.chance(0.5))
                       options.weights = given.array(DType::float64, {length}, Content::plain);
                     options.density = given.option("density", given.chance(0.3));
                     std::vector<std::int64_t> bins;
                     std::vector<std::pair<double, double>> range;
                     for (std::int64_t i = 0; i < columns; ++i) {
                       bins.push_back(given.integer(1, 9));
                       range.emplace_back(-4, static_cast<double>(given.integer(-4, 12)) / 2);
                       given.option("high" + std::to_string(i), range.back().second);
                     }
                     given.options("bins", bins);
                     return std::vector{histogramdd(x, bins, range, options).counts};
                   }});
  table.push_back({"histogram2d", [](Case& given) {
                     const Shape shape{given.integer(1, 900)};
                     const auto x = given.array(given.dtype(Types::real), shape, given.content());
                     const auto y = given.array(given.dtype(Types::real), shape, Content::plain);
                     return std::vector{histogram2d(x, y, {-5, -1, 0, 2.5}, {-4, 0, 1, 1.5, 5}).counts};
                   }});
  table.push_back({"apply_over_axes", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::integers), given.shape(1, 3), Content::plain);
                     std::vector<int> axes;
                     for (int axis = 0; axis < static_cast<int>(x.ndim()); ++axis)
                       if (given.chance(0.6))
                         axes.push_back(given.chance(0.5) ? axis : axis - static_cast<int>(x.ndim()));
                     given.options("axes", axes);
                     const bool keeps = given.chance(0.5);
                     return std::vector{
                         apply_over_axes([keeps](const Array& a, int axis) { return sum(a, axis, keeps); }, x, axes)};
                   }});
  table.push_back(
      {"average", [](Case& given) { // with weights
         const auto x = given.array(DType::float64, {given.integer(1, 40), given.integer(1, 40)}, Content::plain);
         const auto weights = given.array(DType::uint16, x.shape(), Content::plain);
         const auto axis = given.axis(x);
         return std::vector{average(x, weights + 1, axis)};
       }});
  table.push_back({"allclose", [](Case& given) {
                     const auto a = given.array(given.dtype(Types::real), given.shape(), Content::plain);
                     return std::vector{allclose(a, a + given.option("off", given.chance(0.5) ? 1e-9 : 0.01))};
                   }});
  table.push_back({"topk", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::ordered),
                                                {given.integer(1, 200), given.integer(1, 9)}, given.content());
                     const auto k = given.option("k", given.chance(0.5) ? given.integer(1, 30) : -given.integer(1, 30));
                     return std::vector{topk(x, k, given.axis(x))};
                   }});
  table.push_back(
      {"average", [](Case& given) {
         const auto x = given.array(DType::float64, {given.integer(1, 40), given.integer(1, 40)}, Content::plain);
         return std::vector{average(x, given.axes(x))};
       }});
}

} // namespace troupe::conformance
