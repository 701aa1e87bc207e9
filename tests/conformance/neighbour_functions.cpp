#include "collections/array/apply_lines.hpp"
#include "collections/array/differences.hpp"
#include "collections/array/signal.hpp"
#include "runtime/kernels/user/function.hpp"
#include "tests/conformance/case.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace troupe::conformance {
namespace {

/// A line's largest and smallest element.
Block ends_of(const Block& line) {
  Block made{line.dtype, {2}, process_pool().allocate_for<double>(2)};
  const auto values = line.values<double>();
  made.values<double>()[0] = *std::max_element(values.begin(), values.end());
  made.values<double>()[1] = *std::min_element(values.begin(), values.end());
  return made;
}
/// Its first element less its last.
Block drop_of(const Block& line) {
  Block made{line.dtype, {}, process_pool().allocate_for<double>(1)};
  made.values<double>()[0] = line.values<double>().front() - line.values<double>().back();
  return made;
}
const bool registered =
    (register_function("conformance.ends", ends_of), register_function("conformance.drop", drop_of), true);

Shape at_least(Shape shape, std::int64_t extent) {
  for (auto& one : shape)
    one = std::max(one, extent);
  return shape;
}

ConvolveMode mode_of(Case& given) {
  const char* names[] = {"full", "same", "valid"};
  const auto at = given.integer(0, 2);
  given.option("mode", std::string(names[at]));
  return static_cast<ConvolveMode>(at);
}

} // namespace

void add_neighbours(std::vector<Function>& table) {
  table.push_back({"diff", [](Case& given) {
                     const auto x = given.array(Types::any, 1, 3);
                     const auto n = given.option("n", static_cast<int>(given.integer(0, 3)));
                     return std::vector{diff(x, n, given.axis(x))};
                   }});
  table.push_back({"ediff1d", [](Case& given) {
                     const auto x = given.array(Types::numbers, 0, 3);
                     std::optional<Array> end, begin;
                     if (given.option("end", given.chance(0.5)))
                       end = given.array(x.dtype(), {given.integer(0, 4)}, Content::plain);
                     if (given.option("begin", given.chance(0.5)))
                       begin = given.array(x.dtype(), {given.integer(0, 4)}, Content::plain);
                     return std::vector{ediff1d(x, end, begin)};
                   }});
  table.push_back({"gradient", [](Case& given) {
                     const auto type = given.dtype(Types::numbers);
                     const auto x = given.array(type, at_least(given.shape(1, 3), 2), given.content());
                     const auto spacing = given.option("spacing", static_cast<double>(given.integer(1, 9)) / 4);
                     return std::vector{gradient(x, given.axis(x), spacing)};
                   }});
  table.push_back({"gradient_everywhere", [](Case& given) {
                     return gradient(
                         given.array(given.dtype(Types::numbers), at_least(given.shape(1, 3), 2), Content::plain));
                   }});
  table.push_back(
      {"coarsen", [](Case& given) {
         const char* names[] = {"sum", "min", "max", "mean", "any", "all", "prod"};
         const auto reduction = given.option("reduction", std::string(names[given.integer(0, 6)]));
         const auto x = given.array(given.dtype(Types::real), at_least(given.shape(1, 3), 5), Content::plain);
         std::vector<std::pair<int, std::int64_t>> axes;
         for (std::size_t axis = 0; axis < x.ndim(); ++axis)
           axes.emplace_back(static_cast<int>(axis), given.option("size" + std::to_string(axis), given.integer(1, 5)));
         return std::vector{coarsen(reduction, x, axes, true)};
       }});
  table.push_back({"convolve", [](Case& given) {
                     const auto content = given.chance(0.1) ? Content::special : Content::plain;
                     const auto a = given.array(given.dtype(Types::any),
                                                {given.integer(1, given.chance(0.2) ? 5000 : 60)}, content);
                     const auto v = given.array(given.dtype(Types::any),
                                                {given.integer(1, given.chance(0.2) ? 200 : 20)}, Content::plain);
                     return std::vector{convolve(a, v, mode_of(given))};
                   }});
  table.push_back({"convolve_nd", [](Case& given) {
                     const auto rank = given.integer(2, 3);
                     Shape shape, taps;
                     for (std::int64_t axis = 0; axis < rank; ++axis) {
                       shape.push_back(given.integer(1, 12));
                       taps.push_back(given.integer(1, given.chance(0.1) ? 14 : 4));
                     }
                     const auto a = given.array(given.dtype(Types::any), shape, Content::plain);
                     const auto v = given.array(given.dtype(Types::any), taps, Content::plain);
                     return std::vector{convolve(a, v, mode_of(given))};
                   }});
  table.push_back({"apply_along_axis", [](Case& given) {
                     const auto x = given.array(DType::float64, at_least(given.shape(1, 3), 1), Content::plain);
                     const bool ends = given.option("ends", given.chance(0.5));
                     const auto axis = given.axis(x);
                     return std::vector{ends ? apply_along_axis("conformance.ends", axis, x, {}, {.shape = {2}})
                                             : apply_along_axis("conformance.drop", axis, x)};
                   }});
}

} // namespace troupe::conformance
