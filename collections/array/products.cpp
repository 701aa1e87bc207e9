#include "collections/array/products.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/reduction_tree.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace troupe {
namespace {

using Labels = std::vector<std::int64_t>;
constexpr std::int64_t pairs_a_task = 8; ///< products added up in one task; more make a tree
/// Where the operands' chunks are as large as this and the result's far smaller, each pair has a task: reading takes
/// the time.
constexpr std::int64_t large_chunk = 1 << 15;

bool has(const Labels& labels, std::int64_t label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

using Cuts = std::map<std::int64_t, std::vector<std::int64_t>>; ///< extents of the chunks along each label

Array cut_as(const Array& array, const Labels& labels, const Cuts& cuts) {
  auto cut = bounds_of(array);
  for (std::size_t axis = 0; axis < labels.size(); ++axis)
    cut[axis] = cuts.at(labels[axis]);
  return rechunk(array, cut);
}

Cuts common_cuts(const Array& a, const Labels& a_labels, const Array& b, const Labels& b_labels) {
  Cuts cuts;
  for (std::size_t axis = 0; axis < a_labels.size(); ++axis)
    cuts[a_labels[axis]] = a.layout().bounds().extents(axis);
  for (std::size_t axis = 0; axis < b_labels.size(); ++axis) {
    const auto& extents = b.layout().bounds().extents(axis);
    const auto [at, fresh] = cuts.try_emplace(b_labels[axis], extents);
    if (fresh)
      continue;
    const auto first =
        static_cast<std::size_t>(std::find(a_labels.begin(), a_labels.end(), b_labels[axis]) - a_labels.begin());
    if (a.layout().chosen(first) != b.layout().chosen(axis))
      throw TroupeError(
          {Errc::invalid_shape,
           to_string(a) + " and " + to_string(b)
               + " cannot be multiplied as they are: extents that are not known are the "
               + "same only where the same mask chose them; compute_chunk_sizes(executor, x) makes them known"});
    if (at->second == extents)
      continue;
    if (a.layout().bounds().shape()[first] != b.layout().bounds().shape()[axis])
      throw TroupeError({Errc::invalid_shape, "arrays of shapes " + to_string(a.layout().bounds().shape()) + " and "
                                                  + to_string(b.layout().bounds().shape())
                                                  + " cannot be multiplied: axes " + std::to_string(first) + " and "
                                                  + std::to_string(axis) + " differ"});
    if (at->second.size() < extents.size())
      at->second = extents;
  }
  return cuts;
}

/// What plain transposes turn, its axes labelled instead: chunks are read across where they lie, and nothing is turned.
Array before_transpose(Array array, Labels& labels) {
  for (;;) {
    const auto& made = *array.expression();
    if (made.kernel() != "array.transpose" || made.inputs().size() != 1)
      return array;
    const auto order = made.params().integers("axes").value();
    const auto source = made.inputs()[0].source;
    std::vector<std::vector<std::int64_t>> extents(order.size());
    std::vector<std::optional<Key>> chosen(order.size());
    Labels turned(order.size());
    for (std::size_t axis = 0; axis < order.size(); ++axis) {
      const auto before = static_cast<std::size_t>(order[axis]);
      extents[before] = array.layout().bounds().extents(axis);
      chosen[before] = array.layout().chosen(axis);
      turned[before] = labels[axis];
    }
    const auto seen = Array::make(
        source, Layout(ChunkGrid::from_extents(std::move(extents)).value(), std::move(chosen)), array.dtype());
    if (!seen)
      return array;
    labels = std::move(turned);
    array = *seen;
  }
}

std::int64_t largest_chunk(const ChunkGrid& grid) {
  std::int64_t elements = 1;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis)
    elements *=
        grid.extents(axis).empty() ? 0 : *std::max_element(grid.extents(axis).begin(), grid.extents(axis).end());
  return elements;
}

/// The chunks of one operand that belong to each place of the result and of the sum.
class OperandChunks {
public:
  OperandChunks(const Array& array, const Labels& labels, const Labels& out, const Labels& summed)
      : grid_(array.layout().bounds()) {
    for (auto label : labels) {
      const auto at = std::find(out.begin(), out.end(), label);
      from_out_.push_back(at != out.end());
      index_.push_back(static_cast<std::size_t>(
          at != out.end() ? at - out.begin() : std::find(summed.begin(), summed.end(), label) - summed.begin()));
    }
  }
  std::uint32_t chunk(const Shape& out, const Shape& summed) const {
    Shape place(index_.size());
    for (std::size_t axis = 0; axis < place.size(); ++axis)
      place[axis] = from_out_[axis] ? out[index_[axis]] : summed[index_[axis]];
    return grid_.index(place);
  }

private:
  const ChunkGrid& grid_;
  std::vector<bool> from_out_;
  std::vector<std::size_t> index_;
};

ChunkGrid grid_of(const Labels& labels, const Cuts& cuts) {
  std::vector<std::vector<std::int64_t>> extents;
  for (auto label : labels)
    extents.push_back(cuts.at(label));
  return ChunkGrid::from_extents(std::move(extents)).value();
}

/// The grid as a layout: axes of unknown extents of either operand stay so.
Layout layout_of(const ChunkGrid& grid, const Labels& labels, const Array& a, const Labels& a_labels, const Array& b,
                 const Labels& b_labels) {
  std::vector<std::optional<Key>> chosen;
  for (auto label : labels) {
    const bool of_a = has(a_labels, label);
    const auto& own = of_a ? a_labels : b_labels;
    chosen.push_back((of_a ? a : b)
                         .layout()
                         .chosen(static_cast<std::size_t>(std::find(own.begin(), own.end(), label) - own.begin())));
  }
  return Layout(grid, std::move(chosen));
}

Array contracted(const Array& a, const Labels& a_labels, const Array& b, const Labels& b_labels, const Labels& out,
                 const Cuts& cuts) {
  Labels summed;
  for (auto label : a_labels)
    if (!has(out, label))
      summed.push_back(label);
  const auto result = grid_of(out, cuts), sums = grid_of(summed, cuts);
  const OperandChunks of_a(a, a_labels, out, summed), of_b(b, b_labels, out, summed);
  const auto read = std::max(largest_chunk(a.layout().bounds()), largest_chunk(b.layout().bounds()));
  const auto pairs = read >= large_chunk && largest_chunk(result) <= read / 16 ? 1 : pairs_a_task;
  const auto groups = (std::int64_t{sums.size()} + pairs - 1) / pairs;
  std::vector<std::uint32_t> begins{0}, take_a, take_b;
  for (std::int64_t group = 0; group < groups; ++group)
    for (std::uint32_t chunk = 0; chunk < result.size(); ++chunk) {
      const auto place = result.place(chunk);
      for (auto k = group * pairs; k < std::min((group + 1) * pairs, std::int64_t{sums.size()}); ++k) {
        const auto at = sums.place(static_cast<std::uint32_t>(k));
        take_a.push_back(of_a.chunk(place, at));
        take_b.push_back(of_b.chunk(place, at));
      }
      begins.push_back(static_cast<std::uint32_t>(take_a.size()));
    }
  ExpressionSpec layer;
  layer.kernel = "linalg.contract";
  layer.params.set("a", a_labels).set("b", b_labels).set("out", out);
  if (groups > 1)
    layer.params.set("partial", true);
  layer.tasks = static_cast<std::uint32_t>(begins.size() - 1);
  layer.inputs.push_back({a.expression(), Wiring::list(begins, std::move(take_a))});
  layer.inputs.push_back({b.expression(), Wiring::list(begins, std::move(take_b))});
  const auto expression = Expression::make(std::move(layer)).value();
  const auto layout = layout_of(result, out, a, a_labels, b, b_labels);
  if (groups == 1)
    return Array::make(expression, layout, a.dtype()).value();
  std::vector<std::vector<std::int64_t>> extents{std::vector<std::int64_t>(static_cast<std::size_t>(groups), 1)};
  std::vector<std::optional<Key>> chosen{std::nullopt};
  for (std::size_t axis = 0; axis < result.rank(); ++axis) {
    extents.push_back(result.extents(axis));
    chosen.push_back(layout.chosen(axis));
  }
  const auto partials =
      Array::make(expression, Layout(ChunkGrid::from_extents(std::move(extents)).value(), std::move(chosen)), a.dtype())
          .value();
  const auto sum = combine_along(partials, {0}, "array.combine", Params{}.set("op", "sum")).value();
  return squeeze(sum, Axes(0));
}

/// Sums over labels that no other operand and not the result have.
Array summed_alone(const Array& array, Labels& labels, const Labels& kept) {
  auto result = array;
  for (std::size_t axis = labels.size(); axis-- > 0;)
    if (!has(kept, labels[axis])) {
      result = result.sum(static_cast<int>(axis)).astype(array.dtype());
      labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(axis));
    }
  return result;
}

