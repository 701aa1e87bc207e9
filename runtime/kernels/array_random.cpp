// Random arrays: what an element is depends on the seed and its place in the whole array, never on the cut.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/random_fill.hpp"
#include "runtime/kernels/regular_chunk.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace troupe {
namespace {

using Fill = void (*)(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double a, double b, double* out);

/// A distribution: how it is filled in, and the names of its two parameters.
struct RandomArray {
  Fill fill;
  const char* first_parameter;
  const char* second_parameter;
  bool second_is_scale;
};
constexpr RandomArray normal_array{fill_normal, "loc", "scale", true};
constexpr RandomArray uniform_array{fill_uniform, "low", "high", false};

/// One chunk of such an array, its parameters read and checked.
struct RandomChunk {
  Fill fill;
  std::uint64_t seed;
  double a, b;
  RegularChunk chunk;

  static Result<RandomChunk> make(const RandomArray& array, const KernelContext& context) {
    TROUPE_TRY(chunk, chunk_of_task(context));
    TROUPE_TRY(seed, context.params.integer("seed"));
    TROUPE_TRY(a, context.params.real(array.first_parameter));
    TROUPE_TRY(b, context.params.real(array.second_parameter));
    if (array.second_is_scale && !(b >= 0))
      return fail(Errc::invalid_argument, "parameter 'scale' must not be negative");
    if (!array.second_is_scale && !(a <= b && std::isfinite(b - a)))
      return fail(Errc::invalid_argument, "parameter 'low' must not be above 'high', and both finite");
    return RandomChunk{array.fill, std::bit_cast<std::uint64_t>(seed), a, b, std::move(chunk)};
  }

  /// @returns False when it was told to give up.
  bool write(const RegularChunk& part, const KernelContext* context, double* out) const {
    constexpr std::int64_t breath = 1 << 20; // elements between two looks at the cancel flag
    bool go_on = true;
    for_each_run(part, [&](std::uint64_t index, std::int64_t count, std::int64_t at) {
      for (std::int64_t done = 0; go_on && done < count; done += breath) {
        const auto now = std::min(breath, count - done);
        fill(seed, index + static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(now), a, b, out + at + done);
        go_on = !(context && context->is_cancelled());
      }
    });
    return go_on;
  }
};

/// The elements by their number, for the tile engine.
Result<std::pair<DType, SourceFill>> random_fill(const RandomArray& array, const KernelContext& context) {
  TROUPE_TRY(random, RandomChunk::make(array, context));
  return std::pair<DType, SourceFill>(
    DType::float64, [fill = random.fill, seed = random.seed, a = random.a, b = random.b](std::uint64_t number, std::size_t count, void* out) {
      fill(seed, number, count, a, b, static_cast<double*>(out));
    });
}

class RandomTiles : public TileSource {
public:
  explicit RandomTiles(RandomChunk random) : random_(std::move(random)) {}
  std::int64_t rows() const override { return random_.chunk.extents[0]; }
  std::int64_t columns() const override { return random_.chunk.extents.size() == 2 ? random_.chunk.extents[1] : 1; }
  Result<void> read(std::int64_t first, std::int64_t count, double* out) override {
    random_.write(random_.chunk.rows(first, count), nullptr, out);
    return {};
  }

private:
  RandomChunk random_;
};

Result<std::unique_ptr<TileSource>> random_tiles(const RandomArray& array, const KernelContext& context) {
  TROUPE_TRY(random, RandomChunk::make(array, context));
  if (context.params.has("transpose"))
    return fail(Errc::invalid_argument, "a transposed array does not come in rows");
  if (const auto rank = random.chunk.extents.size(); rank != 1 && rank != 2)
    return fail(Errc::invalid_shape, "only arrays of 1 or 2 axes come in tiles; this one has " + std::to_string(rank));
  return std::unique_ptr<TileSource>(std::make_unique<RandomTiles>(std::move(random)));
}

void add_random(KernelRegistry& registry, const char* name, const RandomArray& array) {
  auto kernel = source_kernel(name, [&array](const KernelContext& context) { return random_fill(array, context); });
  kernel.tile_source = [&array](const KernelContext& context) { return random_tiles(array, context); };
  add_builtin(registry, std::move(kernel));
}

} // namespace

void add_array_random_kernels(KernelRegistry& registry) {
  add_random(registry, "array.random_normal", normal_array);
  add_random(registry, "array.random_uniform", uniform_array);
}

} // namespace troupe
