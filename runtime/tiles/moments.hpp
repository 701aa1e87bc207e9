// Running mean and variance of numbers, and how two of them are combined. Pure value.
#pragma once

#include <cstdint>

namespace troupe {

struct RunningMoments {
  double count = 0;
  double mean = 0;
  double squares = 0; ///< sum of squared distances from the mean

  /// Takes in another set of numbers: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
  /// computing sample variances" (1979).
  void combine(const RunningMoments& other) {
    if (other.count == 0)
      return;
    if (count == 0) {
      *this = other;
      return;
    }
    const auto both = count + other.count;
    const auto distance = other.mean - mean;
    mean += distance * (other.count / both);
    squares += other.squares + distance * distance * (count / both) * other.count;
    count = both;
  }
};

} // namespace troupe