Labels counting(std::size_t count, std::int64_t from = 0) {
  Labels labels(count);
  std::iota(labels.begin(), labels.end(), from);
  return labels;
}

} // namespace

Array contract(const Array& a, const Labels& a_labels, const Array& b, const Labels& b_labels, const Labels& out) {
  if (a_labels.size() != a.ndim() || b_labels.size() != b.ndim())
    throw TroupeError({Errc::invalid_argument, "contract: every axis needs a label"});
  const auto type = promote(a.dtype(), b.dtype());
  auto left_labels = a_labels, right_labels = b_labels;
  const auto left_source = before_transpose(a, left_labels), right_source = before_transpose(b, right_labels);
  auto left = summed_alone(left_source.astype(type), left_labels, [&] {
    auto kept = out;
    kept.insert(kept.end(), b_labels.begin(), b_labels.end());
    return kept;
  }());
  auto right = summed_alone(right_source.astype(type), right_labels, [&] {
    auto kept = out;
    kept.insert(kept.end(), left_labels.begin(), left_labels.end());
    return kept;
  }());
  const auto cuts = common_cuts(left, left_labels, right, right_labels);
  return contracted(cut_as(left, left_labels, cuts), left_labels, cut_as(right, right_labels, cuts), right_labels, out,
                    cuts);
}

