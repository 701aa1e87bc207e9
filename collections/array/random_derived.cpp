#include "collections/array/random_derived.hpp"

#include "collections/array/elementwise.hpp"
#include "runtime/base/number_text.hpp"

#include <cmath>
#include <numbers>

namespace troupe::random {
namespace {

/// @param holds  of the numbers, which an error names
void require(bool holds, const char* what, const char* wanted, std::initializer_list<double> numbers) {
  if (holds)
    return;
  std::string text;
  for (auto number : numbers)
    text += (text.empty() ? "" : ", ") + format_double(number);
  throw TroupeError({Errc::invalid_argument, "random::" + std::string(what) + " takes " + wanted + ", not " + text});
}

bool is_scale(double scale) { return scale >= 0 && std::isfinite(scale); }
bool is_form(double form) { return form > 0 && form <= 1e300; }

/// Draws beside those of the options, as if independent.
RandomOptions beside(const RandomOptions& options) { return {options.chunks, options.seed ^ 0x9e3779b97f4a7c15u}; }

} // namespace

Array random(const Shape& shape, const RandomOptions& options) {
  return uniform(shape, {.chunks = options.chunks, .seed = options.seed});
}
Array standard_exponential(const Shape& shape, const RandomOptions& options) { return exponential(1, shape, options); }
Array standard_gamma(double form, const Shape& shape, const RandomOptions& options) {
  return gamma(form, 1, shape, options);
}

Array standard_cauchy(const Shape& shape, const RandomOptions& options) {
  return tan((random(shape, options) - 0.5) * std::numbers::pi);
}

Array standard_t(double df, const Shape& shape, const RandomOptions& options) {
  require(is_form(df), "standard_t", "degrees of freedom above 0, up to 1e300", {df});
  return standard_normal(shape, options) / sqrt(chisquare(df, shape, beside(options)) / df);
}

Array f(double dfnum, double dfden, const Shape& shape, const RandomOptions& options) {
  require(is_form(dfnum) && is_form(dfden), "f", "degrees of freedom above 0, up to 1e300", {dfnum, dfden});
  return chisquare(dfnum, shape, options) / dfnum / (chisquare(dfden, shape, beside(options)) / dfden);
}

Array laplace(double loc, double scale, const Shape& shape, const RandomOptions& options) {
  require(std::isfinite(loc) && is_scale(scale), "laplace", "a finite loc and a finite scale of at least 0",
          {loc, scale});
  const auto side = integers(0, 2, shape, beside(options)) * 2 - 1;
  return standard_exponential(shape, options) * side * scale + loc;
}

Array logistic(double loc, double scale, const Shape& shape, const RandomOptions& options) {
  require(std::isfinite(loc) && is_scale(scale), "logistic", "a finite loc and a finite scale of at least 0",
          {loc, scale});
  return log(expm1(standard_exponential(shape, options))) * scale + loc;
}

Array gumbel(double loc, double scale, const Shape& shape, const RandomOptions& options) {
  require(std::isfinite(loc) && is_scale(scale), "gumbel", "a finite loc and a finite scale of at least 0",
          {loc, scale});
  return log(standard_exponential(shape, options)) * -scale + loc;
}

Array pareto(double a, const Shape& shape, const RandomOptions& options) {
  require(is_form(a), "pareto", "a form above 0, up to 1e300", {a});
  return expm1(standard_exponential(shape, options) / a);
}

Array power(double a, const Shape& shape, const RandomOptions& options) {
  require(is_form(a), "power", "a form above 0, up to 1e300", {a});
  return exp(standard_exponential(shape, options) / -a);
}

Array rayleigh(double scale, const Shape& shape, const RandomOptions& options) {
  require(is_scale(scale), "rayleigh", "a finite scale of at least 0", {scale});
  return sqrt(standard_exponential(shape, options) * 2) * scale;
}

Array geometric(double p, const Shape& shape, const RandomOptions& options) {
  require(p > 0 && p <= 1, "geometric", "a probability above 0, up to 1", {p});
  constexpr double largest = 9223372036854774784.0; // that int64 holds
  return minimum(floor(standard_exponential(shape, options) / -std::log1p(-p)) + 1, largest).astype(DType::int64);
}

} // namespace troupe::random
