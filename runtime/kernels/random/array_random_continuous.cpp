// array.random_exponential {scale}, array.random_gamma {form, scale}, array.random_lognormal {mean, sigma},
// array.random_beta {a, b}, array.random_chisquare {df}, array.random_triangular {left, mode, right},
// array.random_weibull {a}: float64 numbers, each drawn from the stream of its place. All take `seed`, and `shape` and
// `chunks` (tile_kernels.hpp).
#include "runtime/kernels/random/random_draw.hpp"
#include "runtime/kernels/random/random_elements.hpp"
#include "runtime/kernels/random/random_kernels.hpp"

#include <array>
#include <limits>
#include <span>

namespace troupe {
namespace {

using Made = Result<std::pair<DType, SourceFill>>;
using Numbers = std::array<double, 3>;

constexpr double largest_double = std::numeric_limits<double>::max();
constexpr double largest_form = 1e300;

struct Parameter {
  const char* name;
  double low, high;
};

struct Continuous {
  const char* kernel;
  Distribution distribution;
  std::array<Parameter, 3> parameters; ///< up to the first without a name
  double (*draw)(RandomStream& stream, const Numbers& given);
};

constexpr std::array<Continuous, 7> distributions{{
    {"array.random_exponential",
     Distribution::exponential,
     {{{"scale", 0, largest_double}}},
     [](RandomStream& stream, const Numbers& given) { return given[0] * draw_exponential(stream); }},
    {"array.random_gamma",
     Distribution::gamma,
     {{{"form", 0, largest_form}, {"scale", 0, largest_double}}},
     [](RandomStream& stream, const Numbers& given) {
       return given[0] == 0 ? 0.0 : given[1] * draw_gamma(stream, given[0]);
     }},
    {"array.random_lognormal",
     Distribution::lognormal,
     {{{"mean", -largest_double, largest_double}, {"sigma", 0, largest_double}}},
     [](RandomStream& stream, const Numbers& given) { return std::exp(given[0] + given[1] * stream.normal()); }},
    {"array.random_beta",
     Distribution::beta,
     {{{"a", std::numeric_limits<double>::denorm_min(), largest_form},
       {"b", std::numeric_limits<double>::denorm_min(), largest_form}}},
     [](RandomStream& stream, const Numbers& given) { return draw_beta(stream, given[0], given[1]); }},
    {"array.random_chisquare",
     Distribution::chisquare,
     {{{"df", std::numeric_limits<double>::denorm_min(), largest_form}}},
     [](RandomStream& stream, const Numbers& given) { return 2 * draw_gamma(stream, given[0] / 2); }},
    {"array.random_triangular",
     Distribution::triangular,
     {{{"left", -largest_double, largest_double},
       {"mode", -largest_double, largest_double},
       {"right", -largest_double, largest_double}}},
     [](RandomStream& stream, const Numbers& given) { return draw_triangular(stream, given[0], given[1], given[2]); }},
    {"array.random_weibull",
     Distribution::weibull,
     {{{"a", 0, largest_double}}},
     [](RandomStream& stream, const Numbers& given) {
       return given[0] == 0 ? 0.0 : std::pow(draw_exponential(stream), 1 / given[0]);
     }},
}};

Made make(const Continuous& continuous, const KernelContext& context) {
  TROUPE_TRY(seed, seed_of(context.params));
  Numbers numbers{};
  for (std::size_t i = 0; i < numbers.size() && continuous.parameters[i].name; ++i) {
    const auto& parameter = continuous.parameters[i];
    TROUPE_TRY(number, real_between(context.params, parameter.name, parameter.low, parameter.high));
    numbers[i] = number;
  }
  if (continuous.distribution == Distribution::triangular
      && !(numbers[0] <= numbers[1] && numbers[1] <= numbers[2] && numbers[0] < numbers[2]))
    return fail(Errc::invalid_argument, "parameters 'left', 'mode' and 'right' must rise");
  return std::pair<DType, SourceFill>(
      DType::float64,
      draw_each<double>(seed, continuous.distribution,
                        [numbers, draw = continuous.draw](RandomStream& stream) { return draw(stream, numbers); }));
}

/// Vectors one after the other, of `mean.size()` numbers each: the mean and the rows of `factor` times as many normal
/// numbers.
Made multivariate_normal(const KernelContext& context) {
  TROUPE_TRY(seed, seed_of(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(mean, context.params.reals("mean"));
  TROUPE_TRY(factor, context.params.reals("factor"));
  const auto length = mean.size();
  if (length == 0 || factor.size() != length * length || shape.empty()
      || shape.back() != static_cast<std::int64_t>(length))
    return fail(Errc::invalid_argument, "normal vectors need a mean as long as their last axis, and a square factor");
  return std::pair<DType, SourceFill>(
      DType::float64, run_by_run<double>([=](std::uint64_t number, std::uint64_t count, double* out) {
        std::vector<double> normal(length);
        for (std::uint64_t i = 0; i < count; ++i) {
          const auto vector = (number + i) / length, part = (number + i) % length;
          if (i == 0 || part == 0)
            for (std::uint64_t j = 0; j < length; ++j)
              normal[j] = RandomStream(seed, vector * length + j, Distribution::multivariate_normal).normal();
          double sum = 0;
          for (std::uint64_t j = 0; j < length; ++j)
            sum += factor[part * length + j] * normal[j];
          out[i] = mean[part] + sum;
        }
      }));
}

} // namespace

void add_array_random_continuous(KernelRegistry& registry) {
  for (const auto& continuous : distributions)
    add_builtin(registry, source_kernel(continuous.kernel, [&continuous](const KernelContext& context) {
                  return make(continuous, context);
                }));
  add_builtin(registry, source_kernel("array.random_multivariate_normal", multivariate_normal));
}

} // namespace troupe