Array matmul(const Array& a, const Array& b) {
  if (a.ndim() == 0 || b.ndim() == 0)
    throw TroupeError({Errc::invalid_shape, "matmul takes no 0-d arrays; use * for them"});
  const auto batch = std::max(a.ndim(), b.ndim()) > 2 ? std::max(a.ndim(), b.ndim()) - 2 : 0;
  const std::int64_t row = 100, column = 101, summed = 102;
  Labels out = counting(batch);
  // Stacks: labels count from the last batch axis; an axis of extent 1 that the other stretches is dropped.
  const auto prepare = [&](Array array, const Array& other, Labels last) {
    Labels labels;
    const auto stacks = array.ndim() > 2 ? array.ndim() - 2 : 0, other_stacks = other.ndim() > 2 ? other.ndim() - 2 : 0;
    std::vector<Index> indices;
    for (std::size_t axis = 0; axis < stacks; ++axis) {
      const auto label = batch - stacks + axis;
      const auto there =
          label + other_stacks >= batch ? other.layout().bounds().shape()[label + other_stacks - batch] : 1;
      if (array.layout().bounds().shape()[axis] == 1 && array.layout().known(axis) && there != 1) {
        indices.emplace_back(0);
        continue;
      }
      indices.emplace_back(indexing::all);
      labels.push_back(static_cast<std::int64_t>(label));
    }
    labels.insert(labels.end(), last.begin(), last.end());
    return std::pair(indices.empty() ? array : array.index(indices), labels);
  };
  const auto [left, left_labels] = prepare(a, b, a.ndim() == 1 ? Labels{summed} : Labels{row, summed});
  const auto [right, right_labels] = prepare(b, a, b.ndim() == 1 ? Labels{summed} : Labels{summed, column});
  if (a.ndim() > 1)
    out.push_back(row);
  if (b.ndim() > 1)
    out.push_back(column);
  return contract(left, left_labels, right, right_labels, out);
}

Array dot(const Array& a, const Array& b) {
  if (a.ndim() == 0 || b.ndim() == 0)
    return multiply(a, b);
  return tensordot(a, b, {-1}, {b.ndim() == 1 ? -1 : -2});
}

Array vdot(const Array& a, const Array& b) {
  const auto first = ravel(a);
  return contract(is_complex(a.dtype()) ? conj(first) : first, {0}, ravel(b), {0}, {});
}

