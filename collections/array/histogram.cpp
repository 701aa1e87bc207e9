#include "collections/array/histogram.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/array/creation.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Partial counts of every chunk, added up.
Array counted(const Array& a, const std::optional<Array>& weights, const char* kernel, const Params& params, std::int64_t length) {
  std::vector<Array> inputs{a};
  if (weights) {
    if (weights->shape() != a.shape())
      throw TroupeError({Errc::invalid_shape, "weights must be one for each element: " + to_string(*weights) + " for " + to_string(a)});
    inputs.push_back(weights->astype(DType::float64));
  }
  const auto dtype = weights ? DType::float64 : DType::int64;
  const auto made = blockwise(kernel, params, inputs, dtype).value();
  const auto total = tree_reduce(made.expression(), "array.combine", Params{}.set("op", "sum")).value();
  return Array::make(total, ChunkGrid::make({length}, {-1}).value(), dtype).value();
}

} // namespace

Histogram histogram(const Array& a, const std::vector<double>& edges, const HistogramOptions& options) {
  if (edges.size() < 2 || !std::is_sorted(edges.begin(), edges.end()) || is_complex(a.dtype()))
    throw TroupeError({Errc::invalid_argument, "a histogram of " + to_string(a) + " needs at least two edges that rise"});
  const auto bins = static_cast<std::int64_t>(edges.size()) - 1;
  const auto counts = counted(a, options.weights, "array.histogram", Params{}.set("edges", Params::Doubles(edges)), bins);
  if (!options.density)
    return {counts, edges};
  Block widths{DType::float64, {bins}, process_pool().allocate_for<double>(static_cast<std::size_t>(bins))};
  for (std::size_t i = 0; i + 1 < edges.size(); ++i)
    widths.values<double>()[i] = edges[i + 1] - edges[i];
  return {counts / from_block(widths, -1) / counts.sum(), edges};
}

Histogram histogram(const Array& a, std::int64_t bins, double low, double high, const HistogramOptions& options) {
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
  return histogram(a, edges, options);
}

Array bincount(const Array& a, std::int64_t length, const std::optional<Array>& weights) {
  if (length < 0 || (!is_integer(a.dtype()) && a.dtype() != DType::bool_) || a.ndim() != 1)
    throw TroupeError({Errc::invalid_argument, "bincount takes whole numbers along one axis, and a length of at least 0: " + to_string(a)});
  return counted(a, weights, "array.bincount", Params{}.set("length", length), length);
}

} // namespace troupe
