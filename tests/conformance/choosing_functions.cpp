#include "collections/array/choosing.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/sorting.hpp"
#include "tests/conformance/case.hpp"

#include <algorithm>
#include <string>

namespace troupe::conformance {
namespace {

constexpr std::int64_t left_out = 99;

/// One index for each axis, written down: a slice, an integer, or a list: at most one, or several of one length or of
/// one element.
std::vector<Index> indices(Case& given, const Shape& shape, bool several_lists = false) {
  std::vector<Index> drawn;
  bool listed = false;
  const auto together = given.integer(0, 12);
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const auto name = "i" + std::to_string(axis);
    const auto length = shape[axis];
    if (length > 0 && given.chance(0.2)) {
      const auto at = given.integer(-length, length - 1);
      given.options(name, std::vector<std::int64_t>{1, at});
      drawn.emplace_back(at);
    } else if (length > 0 && (several_lists || !listed) && given.chance(several_lists ? 0.8 : 0.4)) {
      std::vector<std::int64_t> positions, written{2};
      for (auto left = !several_lists ? given.integer(0, 12) : given.chance(0.2) ? 1 : together; left > 0; --left)
        positions.push_back(given.integer(-length, length - 1));
      written.insert(written.end(), positions.begin(), positions.end());
      given.options(name, written);
      drawn.emplace_back(positions);
      listed = true;
    } else {
      const auto bound = [&] { return given.chance(0.3) ? left_out : given.integer(-length - 2, length + 2); };
      const auto start = bound(), stop = bound(),
                 step = given.chance(0.3)   ? left_out
                        : given.chance(0.3) ? -given.integer(1, 3)
                                            : given.integer(1, 4);
      given.options(name, std::vector<std::int64_t>{0, start, stop, step});
      const auto of = [](std::int64_t number) {
        return number == left_out ? Slice::Bound(indexing::none) : Slice::Bound(number);
      };
      drawn.emplace_back(slice(of(start), of(stop), of(step)));
    }
  }
  return drawn;
}

Shape small_shape(Case& given) {
  auto shape = given.shape(1, 3);
  for (auto& extent : shape)
    extent = std::min<std::int64_t>(extent, 90);
  return shape;
}

/// Where the values of the last operand are true.
std::int64_t trues(const Case& given) {
  const auto values = given.blocks().back().values<bool>();
  return std::count(values.begin(), values.end(), true);
}

OutOfBounds drawn_mode(Case& given) {
  const auto drawn = given.integer(0, 2);
  given.option("mode", std::string(drawn == 0 ? "raise" : drawn == 1 ? "wrap" : "clip"));
  return static_cast<OutOfBounds>(drawn);
}

/// Integers of that shape, or of one that broadcasts to it; within bounds, as Python's remainder has them, where that
/// is asked for.
Array numbers_below(Case& given, const Shape& shape, std::int64_t length, bool within) {
  auto some = shape;
  for (auto& extent : some)
    if (given.chance(0.2))
      extent = 1;
  if (!some.empty() && given.chance(0.2))
    some.erase(some.begin());
  const auto drawn = given.array(given.dtype(Types::integers), some, given.content());
  return within && length > 0 ? remainder(drawn, length) : drawn;
}

} // namespace

