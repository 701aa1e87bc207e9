#include "collections/array/histogram.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/searching.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Partial counts of every chunk, added up.
Array counted(const Array& a, const std::optional<Array>& weights, const char* kernel, const Params& params,
              std::int64_t length) {
  std::vector<Array> inputs{a};
  if (weights) {
    if (weights->shape() != a.shape())
      throw TroupeError({Errc::invalid_shape,
                         "weights must be one for each element: " + to_string(*weights) + " for " + to_string(a)});
    inputs.push_back(weights->astype(DType::float64));
  }
  const auto dtype = weights ? DType::float64 : DType::int64;
  const auto made = blockwise(kernel, params, inputs, dtype).value();
  const auto total = tree_reduce(made.expression(), "array.combine", Params{}.set("op", "sum")).value();
  return Array::make(total, ChunkGrid::make({length}, {-1}).value(), dtype).value();
}

std::vector<double> even_edges(std::int64_t bins, double low, double high) {
  if (bins < 1 || !(low <= high))
    throw TroupeError({Errc::invalid_argument, "a histogram needs at least one bin, and a range that rises"});
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  std::vector<double> edges;
  const auto step = (high - low) / static_cast<double>(bins);
  for (std::int64_t i = 0; i < bins; ++i)
    edges.push_back(static_cast<double>(i) * step + low);
  edges.push_back(high);
  return edges;
}

/// @returns How many bins they make.
std::int64_t bins_between(const std::vector<double>& edges, const Array& a) {
  if (edges.size() < 2 || !std::is_sorted(edges.begin(), edges.end()) || is_complex(a.dtype()))
    throw TroupeError(
        {Errc::invalid_argument, "a histogram of " + to_string(a) + " needs at least two edges that rise"});
  return static_cast<std::int64_t>(edges.size()) - 1;
}

Array widths(const std::vector<double>& edges) {
  const auto bins = edges.size() - 1;
  Block each{DType::float64, {static_cast<std::int64_t>(bins)}, process_pool().allocate_for<double>(bins)};
  for (std::size_t i = 0; i < bins; ++i)
    each.values<double>()[i] = edges[i + 1] - edges[i];
  return from_block(each, -1);
}

/// The bin of each element; -1 or the number of bins where it has none.
Array bins_of(const Array& line, const std::vector<double>& edges) {
  const auto last = bins_between(edges, line) - 1;
  const auto values = line.astype(DType::float64);
  return where(values == edges.back(), last, digitize(values, edges) - 1);
}

void check_lines(const std::vector<Array>& lines, const std::vector<std::vector<double>>& edges) {
  if (lines.empty() || lines.size() != edges.size())
    throw TroupeError({Errc::invalid_argument, "a histogram in several dimensions needs edges for each: there are "
                                                   + std::to_string(edges.size()) + " for "
                                                   + std::to_string(lines.size())});
  for (const auto& line : lines)
    if (line.ndim() != 1 || line.shape() != lines[0].shape())
      throw TroupeError({Errc::invalid_shape, "a histogram's lines must be of one length: " + to_string(line) + " and "
                                                  + to_string(lines[0])});
}

/// Divided by the bins' extents and their total.
Array density_of(Array counts, const std::vector<std::vector<double>>& edges) {
  const auto total = counts.sum();
  for (std::size_t axis = 0; axis < edges.size(); ++axis) {
    Shape across(edges.size(), 1);
    across[axis] = counts.shape()[axis];
    counts = counts / reshape(widths(edges[axis]), across);
  }
  return counts / total;
}

} // namespace

Histogram histogram(const Array& a, const std::vector<double>& edges, const HistogramOptions& options) {
  const auto bins = bins_between(edges, a);
  const auto counts =
      counted(a, options.weights, "array.histogram", Params{}.set("edges", Params::Doubles(edges)), bins);
  return {options.density ? density_of(counts, {edges}) : counts, edges};
}

Histogram histogram(const Array& a, std::int64_t bins, double low, double high, const HistogramOptions& options) {
  return histogram(a, even_edges(bins, low, high), options);
}

HistogramDD histogramdd(const std::vector<Array>& lines, const std::vector<std::vector<double>>& edges,
                        const HistogramOptions& options) {
  check_lines(lines, edges);
  const auto cut_alike = [&](const Array& a) { return rechunk(a, lines[0].chunks()); };
  Shape bins;
  Array place = zeros_like(lines[0], DType::int64), inside = ones_like(lines[0], DType::bool_);
  for (std::size_t axis = 0; axis < lines.size(); ++axis) {
    const auto along = bins_of(cut_alike(lines[axis]), edges[axis]);
    bins.push_back(static_cast<std::int64_t>(edges[axis].size()) - 1);
    inside = inside & (along >= 0) & (along < bins.back());
    place = place * bins.back() + along;
  }
  const auto total = element_count(bins); // the number of the bin of those that have none
  auto weights = options.weights;
  if (weights && weights->shape() == lines[0].shape())
    weights = cut_alike(*weights);
  const auto line = bincount(where(inside, place, total), total + 1, weights)(slice(0, total));
  const auto counts = reshape(line, bins).astype(DType::float64);
  return {options.density ? density_of(counts, edges) : counts, edges};
}

HistogramDD histogramdd(const Array& sample, const std::vector<std::vector<double>>& edges,
                        const HistogramOptions& options) {
  if (sample.ndim() != 2)
    throw TroupeError(
        {Errc::invalid_shape, "histogramdd takes an array whose columns are dimensions: " + to_string(sample)});
  std::vector<Array> lines;
  for (std::int64_t column = 0; column < sample.shape()[1]; ++column)
    lines.push_back(sample(indexing::all, column));
  return histogramdd(lines, edges, options);
}

HistogramDD histogramdd(const Array& sample, const std::vector<std::int64_t>& bins,
                        const std::vector<std::pair<double, double>>& range, const HistogramOptions& options) {
  if (bins.size() != range.size())
    throw TroupeError({Errc::invalid_argument, "a histogram of even bins needs a range for each dimension: there are "
                                                   + std::to_string(range.size()) + " for "
                                                   + std::to_string(bins.size())});
  std::vector<std::vector<double>> edges;
  for (std::size_t axis = 0; axis < bins.size(); ++axis)
    edges.push_back(even_edges(bins[axis], range[axis].first, range[axis].second));
  return histogramdd(sample, edges, options);
}

HistogramDD histogram2d(const Array& x, const Array& y, const std::vector<double>& x_edges,
                        const std::vector<double>& y_edges, const HistogramOptions& options) {
  return histogramdd(std::vector{x, y}, {x_edges, y_edges}, options);
}

Array bincount(const Array& a, std::int64_t length, const std::optional<Array>& weights) {
  if (length < 0 || (!is_integer(a.dtype()) && a.dtype() != DType::bool_) || a.ndim() != 1)
    throw TroupeError({Errc::invalid_argument,
                       "bincount takes whole numbers along one axis, and a length of at least 0: " + to_string(a)});
  return counted(a, weights, "array.bincount", Params{}.set("length", length), length);
}

} // namespace troupe
