// Elements moved to other places: every result is NumPy's to the bit, whatever the type.
#include "collections/array/creation.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/overlap.hpp"
#include "collections/array/products.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/kernels/user/function.hpp"
#include "tests/conformance/case.hpp"

#include <algorithm>
#include <numeric>

namespace troupe::conformance {
namespace {

using Ints = std::vector<std::int64_t>;

Array any_array(Case& given, std::size_t least = 0, std::size_t most = 3) {
  const auto type = given.dtype(Types::any);
  const auto shape = given.shape(least, most);
  return given.array(type, shape, given.content());
}

/// A shape of as many elements, out of its factors.
Shape another_shape(Case& given, std::int64_t size) {
  const auto rank = given.integer(1, 4);
  Shape shape(static_cast<std::size_t>(rank), 1);
  const auto place = [&] { return static_cast<std::size_t>(given.integer(0, rank - 1)); };
  if (size == 0) {
    for (auto& extent : shape)
      extent = given.integer(1, 4);
    shape[place()] = 0;
    return shape;
  }
  for (std::int64_t factor = 2; size > 1; ++factor)
    for (; size % factor == 0; size /= factor)
      shape[place()] *= factor;
  return shape;
}

std::vector<int> shuffled_axes(Case& given, std::size_t rank) {
  std::vector<int> axes(rank);
  std::iota(axes.begin(), axes.end(), 0);
  for (std::size_t i = rank; i-- > 1;)
    std::swap(axes[i], axes[static_cast<std::size_t>(given.integer(0, static_cast<std::int64_t>(i)))]);
  for (auto& axis : axes)
    axis -= given.chance(0.3) ? static_cast<int>(rank) : 0;
  return axes;
}

int an_axis(Case& given, std::size_t rank, const char* name = "axis") {
  const auto count = static_cast<std::int64_t>(rank);
  return given.option(name, static_cast<int>(given.integer(-count, count - 1)));
}

void add_turns(std::vector<Function>& table) {
  table.push_back({"transpose", [](Case& given) {
                     const auto x = any_array(given);
                     if (given.chance(0.4))
                       return std::vector{transpose(x)};
                     return std::vector{transpose(x, given.options("axes", shuffled_axes(given, x.ndim())))};
                   }});
  table.push_back({"swapaxes", [](Case& given) {
                     const auto x = any_array(given, 1);
                     const auto first = an_axis(given, x.ndim(), "axis1");
                     return std::vector{swapaxes(x, first, an_axis(given, x.ndim(), "axis2"))};
                   }});
  table.push_back({"moveaxis", [](Case& given) {
                     const auto x = any_array(given, 1);
                     const auto from = an_axis(given, x.ndim(), "source");
                     return std::vector{moveaxis(x, from, an_axis(given, x.ndim(), "destination"))};
                   }});
  table.push_back(
      {"rollaxis", [](Case& given) {
         const auto x = any_array(given, 1);
         const auto axis = an_axis(given, x.ndim());
         return std::vector{rollaxis(
             x, axis, given.option("start", static_cast<int>(given.integer(0, static_cast<std::int64_t>(x.ndim())))))};
       }});
  table.push_back({"flip", [](Case& given) {
                     const auto x = any_array(given);
                     return std::vector{flip(x, given.axes(x))};
                   }});
  table.push_back({"flipud", [](Case& given) { return std::vector{flipud(any_array(given, 1))}; }});
  table.push_back({"fliplr", [](Case& given) { return std::vector{fliplr(any_array(given, 2))}; }});
  table.push_back({"rot90", [](Case& given) {
                     const auto x = any_array(given, 2);
                     const auto axes = shuffled_axes(given, x.ndim());
                     given.options("axes", std::vector{axes[0], axes[1]});
                     return std::vector{
                         rot90(x, given.option("k", static_cast<int>(given.integer(-5, 5))), axes[0], axes[1])};
                   }});
  table.push_back(
      {"roll", [](Case& given) {
         const auto x = any_array(given, 1);
         const auto shift = given.integer(-40, 40);
         if (given.chance(0.3))
           return std::vector{roll(x, given.option("shift", shift))};
         if (x.ndim() < 2 || given.chance(0.5)) {
           const auto by = given.option("shift", shift);
           return std::vector{roll(x, by, given.axis(x))};
         }
         const auto by = given.options("shift", Ints{shift, given.integer(-9, 9)});
         return std::vector{
             roll(x, by,
                  given.options("axis", std::vector<int>{-1, static_cast<int>(given.integer(
                                                                 0, static_cast<std::int64_t>(x.ndim()) - 1))}))};
       }});
}

void add_shapes(std::vector<Function>& table) {
  table.push_back({"reshape", [](Case& given) {
                     const auto x = any_array(given);
                     auto shape = another_shape(given, x.size());
                     if (x.size() > 0 && given.chance(0.3))
                       shape[static_cast<std::size_t>(given.integer(0, static_cast<std::int64_t>(shape.size()) - 1))] =
                           -1;
                     return std::vector{reshape(x, given.options("newshape", shape))};
                   }});
  table.push_back({"ravel", [](Case& given) { return std::vector{ravel(any_array(given))}; }});
  table.push_back({"squeeze", [](Case& given) {
                     const auto type = given.dtype(Types::any);
                     auto shape = given.shape(1, 4);
                     for (auto& extent : shape)
                       extent = given.chance(0.5) ? 1 : extent;
                     const auto x = given.array(type, shape, given.content());
                     if (given.chance(0.5))
                       return std::vector{squeeze(x)};
                     return std::vector{squeeze(x, given.axis(x))}; // now and then an axis that is not of extent 1
                   }});
  table.push_back({"expand_dims", [](Case& given) {
                     const auto x = any_array(given, 0, 3);
                     if (given.chance(0.6))
                       return std::vector{expand_dims(x, an_axis(given, x.ndim() + 1))};
                     const auto axes = shuffled_axes(given, x.ndim() + 2);
                     given.options("axis", std::vector{axes[0], axes[1]});
                     return std::vector{expand_dims(x, {axes[0], axes[1]})};
                   }});
  table.push_back({"atleast_1d", [](Case& given) { return std::vector{atleast_1d(any_array(given))}; }});
  table.push_back({"atleast_2d", [](Case& given) { return std::vector{atleast_2d(any_array(given))}; }});
  table.push_back({"atleast_3d", [](Case& given) { return std::vector{atleast_3d(any_array(given))}; }});
  table.push_back({"broadcast_to", [](Case& given) {
                     const auto type = given.dtype(Types::any);
                     auto shape = given.shape(0, 3);
                     auto to = shape;
                     for (std::size_t axis = 0; axis < shape.size(); ++axis)
                       if (given.chance(0.4)) {
                         shape[axis] = 1;
                         to[axis] = given.integer(0, 9);
                       }
                     while (to.size() < 4 && given.chance(0.4))
                       to.insert(to.begin(), given.integer(0, 4));
                     const auto x = given.array(type, shape, given.content());
                     return std::vector{broadcast_to(x, given.options("shape", to),
                                                     given.chance(0.5) ? Chunks() : Chunks(given.integer(1, 5)))};
                   }});
  table.push_back(
      {"broadcast_arrays", [](Case& given) {
         std::vector<Array> arrays;
         for (const auto& operand : given.broadcasting({Types::any, Types::any, Types::any}, Content::plain))
           if (operand.array())
             arrays.push_back(*operand.array());
         return broadcast_arrays(arrays);
       }});
  table.push_back({"rechunk", [](Case& given) {
                     const auto x = any_array(given, 1);
                     auto cut = rechunk(x, given.chunks(x.shape()));
                     if (given.chance(0.5))
                       cut = rechunk(cut, given.chunks(x.shape()));
                     return std::vector{given.chance(0.3) ? cut.rechunk() : cut};
                   }});
  table.push_back({"take", [](Case& given) {
                     const auto type = given.dtype(Types::any);
                     auto shape = given.shape(1, 3);
                     for (auto& extent : shape)
                       extent = std::max<std::int64_t>(extent, 1);
                     const auto x = given.array(type, shape, given.content());
                     const auto axis = given.integer(0, static_cast<std::int64_t>(x.ndim()) - 1);
                     const auto length = shape[static_cast<std::size_t>(axis)];
                     Ints positions;
                     for (auto left = given.integer(0, 30); left-- > 0;)
                       positions.push_back(given.integer(-length, length - 1));
                     return std::vector{
                         take(x, given.options("indices", positions), given.option("axis", static_cast<int>(axis)))};
                   }});
}

/// Arrays of one shape but for `axis`, each cut its own way; often of one type.
std::vector<Array> neighbours(Case& given, Shape shape, std::optional<std::size_t> axis) {
  std::vector<Array> arrays;
  const auto type = given.dtype(Types::any);
  const bool one_type = given.chance(0.7);
  for (auto left = given.integer(1, 4); left-- > 0;) {
    if (axis)
      shape[*axis] = given.integer(0, 9);
    const auto own = one_type ? type : given.dtype(Types::any);
    arrays.push_back(given.array(own, shape, given.content()));
  }
  return arrays;
}

void add_joins(std::vector<Function>& table) {
  table.push_back({"concatenate", [](Case& given) {
                     const auto shape = given.shape(1, 3);
                     const auto axis = an_axis(given, shape.size());
                     return std::vector{
                         concatenate(neighbours(given, shape, Axes(axis).fit(shape.size()).value().front()), axis)};
                   }});
  table.push_back({"stack", [](Case& given) {
                     const auto shape = given.shape(0, 3);
                     const auto axis = an_axis(given, shape.size() + 1);
                     return std::vector{stack(neighbours(given, shape, std::nullopt), axis)};
                   }});
  table.push_back(
      {"vstack", [](Case& given) { return std::vector{vstack(neighbours(given, given.shape(0, 3), std::nullopt))}; }});
  table.push_back(
      {"hstack", [](Case& given) { return std::vector{hstack(neighbours(given, given.shape(0, 3), std::nullopt))}; }});
  table.push_back(
      {"dstack", [](Case& given) { return std::vector{dstack(neighbours(given, given.shape(0, 3), std::nullopt))}; }});
  table.push_back({"column_stack", [](Case& given) {
                     return std::vector{column_stack(neighbours(given, given.shape(1, 2), std::nullopt))};
                   }});
  table.push_back(
      {"block", [](Case& given) {
         const auto type = given.dtype(Types::any);
         const Shape rows{given.integer(1, 5), given.integer(0, 5)}, columns{given.integer(1, 5), given.integer(1, 5)};
         std::vector<std::vector<Array>> parts(2);
         for (std::size_t i = 0; i < 2; ++i)
           for (std::size_t j = 0; j < 2; ++j)
             parts[i].push_back(given.array(type, {rows[i], columns[j]}, given.content()));
         return std::vector{block(parts)};
       }});
  table.push_back({"append", [](Case& given) {
                     const auto x = any_array(given, 1, 3);
                     if (given.chance(0.4))
                       return std::vector{append(x, any_array(given, 0, 2))};
                     const auto axis = given.axis(x);
                     auto shape = x.shape();
                     shape[Axes(axis).fit(x.ndim()).value().front()] = given.integer(0, 6);
                     return std::vector{append(x, given.array(given.dtype(Types::any), shape, given.content()), axis)};
                   }});
  table.push_back({"tile", [](Case& given) {
                     const auto x = any_array(given, 0, 3);
                     Ints times;
                     for (auto left = given.integer(1, 4); left-- > 0;)
                       times.push_back(given.integer(0, 3));
                     return std::vector{tile(x, given.options("reps", times))};
                   }});
  table.push_back({"repeat", [](Case& given) {
                     const auto x = any_array(given, 1, 3);
                     const auto times = given.option("repeats", given.integer(0, 4));
                     return std::vector{given.chance(0.3) ? repeat(x, times) : repeat(x, times, given.axis(x))};
                   }});
  table.push_back({"pad", [](Case& given) {
                     const auto type = given.dtype(Types::any);
                     auto shape = given.shape(1, 3);
                     const char* names[] = {"constant", "edge", "reflect", "symmetric", "wrap"};
                     const auto mode = given.option("mode", names[given.integer(0, 4)]);
                     for (auto& extent : shape)
                       extent = std::max<std::int64_t>(extent, mode == std::string("constant") ? 0 : 1);
                     const auto x = given.array(type, shape, given.content());
                     std::vector<std::pair<std::int64_t, std::int64_t>> width;
                     Ints before, after;
                     for (auto extent : shape) { // where NumPy's own modes agree with mirrors on both sides
                       const auto most = mode == std::string("constant") || mode == std::string("edge")
                                             ? 9
                                             : std::min<std::int64_t>(9, extent - 1);
                       before.push_back(given.integer(0, most));
                       after.push_back(given.integer(0, most));
                       width.emplace_back(before.back(), after.back());
                     }
                     given.options("before", before);
                     given.options("after", after);
                     return std::vector{pad(x, width, pad_mode_from_string(mode).value(), 3)};
                   }});
}

void add_parts(std::vector<Function>& table) {
  table.push_back({"split", [](Case& given) {
                     const auto x = any_array(given, 1, 3);
                     if (given.chance(0.5)) {
                       const auto parts =
                           given.option("indices_or_sections", given.integer(1, 4)); // which may not be equal
                       return split(x, parts, given.axis(x));
                     }
                     Ints places{given.integer(0, 5), given.integer(0, 9)};
                     std::sort(places.begin(), places.end());
                     given.options("indices_or_sections", places);
                     return split(x, places, given.axis(x));
                   }});
  table.push_back({"array_split", [](Case& given) {
                     const auto x = any_array(given, 1, 3);
                     const auto parts = given.option("indices_or_sections", given.integer(1, 7));
                     return array_split(x, parts, given.axis(x));
                   }});
  table.push_back({"hsplit", [](Case& given) {
                     const auto x = any_array(given, 1, 3);
                     return hsplit(x, given.option("indices_or_sections", given.integer(1, 3)));
                   }});
  table.push_back({"vsplit", [](Case& given) {
                     const auto x = any_array(given, 2, 3);
                     return vsplit(x, given.option("indices_or_sections", given.integer(1, 3)));
                   }});
  table.push_back({"dsplit", [](Case& given) {
                     const auto x = any_array(given, 3);
                     return dsplit(x, given.option("indices_or_sections", given.integer(1, 3)));
                   }});
  table.push_back({"insert", [](Case& given) {
                     const auto x = any_array(given, 1, 3);
                     const auto axis = given.axis(x);
                     const auto along = Axes(axis).fit(x.ndim()).value().front();
                     const auto length = x.shape()[along];
                     Ints positions;
                     for (auto left = given.integer(0, 6); left-- > 0;)
                       positions.push_back(given.integer(-length, length));
                     auto shape = x.shape();
                     const auto many = static_cast<std::int64_t>(positions.size());
                     shape[along] = many == 1 ? given.integer(0, 3) : given.chance(0.3) ? 1 : many;
                     const auto values = given.array(x.dtype(), given.chance(0.2) ? Shape{} : shape, Content::plain);
                     return std::vector{insert(x, given.options("obj", positions), values, axis)};
                   }});
  table.push_back({"delete", [](Case& given) {
                     const auto x = any_array(given, 1, 3);
                     const auto axis = given.axis(x);
                     const auto length = x.shape()[Axes(axis).fit(x.ndim()).value().front()];
                     Ints positions;
                     for (auto left = length == 0 ? 0 : given.integer(0, 6); left-- > 0;)
                       positions.push_back(given.integer(-length, length - 1));
                     return std::vector{delete_at(x, given.options("obj", positions), axis)};
                   }});
  table.push_back({"diagonal", [](Case& given) {
                     const auto x = any_array(given, 2);
                     const auto axes = shuffled_axes(given, x.ndim());
                     const auto offset = given.option("offset", given.integer(-4, 4));
                     given.option("axis1", axes[0]);
                     given.option("axis2", axes[1]);
                     return std::vector{diagonal(x, offset, axes[0], axes[1])};
                   }});
  table.push_back({"diag", [](Case& given) {
                     const auto type = given.dtype(Types::any);
                     const auto x = given.array(type,
                                                given.chance(0.5) ? Shape{given.integer(0, 30)}
                                                                  : Shape{given.integer(0, 20), given.integer(0, 20)},
                                                given.content());
                     return std::vector{diag(x, given.option("k", given.integer(-4, 4)))};
                   }});
  for (const auto& [name, part] :
       {std::pair<const char*, Array (*)(const Array&, std::int64_t)>{"tril", tril}, {"triu", triu}})
    table.push_back({name, [part = part](Case& given) {
                       const auto x = any_array(given, 2);
                       return std::vector{part(x, given.option("k", given.integer(-4, 4)))};
                     }});
}

/// Sums of whole numbers over a box around each element, nothing beyond the block.
Result<ChunkPtr> box_sums(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(depth, context.params.integer("depth"));
  TROUPE_TRY(block, as_block(*inputs[0]));
  Block sums{DType::float64, block->shape, context.pool.allocate_for<double>(static_cast<std::size_t>(block->size()))};
  const auto rows = block->shape[0], columns = block->shape[1];
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) {
      double sum = 0;
      for (auto y = std::max<std::int64_t>(0, i - depth); y <= std::min(rows - 1, i + depth); ++y)
        for (auto x = std::max<std::int64_t>(0, j - depth); x <= std::min(columns - 1, j + depth); ++x)
          sum += block->values<double>()[static_cast<std::size_t>(y * columns + x)];
      sums.values<double>()[static_cast<std::size_t>(i * columns + j)] = sum;
    }
  return make_chunk(std::move(sums));
}

const bool registered = (register_function("conformance.box_sums", box_sums), true);

Boundary boundary(Case& given, const char* name) {
  const char* names[] = {"none", "reflect", "periodic", "nearest", "constant"};
  const Boundary kinds[] = {Boundary::none(), Boundary::reflect(), Boundary::periodic(), Boundary::nearest(),
                            Boundary::constant(7)};
  const auto kind = given.integer(0, 4);
  given.option(name, names[kind]);
  return kinds[kind];
}

void add_overlaps(std::vector<Function>& table) {
  table.push_back(
      {"map_overlap", [](Case& given) {
         const auto whole = given.array(DType::int16, {given.integer(3, 30), given.integer(3, 30)}, Content::plain);
         const auto depth = given.option("depth", given.integer(0, 3));
         const auto rows = boundary(given, "rows");
         const auto columns = boundary(given, "columns");
         return std::vector{map_overlap("conformance.box_sums", whole.astype(DType::float64),
                                        Params{}.set("depth", depth), {.depth = {depth}, .boundary = {rows, columns}})};
       }});
  table.push_back({"sliding_window_view", [](Case& given) {
                     const auto type = given.dtype(Types::any);
                     const auto x = given.array(type, {given.integer(4, 20), given.integer(4, 20)}, given.content());
                     if (given.chance(0.5)) {
                       const auto window = given.option("window_shape", given.integer(1, 4));
                       return std::vector{sliding_window_view(x, window, given.axis(x))};
                     }
                     const auto window = given.options("window_shape", Ints{given.integer(1, 4), given.integer(1, 4)});
                     return std::vector{sliding_window_view(x, window, given.options("axis", std::vector<int>{0, 1}))};
                   }});
}

} // namespace

void add_shaping(std::vector<Function>& table) {
  add_turns(table);
  add_shapes(table);
  add_joins(table);
  add_parts(table);
  add_overlaps(table);
}

} // namespace troupe::conformance