void add_choosing(std::vector<Function>& table) {
  table.push_back({"flatnonzero", [](Case& given) { return std::vector{flatnonzero(given.array(Types::any, 1, 3))}; }});
  table.push_back({"nonzero", [](Case& given) { return nonzero(given.array(Types::any, 1, 3)); }});
  table.push_back({"argwhere", [](Case& given) { return std::vector{argwhere(given.array(Types::any, 1, 3))}; }});
  for (int twice = 0; twice < 2; ++twice)
    table.push_back({"ravel_multi_index", [](Case& given) {
                       const auto dims = given.options("dims", given.shape(0, 3));
                       const auto shape = small_shape(given);
                       const auto mode = drawn_mode(given);
                       const bool within = given.option("within", given.chance(0.8));
                       std::vector<Array> multi_index;
                       for (auto length : dims)
                         multi_index.push_back(numbers_below(given, shape, length, within));
                       return std::vector{ravel_multi_index(multi_index, dims, mode)};
                     }});
  for (int twice = 0; twice < 2; ++twice)
    table.push_back(
        {"choose", [](Case& given) { // the numbers come last here
           const auto choices = given.broadcasting(
               std::vector<Types>(static_cast<std::size_t>(given.integer(1, 5)), Types::any), given.content());
           const auto& whole = choices[choices[0].array() ? 0 : 1].array()->shape();
           const auto mode = drawn_mode(given);
           const bool within = given.option("within", given.chance(0.8));
           return std::vector{
               choose(numbers_below(given, whole, static_cast<std::int64_t>(choices.size()), within), choices, mode)};
         }});
  table.push_back({"extract", [](Case& given) {
                     const auto shape = given.shape(1, 3);
                     const auto condition = given.array(given.dtype(Types::any), shape, Content::plain);
                     return std::vector{
                         extract(condition, given.array(given.dtype(Types::any), shape, Content::plain))};
                   }});
  table.push_back({"compress", [](Case& given) {
                     const auto shape = given.shape(1, 3);
                     const auto at = given.integer(0, static_cast<std::int64_t>(shape.size()) - 1);
                     const auto length = given.integer(0, shape[static_cast<std::size_t>(at)]);
                     const auto condition = given.array(DType::bool_, {length}, Content::plain);
                     const auto x = given.array(given.dtype(Types::any), shape, Content::plain);
                     return std::vector{compress(condition, x, given.option("axis", static_cast<int>(at)))};
                   }});
  table.push_back({"mask", [](Case& given) {
                     const auto shape = small_shape(given);
                     const auto x = given.array(given.dtype(Types::any), shape, Content::plain);
                     const auto axis =
                         given.option("axis", given.integer(0, static_cast<std::int64_t>(shape.size()) - 1));
                     const auto end = given.integer(axis + 1, static_cast<std::int64_t>(shape.size()));
                     const auto mask =
                         given.array(DType::bool_, Shape(shape.begin() + axis, shape.begin() + end), Content::plain);
                     std::vector<Index> full(static_cast<std::size_t>(axis), Index(indexing::all));
                     full.emplace_back(mask);
                     return std::vector{x.index(full)};
                   }});
  table.push_back({"mask_elementwise", [](Case& given) {
                     const auto shape = small_shape(given);
                     const auto x = given.array(DType::float64, shape, Content::plain);
                     const auto kept = x(given.array(DType::bool_, shape, Content::plain));
                     return std::vector{where(kept > 2, kept * 2, kept + 1)};
                   }});
  table.push_back({"mask_reductions", [](Case& given) {
                     const auto shape = small_shape(given);
                     const auto x = given.array(DType::float64, shape, Content::plain);
                     const auto kept = x(given.array(DType::bool_, shape, Content::plain));
                     return std::vector{kept.sum(), kept.mean(), kept.var(), count_nonzero(kept)};
                   }});
  table.push_back({"mask_axis_reductions", [](Case& given) {
                     const Shape shape{given.integer(1, 40), given.integer(1, 9)};
                     const auto x = given.array(DType::int32, shape, Content::plain);
                     const auto kept = x(given.array(DType::bool_, {shape[0]}, Content::plain));
                     return std::vector{kept.max(1), kept.sum(0)};
                   }});
  table.push_back({"getitem_late", [](Case& given) { // of rows that are counted when it is computed
                     auto shape = small_shape(given);
                     const auto x = given.array(given.dtype(Types::any), shape, Content::plain);
                     const auto kept = x(given.array(DType::bool_, {shape[0]}, Content::plain));
                     shape[0] = trues(given);
                     const auto picked = kept.index(indices(given, shape));
                     return std::vector{picked, array_equal(picked, picked)};
                   }});
  table.push_back({"setitem_late", [](Case& given) {
                     auto shape = small_shape(given);
                     const auto x = given.array(given.dtype(Types::any), shape, Content::plain);
                     const auto kept = x(given.array(DType::bool_, {shape[0]}, Content::plain));
                     shape[0] = trues(given);
                     auto places = indices(given, shape);
                     return std::vector{setitem(kept, places, given.option("value", given.integer(0, 1)))};
                   }});
  table.push_back({"moved_late", [](Case& given) {
                     const Shape shape{given.integer(1, 60), given.integer(1, 9)};
                     const auto x = given.array(given.dtype(Types::real), shape, Content::plain);
                     const auto kept = x(given.array(DType::bool_, {shape[0]}, Content::plain));
                     const auto axis = given.option("axis", static_cast<int>(given.integer(0, 1)));
                     const auto shift = given.option("shift", given.integer(-70, 70));
                     return std::vector{sort(kept, axis),
                                        argsort(kept, axis),
                                        roll(kept, shift, axis),
                                        roll(kept, shift),
                                        flip(kept, axis),
                                        kept.T().reshape({-1}),
                                        kept.reshape({-1, shape[1], 1}),
                                        argwhere(kept),
                                        repeat(kept, 2, axis),
                                        concatenate({kept, flip(kept, axis)}, 1 - axis)};
                   }});
  table.push_back({"take_lazily", [](Case& given) {
                     auto shape = small_shape(given);
                     for (auto& extent : shape)
                       extent = std::max<std::int64_t>(extent, 1);
                     const auto x = given.array(given.dtype(Types::any), shape, Content::plain);
                     const auto positions =
                         given.array(given.dtype(Types::integers), given.shape(0, 2), Content::plain);
                     const auto axis = given.axis(x);
                     const auto length =
                         shape[static_cast<std::size_t>(axis < 0 ? axis + static_cast<int>(shape.size()) : axis)];
                     return std::vector{take(x, remainder(positions.astype(DType::int64), 2 * length) - length, axis)};
                   }});
  table.push_back({"getitem", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::any), small_shape(given), Content::plain);
                     return std::vector{x.index(indices(given, x.shape()))};
                   }});
  table.push_back({"getitem", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::any), given.shape(2, 4), Content::plain);
                     return std::vector{x.index(indices(given, x.shape(), true))};
                   }});
  table.push_back({"setitem", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::any), small_shape(given), Content::plain);
                     const auto places = indices(given, x.shape());
                     auto shape = x.index(places).shape();
                     for (auto& extent : shape)
                       if (given.chance(0.2))
                         extent = 1;
                     while (!shape.empty() && given.chance(0.2))
                       shape.erase(shape.begin());
                     return std::vector{
                         setitem(x, places, given.array(given.dtype(Types::ordered), shape, Content::plain))};
                   }});
  table.push_back({"setitem", [](Case& given) { // several lists
                     const auto x = given.array(given.dtype(Types::any), small_shape(given), Content::plain);
                     const auto places = indices(given, x.shape(), true);
                     auto shape = x.index(places).shape();
                     while (!shape.empty() && given.chance(0.2))
                       shape.erase(shape.begin());
                     return std::vector{
                         setitem(x, places, given.array(given.dtype(Types::ordered), shape, Content::plain))};
                   }});
  table.push_back(
      {"setitem_lazily", [](Case& given) { // positions of one axis, slices or integers before and after
         auto shape = small_shape(given);
         for (auto& extent : shape)
           extent = std::max<std::int64_t>(extent, 1);
         const auto x = given.array(given.dtype(Types::any), shape, Content::plain);
         const auto axis = given.option("axis", given.integer(0, static_cast<std::int64_t>(shape.size()) - 1));
         const auto positions = given.array(given.dtype(Types::integers), {given.integer(0, 40)}, Content::plain);
         const auto length = shape[static_cast<std::size_t>(axis)];
         std::vector<Index> full;
         for (std::size_t at = 0; at < shape.size(); ++at) {
           const auto name = "i" + std::to_string(at);
           if (static_cast<std::int64_t>(at) == axis) {
             full.emplace_back(remainder(positions.astype(DType::int64), 2 * length) - length);
           } else if (given.chance(0.3)) {
             full.emplace_back(given.option(name, shape[at] - 1));
           } else {
             full.emplace_back(slice(given.option(name, shape[at] / 3), indexing::none));
             given.option("s" + std::to_string(at), 1);
           }
         }
         const auto wanted = given.chance(0.3) ? Shape{} : x.index(full).shape();
         return std::vector{setitem(x, full, given.array(given.dtype(Types::ordered), wanted, Content::plain))};
       }});
  table.push_back({"setitem_mask", [](Case& given) {
                     const auto shape = small_shape(given);
                     auto x = given.array(given.dtype(Types::any), shape, Content::plain);
                     const auto mask = given.array(DType::bool_, shape, Content::plain);
                     const auto values = given.chance(0.5) ? Shape{trues(given)} : Shape{};
                     x(mask) = given.array(given.dtype(Types::ordered), values, Content::plain);
                     return std::vector{x};
                   }});
}

} // namespace troupe::conformance
