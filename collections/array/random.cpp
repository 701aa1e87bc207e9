#include "collections/array/random.hpp"

#include "collections/array/generated.hpp"
#include "runtime/base/number_text.hpp"
#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/chunk/for_dtype.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace troupe {
namespace {

__extension__ using Wide = __int128; // holds every number of int64 and uint64, and how many there are

/// 2^63 - 1 less ten of its roots: what a Poisson number of that mean never reaches.
constexpr double largest_poisson_mean = 9.2233720064847708e18;

void require(bool met, const char* distribution, const char* what, std::initializer_list<double> given) {
  if (met)
    return;
  std::string numbers;
  for (auto number : given)
    numbers += (numbers.empty() ? "" : ", ") + format_double(number);
  throw TroupeError(
      {Errc::invalid_argument, "random::" + std::string(distribution) + " needs " + what + "; got " + numbers});
}

Wide whole_number(const Scalar& number, const std::string& call) {
  if (number.dtype() == DType::uint64)
    return number.as_uint64();
  if (number.dtype() == DType::int64 || number.dtype() == DType::bool_)
    return number.as_int64();
  const auto value = number.as_double();
  if (number.dtype() != DType::float64 || value != std::floor(value) || std::abs(value) > 0x1p64)
    throw TroupeError({Errc::invalid_argument, call + ": the bounds must be whole numbers from -2^63 to 2^64"});
  return static_cast<Wide>(value);
}

std::pair<Wide, Wide> range_of(DType dtype) {
  return for_dtype(dtype, []<class T>(Type<T>) -> std::pair<Wide, Wide> {
    if constexpr (std::is_integral_v<T>)
      return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
    else
      return {0, 0};
  });
}

} // namespace

