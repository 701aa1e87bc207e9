#include "runtime/kernels/random/random_draw.hpp"

#include "runtime/kernels/random/log1p_less.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace troupe {
double RandomStream::normal() {
  for (;;) {
    const auto x = 2 * uniform() - 1;
    const auto y = 2 * uniform() - 1;
    const auto square = x * x + y * y;
    if (square < 1 && square > 0)
      return x * std::sqrt(-2 * std::log(square) / square);
  }
}

double draw_exponential(RandomStream& stream) { return -std::log(stream.uniform()); }

double draw_gamma(RandomStream& stream, double shape) {
  if (shape < 1) // G(a) = G(a + 1) U^(1 / a)
    return draw_gamma(stream, shape + 1) * std::pow(stream.uniform(), 1 / shape);
  const auto d = shape - 1.0 / 3;
  const auto c = 1 / std::sqrt(9 * d);
  for (;;) {
    const auto x = stream.normal();
    const auto cube_root = 1 + c * x;
    if (cube_root <= 0)
      continue;
    const auto v = cube_root * cube_root * cube_root;
    const auto u = stream.uniform();
    // d - d v + d log v, without cancellation where d is large
    const auto t = c * x;
    if (std::log(u) < 0.5 * x * x + d * (3 * log1p_less(t) - t * t * (3 + t)))
      return d * v;
  }
}

double draw_beta(RandomStream& stream, double a, double b) {
  if (a > 1 || b > 1) {
    const auto first = draw_gamma(stream, a);
    const auto both = first + draw_gamma(stream, b);
    return both > 0 ? first / both : a / (a + b);
  }
  for (;;) {
    const auto u = std::log(stream.uniform()) / a; // logarithms: the powers themselves may vanish both
    const auto v = std::log(stream.uniform()) / b;
    const auto larger = std::max(u, v);
    const auto log_sum = larger + std::log(std::exp(u - larger) + std::exp(v - larger));
    if (log_sum <= 0)
      return std::exp(u - log_sum);
  }
}

double draw_triangular(RandomStream& stream, double left, double mode, double right) {
  const auto width = right - left;
  const auto u = stream.uniform();
  const auto rises = (mode - left) / width;
  return u <= rises ? left + width * std::sqrt(u * rises)
                    : right - width * std::sqrt((1 - u) * ((right - mode) / width));
}

std::uint64_t permuted_place(std::uint64_t seed, std::uint64_t place, std::uint64_t count) {
  if (count < 2)
    return 0;
  const auto half = static_cast<std::uint32_t>(std::max(1, (static_cast<int>(std::bit_width(count - 1)) + 1) / 2));
  const auto mask = (std::uint64_t{1} << half) - 1;
  const Philox::Key key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  do {
    auto left = place >> half;
    auto right = place & mask;
    for (std::uint32_t round = 0; round < 8; ++round) {
      const auto mixed = Philox::block(
          {static_cast<std::uint32_t>(right), round, static_cast<std::uint32_t>(Distribution::permutation), 1}, key);
      const auto next = left ^ (mixed[0] & mask);
      left = right;
      right = next;
    }
    place = left << half | right;
  } while (place >= count);
  return place;
}

} // namespace troupe
