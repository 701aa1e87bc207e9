// Means and centred cross-products in double-double, for ill-conditioned rows with which sums of doubles lose the
// digits that the data has. Values; one thread at a time.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/kernels/linalg/cross_moments.hpp"
#include "runtime/kernels/linalg/double_double.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace troupe {

/// More are kept in double whatever the digits: what it takes grows with the square of their number, and here twenty
/// times faster.
constexpr std::int64_t most_wide_variables = 256;

/// Whether one of the variables, features or target, is explained by those before it but for 1e-4 of its variance or
/// less, or has a mean of more than 40,000 of its standard deviations, such as a time in seconds since 1970: then sums
/// of doubles leave fewer than 9 digits. False for more than most_wide_variables, and of what is not finite.
bool loses_digits(const MomentsView& moments, std::int64_t variables);

/// The length of a block of moments of so many variables.
constexpr std::int64_t moments_length(std::int64_t variables) { return 1 + variables + variables * variables; }

struct WideMoments {
  std::int64_t variables = 0;
  double n = 0;
  std::vector<DoubleDouble> mean;
  std::vector<DoubleDouble> products; ///< p x p in C order, symmetric

  explicit WideMoments(std::int64_t p);
  explicit WideMoments(const MomentsBlock& block); ///< exactly those
  /// A block of two rows, each as CrossMoments's: the numbers as doubles, and what they lack.
  static bool is_wide(const Block& block) { return block.shape.size() == 2; }
  static Result<WideMoments> read(const Block& block);
  Block block(BufferPool& pool) const;

  const DoubleDouble& product(std::int64_t i, std::int64_t j) const {
    return products[static_cast<std::size_t>(i * variables + j)];
  }
  /// Takes in those of other rows. Source: Chan, Golub and LeVeque (1983), as add_moments(). @pre as many variables
  void add(const WideMoments& other);
  /// Products of the values themselves instead of their distances from the means, which become 0.
  void centre_at_zero();
};

/// Adds up rows. The values are centred without an error; each product is exact.
class WideAccumulator {
public:
  /// @param centre  near the means, such as those that were found in double
  WideAccumulator(std::span<const double> centre);
  /// As CrossMoments::add().
  void add(std::span<const RowsView> parts, std::int64_t count);
  WideMoments finish();

private:
  void add_row();
  void close_tile();

  std::int64_t p_;
  std::vector<double> centre_, high_, low_, upper_,
      lower_;                         ///< of a row: distances as high + low, high as upper + lower
  std::vector<double> sums_, errors_; ///< of a tile
  std::int64_t rows_in_tile_ = 0;
  std::vector<DoubleDouble> distances_; ///< sums of all rows' distances from the centre
  WideMoments total_;
};

} // namespace troupe