namespace random {

Array normal(const Shape& shape, const NormalOptions& options) {
  require(options.scale >= 0, "normal", "a scale of at least 0", {options.scale});
  const auto params = Params{}.set("seed", options.seed).set("loc", options.loc).set("scale", options.scale);
  return generated("array.random_normal", params, shape, options.chunks).value();
}

Array uniform(const Shape& shape, const UniformOptions& options) {
  require(options.low <= options.high && std::isfinite(options.high - options.low), "uniform",
          "low <= high, not further apart than numbers go", {options.low, options.high});
  const auto params = Params{}.set("seed", options.seed).set("low", options.low).set("high", options.high);
  return generated("array.random_uniform", params, shape, options.chunks).value();
}

Array standard_normal(const Shape& shape, const RandomOptions& options) {
  return normal(shape, {.chunks = options.chunks, .seed = options.seed});
}

Array integers(const Scalar& low, const Scalar& high, const Shape& shape, const RandomOptions& options, DType dtype,
               bool endpoint) {
  const auto call =
      "random::integers(" + to_string(low) + ", " + to_string(high) + ") of " + std::string(to_string(dtype));
  if (!is_integer(dtype) && dtype != DType::bool_)
    throw TroupeError({Errc::invalid_dtype, call + ": only integer types and bool hold whole numbers"});
  const auto first = whole_number(low, call), last = whole_number(high, call) - (endpoint ? 0 : 1);
  if (first > last)
    throw TroupeError(
        {Errc::invalid_argument, call + ": low must be below high" + (endpoint ? " or equal to it" : "")});
  const auto [lowest, highest] = range_of(dtype);
  if (first < lowest)
    throw TroupeError(
        {Errc::invalid_argument, call + ": low is below the lowest number of " + std::string(to_string(dtype))});
  if (last > highest)
    throw TroupeError(
        {Errc::invalid_argument, call + ": high is above the highest number of " + std::string(to_string(dtype))});
  const auto width = static_cast<std::uint64_t>(last - first + 1); // 0 stands for 2^64
  const auto params =
      typed(dtype).set("seed", options.seed).set("low", static_cast<std::int64_t>(first)).set("width", width);
  return generated("array.random_integers", params, shape, options.chunks, dtype).value();
}

Array exponential(double scale, const Shape& shape, const RandomOptions& options) {
  require(scale >= 0 && std::isfinite(scale), "exponential", "a finite scale of at least 0", {scale});
  return generated("array.random_exponential", Params{}.set("seed", options.seed).set("scale", scale), shape,
                   options.chunks)
      .value();
}

Array gamma(double form, double scale, const Shape& shape, const RandomOptions& options) {
  require(form >= 0 && form <= 1e300 && scale >= 0 && std::isfinite(scale), "gamma",
          "a form from 0 to 1e300 and a finite scale of at least 0", {form, scale});
  const auto params = Params{}.set("seed", options.seed).set("form", form).set("scale", scale);
  return generated("array.random_gamma", params, shape, options.chunks).value();
}

Array lognormal(double mean, double sigma, const Shape& shape, const RandomOptions& options) {
  require(std::isfinite(mean) && sigma >= 0 && std::isfinite(sigma), "lognormal",
          "a finite mean and a finite sigma of at least 0", {mean, sigma});
  const auto params = Params{}.set("seed", options.seed).set("mean", mean).set("sigma", sigma);
  return generated("array.random_lognormal", params, shape, options.chunks).value();
}

Array beta(double a, double b, const Shape& shape, const RandomOptions& options) {
  require(a > 0 && b > 0 && a <= 1e300 && b <= 1e300, "beta", "a and b above 0, up to 1e300", {a, b});
  const auto params = Params{}.set("seed", options.seed).set("a", a).set("b", b);
  return generated("array.random_beta", params, shape, options.chunks).value();
}

Array chisquare(double df, const Shape& shape, const RandomOptions& options) {
  require(df > 0 && df <= 1e300, "chisquare", "degrees of freedom above 0, up to 1e300", {df});
  return generated("array.random_chisquare", Params{}.set("seed", options.seed).set("df", df), shape, options.chunks)
      .value();
}

Array triangular(double left, double mode, double right, const Shape& shape, const RandomOptions& options) {
  require(left <= mode && mode <= right && left < right && std::isfinite(right - left), "triangular",
          "left <= mode <= right and left < right, not further apart than numbers go", {left, mode, right});
  const auto params = Params{}.set("seed", options.seed).set("left", left).set("mode", mode).set("right", right);
  return generated("array.random_triangular", params, shape, options.chunks).value();
}

Array weibull(double a, const Shape& shape, const RandomOptions& options) {
  require(a >= 0 && std::isfinite(a), "weibull", "a finite form of at least 0", {a});
  return generated("array.random_weibull", Params{}.set("seed", options.seed).set("a", a), shape, options.chunks)
      .value();
}

Array poisson(double lam, const Shape& shape, const RandomOptions& options) {
  require(lam >= 0 && lam <= largest_poisson_mean, "poisson",
          "a mean from 0 to 9.2233720e18, beyond which int64 does not hold what is drawn", {lam});
  const auto params = Params{}.set("seed", options.seed).set("lam", lam);
  return generated("array.random_poisson", params, shape, options.chunks, DType::int64).value();
}

Array binomial(std::int64_t n, double p, const Shape& shape, const RandomOptions& options) {
  if (n < 0 || !(p >= 0 && p <= 1))
    throw TroupeError({Errc::invalid_argument,
                       "random::binomial of " + std::to_string(n) + " trials of probability " + format_double(p)});
  const auto params = Params{}.set("seed", options.seed).set("n", n).set("p", p);
  return generated("array.random_binomial", params, shape, options.chunks, DType::int64).value();
}

Array choice(std::int64_t n, const Shape& shape, const RandomOptions& options, const std::vector<double>& p) {
  if (n < 1 || (!p.empty() && static_cast<std::int64_t>(p.size()) != n))
    throw TroupeError({Errc::invalid_argument, "random::choice among " + std::to_string(n) + " with "
                                                   + std::to_string(p.size()) + " probabilities"});
  if (p.empty())
    return integers(0, n, shape, options);
  const auto drawn = uniform(shape, {.chunks = options.chunks, .seed = options.seed});
  Params::Doubles edges;
  double sum = 0;
  for (auto one : p) {
    if (!(one >= 0))
      throw TroupeError({Errc::invalid_argument, "random::choice: probabilities must not be negative"});
    edges.push_back(sum += one);
  }
  if (std::abs(sum - 1) > 1e-8)
    throw TroupeError(
        {Errc::invalid_argument, "random::choice: the probabilities add up to " + format_double(sum) + ", not 1"});
  edges.pop_back();
  return map_blocks("array.digitize", {drawn}, Params{}.set("edges", std::move(edges)).set("right", false),
                    {.dtype = DType::int64});
}

Array permutation(std::int64_t n, const RandomOptions& options) {
  return generated("array.random_permutation", Params{}.set("seed", options.seed), {n}, options.chunks, DType::int64)
      .value();
}

} // namespace random
} // namespace troupe
