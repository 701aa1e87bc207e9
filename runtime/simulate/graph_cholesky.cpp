#include "runtime/simulate/graph_cholesky.hpp"

#include "runtime/simulate/graph_builder.hpp"

namespace troupe::simulate {
namespace {

constexpr std::uint64_t tile_bytes = 8'000'000; ///< 1000 x 1000 doubles

/// Of row r and column c in a lower triangle stored row by row.
constexpr std::uint32_t place(std::uint32_t r, std::uint32_t c) { return r * (r + 1) / 2 + c; }

std::uint64_t tasks_of(std::uint64_t n) {
  std::uint64_t count = n * (n + 1) / 2; // the tiles themselves
  for (std::uint64_t below = 0; below < n; ++below)
    count += 1 + below + below * (below + 1) / 2;
  return count;
}

/// Tile (r, 0) of the rest for every r below the first.
Wiring first_column(std::uint32_t below) {
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t r = 1; r <= below; ++r) {
    taken.push_back(place(r, 0));
    begins.push_back(r);
  }
  return Wiring::list(std::move(begins), std::move(taken));
}

/// The updates' own tiles: the triangle without its first column and row.
Wiring inner(std::uint32_t below) {
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t r = 1; r <= below; ++r)
    for (std::uint32_t c = 1; c <= r; ++c) {
      taken.push_back(place(r, c));
      begins.push_back(static_cast<std::uint32_t>(taken.size()));
    }
  return Wiring::list(std::move(begins), std::move(taken));
}

/// The solved tiles of an update's row and column; on the diagonal they are the same.
Wiring crossing(std::uint32_t below) {
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t r = 0; r < below; ++r)
    for (std::uint32_t c = 0; c <= r; ++c) {
      taken.push_back(r);
      if (c != r)
        taken.push_back(c);
      begins.push_back(static_cast<std::uint32_t>(taken.size()));
    }
  return Wiring::list(std::move(begins), std::move(taken));
}

/// An update on the diagonal is half the work of one beside it.
std::vector<float> update_weights(std::uint32_t below) {
  std::vector<float> weights(place(below - 1, below - 1) + 1, 1.0f);
  for (std::uint32_t r = 0; r < below; ++r)
    weights[place(r, r)] = 0.5f;
  return weights;
}

} // namespace

ModelledGraph cholesky(std::uint64_t tasks, std::uint32_t, std::uint64_t seed) {
  std::uint32_t n = 1;
  while (tasks_of(n) < tasks)
    ++n;
  GraphBuilder builder(seed);
  auto rest = builder.layer("tile", place(n - 1, n - 1) + std::uint64_t{1}, {}, {20 * ms, 0.1, tile_bytes, {}, {}});
  for (std::uint32_t k = 0; k < n; ++k) {
    const auto below = n - k - 1;
    const auto factor = builder.layer("potrf", 1, {{rest, Wiring::one(0)}}, {30 * ms, 0.1, tile_bytes, {}, {}});
    builder.output(factor);
    if (below == 0)
      break;
    const auto solved = builder.layer("trsm", below, {{rest, first_column(below)}, {factor, Wiring::one(0)}},
                                      {50 * ms, 0.1, tile_bytes, {}, {}});
    builder.output(solved);
    // The weights halve a diagonal tile's bytes too: it is symmetric, half of it is kept.
    rest = builder.layer("update", place(below - 1, below - 1) + std::uint64_t{1},
                         {{rest, inner(below)}, {solved, crossing(below)}},
                         {100 * ms, 0.1, tile_bytes, update_weights(below), {}});
  }
  return std::move(builder).finish();
}

} // namespace troupe::simulate