Array inner(const Array& a, const Array& b) {
  return a.ndim() == 0 || b.ndim() == 0 ? multiply(a, b) : tensordot(a, b, {-1}, {-1});
}

Array outer(const Array& a, const Array& b) { return contract(ravel(a), {0}, ravel(b), {1}, {0, 1}); }

Array kron(const Array& a, const Array& b) {
  auto left = a, right = b;
  while (left.ndim() < right.ndim())
    left = expand_dims(left, 0);
  while (right.ndim() < left.ndim())
    right = expand_dims(right, 0);
  const auto rank = left.ndim();
  Labels left_labels, right_labels, out;
  Shape shape;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    left_labels.push_back(static_cast<std::int64_t>(2 * axis));
    right_labels.push_back(static_cast<std::int64_t>(2 * axis + 1));
    out.insert(out.end(), {left_labels.back(), right_labels.back()});
    shape.push_back(left.shape()[axis] * right.shape()[axis]);
  }
  return reshape(contract(left, left_labels, right, right_labels, out), shape);
}

Array tensordot(const Array& a, const Array& b, int axes) {
  if (axes < 0 || static_cast<std::size_t>(axes) > std::min(a.ndim(), b.ndim()))
    throw TroupeError({Errc::invalid_argument,
                       "tensordot over " + std::to_string(axes) + " axes of " + to_string(a) + " and " + to_string(b)});
  std::vector<int> of_a, of_b;
  for (int i = 0; i < axes; ++i) {
    of_a.push_back(static_cast<int>(a.ndim()) - axes + i);
    of_b.push_back(i);
  }
  return tensordot(a, b, of_a, of_b);
}

Array tensordot(const Array& a, const Array& b, const std::vector<int>& a_axes, const std::vector<int>& b_axes) {
  if (a_axes.size() != b_axes.size())
    throw TroupeError({Errc::invalid_argument, "tensordot needs as many axes of one array as of the other"});
  auto a_labels = counting(a.ndim()), b_labels = counting(b.ndim(), static_cast<std::int64_t>(a.ndim()));
  for (std::size_t i = 0; i < a_axes.size(); ++i)
    b_labels[axis_of(b, b_axes[i])] = a_labels[axis_of(a, a_axes[i])];
  Labels out;
  for (auto label : a_labels)
    if (!has(b_labels, label))
      out.push_back(label);
  for (auto label : b_labels)
    if (!has(a_labels, label))
      out.push_back(label);
  return contract(a, a_labels, b, b_labels, out);
}

Array diagonal(const Array& array, std::int64_t offset, int axis1, int axis2) {
  const auto first = axis_of(array, axis1), second = axis_of(array, axis2);
  if (first == second)
    throw TroupeError({Errc::invalid_argument, "diagonal needs two different axes of " + to_string(array)});
  std::vector<int> order;
  for (std::size_t axis = 0; axis < array.ndim(); ++axis)
    if (axis != first && axis != second)
      order.push_back(static_cast<int>(axis));
  order.insert(order.end(), {static_cast<int>(first), static_cast<int>(second)});
  const auto turned = transpose(array, order);
  const auto rank = array.ndim();
  const auto& rows = turned.grid().extents(rank - 2);
  const auto& columns = turned.grid().extents(rank - 1);
  // A chunk for every stretch of the diagonal that lies within one chunk of the matrix.
  std::int64_t row = std::max<std::int64_t>(0, -offset), column = std::max<std::int64_t>(0, offset);
  auto left = std::min(turned.shape()[rank - 2] - row, turned.shape()[rank - 1] - column);
  Params::Ints starts;
  std::vector<std::int64_t> lengths;
  std::vector<std::pair<std::int64_t, std::int64_t>> sources;
  std::size_t i = 0, j = 0;
  for (; left > 0;) {
    while (row >= rows[i])
      row -= rows[i++];
    while (column >= columns[j])
      column -= columns[j++];
    const auto here = std::min({rows[i] - row, columns[j] - column, left});
    starts.insert(starts.end(), {row, column});
    lengths.push_back(here);
    sources.emplace_back(i, j);
    row += here;
    column += here;
    left -= here;
  }
  if (lengths.empty()) {
    starts = {0, 0};
    lengths = {0};
    sources = {{0, 0}};
  }
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t axis = 0; axis + 2 < rank; ++axis)
    extents.push_back(turned.grid().extents(axis));
  extents.push_back(lengths);
  const auto grid = ChunkGrid::from_extents(extents).value();
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t chunk = 0; chunk < grid.size(); ++chunk) {
    auto place = grid.place(chunk);
    const auto source = sources[static_cast<std::size_t>(place.back())];
    place.back() = source.first;
    place.push_back(source.second);
    taken.push_back(turned.grid().index(place));
    begins.push_back(chunk + 1);
  }
  ExpressionSpec layer;
  layer.kernel = "array.diagonal";
  layer.params.set("starts", std::move(starts)).set("lengths", Params::Ints(lengths));
  layer.tasks = grid.size();
  layer.inputs.push_back({turned.expression(), Wiring::list(std::move(begins), std::move(taken))});
  return Array::make(Expression::make(std::move(layer)).value(), grid, array.dtype()).value();
}

