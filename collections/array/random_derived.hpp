// More distributions, as numpy.random has them, made of those of random.hpp by functions of their elements. An element
// depends on the seed and its place in the array alone, the same for any chunks. What does not fit is thrown as
// TroupeError.
#pragma once

#include "collections/array/random.hpp"

namespace troupe::random {

/// Even over [0, 1).
Array random(const Shape& shape, const RandomOptions& options = {});
/// Exponential numbers of mean 1.
Array standard_exponential(const Shape& shape, const RandomOptions& options = {});
/// gamma() of scale 1.
Array standard_gamma(double form, const Shape& shape, const RandomOptions& options = {});
/// The quotient of two standard normal numbers: without a mean.
Array standard_cauchy(const Shape& shape, const RandomOptions& options = {});
/// Student's, of `df` > 0 degrees of freedom.
Array standard_t(double df, const Shape& shape, const RandomOptions& options = {});
/// The quotient of two chisquare() numbers, each divided by its degrees of freedom, which are above 0.
Array f(double dfnum, double dfden, const Shape& shape, const RandomOptions& options = {});
/// Exponential to both sides of `loc`: variance 2 scale^2.
Array laplace(double loc, double scale, const Shape& shape, const RandomOptions& options = {});
/// Of the distribution function 1 / (1 + exp(-(x - loc) / scale)).
Array logistic(double loc, double scale, const Shape& shape, const RandomOptions& options = {});
/// Of the distribution function exp(-exp(-(x - loc) / scale)).
Array gumbel(double loc, double scale, const Shape& shape, const RandomOptions& options = {});
/// As NumPy's (Lomax): 1 - (1 + x)^-a from 0 on, a > 0; plus 1 it is Pareto's own.
Array pareto(double a, const Shape& shape, const RandomOptions& options = {});
/// On [0, 1], of the distribution function x^a, a > 0.
Array power(double a, const Shape& shape, const RandomOptions& options = {});
/// The length of a vector of two normal numbers of standard deviation `scale`.
Array rayleigh(double scale, const Shape& shape, const RandomOptions& options = {});
/// How many trials of probability p there are up to the first success, that one included; int64, 0 < p <= 1.
Array geometric(double p, const Shape& shape, const RandomOptions& options = {});

} // namespace troupe::random
