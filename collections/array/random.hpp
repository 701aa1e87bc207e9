// Random arrays, with the names of NumPy's Generator. An element depends only on the seed and its position in the
// array: it is the same for any chunks, workers and failures
// (docs/decisions/0035-philox-with-seven-rounds-and-box-muller.md). Pure functions; invalid parameters of a
// distribution are thrown as TroupeError at the call.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/chunks.hpp"
#include "runtime/chunk/scalar.hpp"

#include <cstdint>
#include <vector>

namespace troupe {
namespace random {

struct NormalOptions {
  Chunks chunks = {};
  std::uint64_t seed = 0;
  double loc = 0;
  double scale = 1;
};
/// Normal numbers of mean `loc` and standard deviation `scale`. An element depends on the seed and its place in the
/// array alone: the same for any chunks.
Array normal(const Shape& shape, const NormalOptions& options = {});

struct UniformOptions {
  Chunks chunks = {};
  std::uint64_t seed = 0;
  double low = 0;
  double high = 1;
};
/// Even over [low, high).
Array uniform(const Shape& shape, const UniformOptions& options = {});

/// For all below, as above: an element depends on the seed and its place alone.
struct RandomOptions {
  Chunks chunks = {};
  std::uint64_t seed = 0;
};
/// Normal numbers of mean 0 and standard deviation 1.
Array standard_normal(const Shape& shape, const RandomOptions& options = {});
/// Whole numbers in [low, high), with `endpoint` in [low, high], evenly, in any integer type or bool. @throws
/// TroupeError where the range is empty or the type does not hold it.
Array integers(const Scalar& low, const Scalar& high, const Shape& shape, const RandomOptions& options = {},
               DType dtype = DType::int64, bool endpoint = false);
/// Of mean `scale`.
Array exponential(double scale, const Shape& shape, const RandomOptions& options = {});
/// Of the form (NumPy's shape) `form` > 0 and the scale given.
Array gamma(double form, double scale, const Shape& shape, const RandomOptions& options = {});
/// e to the power of normal numbers of that mean and standard deviation.
Array lognormal(double mean, double sigma, const Shape& shape, const RandomOptions& options = {});
/// On [0, 1], of density x^(a-1) (1-x)^(b-1) but for a factor; a, b > 0.
Array beta(double a, double b, const Shape& shape, const RandomOptions& options = {});
/// The sum of `df` > 0 squares of standard normal numbers, also of a fraction of one.
Array chisquare(double df, const Shape& shape, const RandomOptions& options = {});
/// On [left, right], of a density that rises evenly up to `mode` and falls evenly after it. left <= mode <= right, left
/// < right.
Array triangular(double left, double mode, double right, const Shape& shape, const RandomOptions& options = {});
/// Of the form `a` >= 0 and scale 1: exponential numbers to the power of 1 / a.
Array weibull(double a, const Shape& shape, const RandomOptions& options = {});
/// Vectors of normal numbers along a last axis, as long as `mean`, of that covariance: a symmetric matrix without
/// negative eigenvalues, in rows. @throws TroupeError where it is none.
Array multivariate_normal(const std::vector<double>& mean, const std::vector<std::vector<double>>& covariance,
                          const Shape& shape, const RandomOptions& options = {});
/// Of mean `lam`, at most 9.2233720e18; int64.
Array poisson(double lam, const Shape& shape, const RandomOptions& options = {});
/// Successes in n trials of probability p; int64.
Array binomial(std::int64_t n, double p, const Shape& shape, const RandomOptions& options = {});
/// 0 .. n - 1 drawn with replacement, as often as `p` says where given (it must add up to 1); int64.
Array choice(std::int64_t n, const Shape& shape, const RandomOptions& options = {}, const std::vector<double>& p = {});
/// 0 .. n - 1 in a random order. Of all orders it reaches 2^64, by the seed.
Array permutation(std::int64_t n, const RandomOptions& options = {});

} // namespace random
} // namespace troupe