Array diagflat(const Array& array, std::int64_t offset) { return diag(ravel(array), offset); }

Array cross(const Array& a, const Array& b) {
  const auto elements = [](const Array& x) { return x.ndim() == 0 ? 0 : x.shape().back(); };
  const auto fits = [&](const Array& x) { return elements(x) == 2 || elements(x) == 3; };
  if (!fits(a) || !fits(b))
    throw TroupeError({Errc::invalid_shape, "cross takes vectors of two or three elements along the last axis: "
                                                + to_string(a) + " and " + to_string(b)});
  const auto of = [](const Array& x, std::int64_t which) { return x.index({indexing::ellipsis, which}); };
  const auto third = of(a, 0) * of(b, 1) - of(a, 1) * of(b, 0);
  if (elements(a) == 2 && elements(b) == 2)
    return third;
  const auto height = [&](const Array& x) { return elements(x) == 3 ? of(x, 2) : zeros_like(of(x, 0)); };
  return stack({of(a, 1) * height(b) - height(a) * of(b, 1), height(a) * of(b, 0) - of(a, 0) * height(b), third}, -1);
}

Array diag(const Array& array, std::int64_t offset) {
  if (array.ndim() == 2)
    return diagonal(array, offset);
  if (array.ndim() != 1)
    throw TroupeError({Errc::invalid_shape, "diag takes a vector or a matrix; got " + to_string(array)});
  const auto length = array.shape()[0] + std::abs(offset);
  const auto cut =
      ChunkGrid::make({length}, {std::max<std::int64_t>(1, *std::max_element(array.grid().extents(0).begin(),
                                                                             array.grid().extents(0).end()))})
          .value();
  GatherSpec spread{{array}, 0, {}, std::nullopt, {}}; // the vector among zeros, along both axes
  GatheredAxis along{{}, cut.extents(0)};
  if (offset > 0)
    along.runs.push_back({0, 0, offset, true});
  along.runs.push_back({0, 1, array.shape()[0], false});
  if (offset < 0)
    along.runs.push_back({0, 0, -offset, true});
  spread.axes.push_back(along);
  const auto vector = gathered(spread).value();
  ExpressionSpec layer;
  layer.kernel = "array.diagonal_matrix";
  Params::Ints ends;
  std::int64_t end = 0;
  for (auto extent : cut.extents(0))
    ends.push_back(end += extent);
  layer.params.set("ends", ends).set("offset", offset);
  const auto grid = ChunkGrid::from_extents({cut.extents(0), cut.extents(0)}).value();
  layer.tasks = grid.size();
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t chunk = 0; chunk < grid.size(); ++chunk) {
    taken.push_back(static_cast<std::uint32_t>(grid.place(chunk)[1]));
    begins.push_back(chunk + 1);
  }
  layer.inputs.push_back({vector.expression(), Wiring::list(std::move(begins), std::move(taken))});
  return Array::make(Expression::make(std::move(layer)).value(), grid, array.dtype()).value();
}

Array trace(const Array& array, std::int64_t offset, int axis1, int axis2) {
  return diagonal(array, offset, axis1, axis2).sum(-1);
}

} // namespace troupe
