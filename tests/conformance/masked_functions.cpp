// Masked arrays against numpy.ma: what is left, with 0 where it is masked, and the mask.
#include "collections/array/masked.hpp"
#include "tests/conformance/case.hpp"

#include <string>
#include <utility>

namespace troupe::conformance {
namespace {

std::vector<Array> with_mask(const ma::MaskedArray& a) { return {ma::filled(a, 0), ma::getmaskarray(a)}; }

/// Two arrays of one shape, cut differently, some of each masked.
std::pair<ma::MaskedArray, ma::MaskedArray> two_masked(Case& given, DType type) {
  const auto shape = given.shape(0, 3);
  const auto a = given.array(type, shape, Content::plain), b = given.array(type, shape, Content::plain);
  return {ma::masked_greater(a, 2), ma::masked_less(b, -2)};
}

ma::MaskedArray one_masked(Case& given, std::size_t least_rank, std::size_t most_rank) {
  auto shape = given.shape(least_rank, most_rank);
  for (auto& extent : shape)
    extent = std::max<std::int64_t>(extent, 1);
  const auto type = given.chance(0.5) ? DType::float64 : DType::int64;
  return ma::masked_inside(given.array(type, shape, Content::plain), -1, 3);
}

template <std::size_t count>
Ufunc one_of(Case& given, const std::pair<const char*, Ufunc> (&named)[count]) {
  const auto& [name, op] = named[static_cast<std::size_t>(given.integer(0, static_cast<std::int64_t>(count) - 1))];
  given.option("op", std::string(name));
  return op;
}

constexpr std::pair<const char*, Ufunc> binary[] = {{"add", Ufunc::add},
                                                    {"subtract", Ufunc::subtract},
                                                    {"multiply", Ufunc::multiply},
                                                    {"true_divide", Ufunc::divide},
                                                    {"floor_divide", Ufunc::floor_divide},
                                                    {"remainder", Ufunc::remainder},
                                                    {"maximum", Ufunc::maximum},
                                                    {"less", Ufunc::less},
                                                    {"greater_equal", Ufunc::greater_equal}};
constexpr std::pair<const char*, Ufunc> unary[] = {
    {"sqrt", Ufunc::sqrt},         {"log", Ufunc::log},           {"log10", Ufunc::log10}, {"arcsin", Ufunc::arcsin},
    {"absolute", Ufunc::absolute}, {"negative", Ufunc::negative}, {"cos", Ufunc::cos}};

} // namespace

void add_masked(std::vector<Function>& table) {
  table.push_back({"ma_binary", [](Case& given) {
                     const auto [a, b] = two_masked(given, given.chance(0.5) ? DType::float64 : DType::int64);
                     return with_mask(ma::elementwise(one_of(given, binary), {a, b}));
                   }});
  table.push_back({"ma_unary", [](Case& given) {
                     return with_mask(ma::elementwise(one_of(given, unary), {one_masked(given, 0, 3)}));
                   }});
  table.push_back({"ma_reductions", [](Case& given) {
                     const auto a = one_masked(given, 2, 3);
                     const auto axis = given.option(
                         "axis", static_cast<int>(given.integer(0, static_cast<std::int64_t>(a.ndim()) - 1)));
                     std::vector<Array> made;
                     for (const auto& result : {a.sum(axis), a.min(axis), a.max(axis), a.ptp(axis), a.mean(axis),
                                                a.var(axis), a.std(axis, 1), a.any(axis), a.all(axis), a.cumsum(axis)})
                       for (const auto& array : with_mask(result))
                         made.push_back(array);
                     made.push_back(a.count(axis));
                     made.push_back(a.compressed());
                     return made;
                   }});
}

} // namespace troupe::conformance
