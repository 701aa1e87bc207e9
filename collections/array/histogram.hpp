// Counting elements into bins, with NumPy's names. Pure functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace troupe {

struct Histogram {
  Array counts;              ///< int64; float64 with weights or as a density
  std::vector<double> edges; ///< one more than there are bins
};

struct HistogramOptions {
  std::optional<Array> weights = std::nullopt; ///< one for each element
  bool density = false;                        ///< divided by the bins' widths and their total
};

/// Elements in [edges[i], edges[i + 1]), the last bin closed at its end; others are left out.
Histogram histogram(const Array& a, const std::vector<double>& edges, const HistogramOptions& options = {});
/// `bins` even bins over [low, high]; the range must be given, since it is not known before the array is.
Histogram histogram(const Array& a, std::int64_t bins, double low, double high, const HistogramOptions& options = {});

struct HistogramDD {
  Array counts;                           ///< float64, an axis for each line
  std::vector<std::vector<double>> edges; ///< of each axis
};

/// The same of places in several dimensions: line i holds the places along axis i, edges[i] cut it.
HistogramDD histogramdd(const std::vector<Array>& lines, const std::vector<std::vector<double>>& edges,
                        const HistogramOptions& options = {});
/// The lines are the columns of one array, as NumPy has it.
HistogramDD histogramdd(const Array& sample, const std::vector<std::vector<double>>& edges,
                        const HistogramOptions& options = {});
/// Even bins: so many over a range for each axis.
HistogramDD histogramdd(const Array& sample, const std::vector<std::int64_t>& bins,
                        const std::vector<std::pair<double, double>>& range, const HistogramOptions& options = {});
HistogramDD histogram2d(const Array& x, const Array& y, const std::vector<double>& x_edges,
                        const std::vector<double>& y_edges, const HistogramOptions& options = {});

/// How often each of 0 .. length - 1 occurs, or the sum of the weights where it does. Another number fails the job: the
/// length must be given, since it is not known before the array is.
Array bincount(const Array& a, std::int64_t length, const std::optional<Array>& weights = std::nullopt);

} // namespace troupe
