// Random arrays: what an element is depends on the seed and its place in the whole array, never on the cut.
#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/random/random_draw.hpp"
#include "runtime/kernels/random/random_elements.hpp"
#include "runtime/kernels/random/random_fill.hpp"
#include "runtime/kernels/random/random_kernels.hpp"
#include "runtime/kernels/regular_chunk.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace troupe {
namespace {

using Fill = void (*)(std::uint64_t seed, const NumberRuns& numbers, double a, double b, double* out);

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
        fill(seed, {.first = index + static_cast<std::uint64_t>(done), .count = static_cast<std::uint64_t>(now)}, a, b,
             out + at + done);
        go_on = !(context && context->is_cancelled());
      }
    });
    return go_on;
  }
};

/// The elements by their number, for the tile engine.
Result<std::pair<DType, SourceFill>> random_fill(const RandomArray& array, const KernelContext& context) {
  TROUPE_TRY(random, RandomChunk::make(array, context));
  return std::pair<DType, SourceFill>(DType::float64, [fill = random.fill, seed = random.seed, a = random.a,
                                                       b = random.b](const NumberRuns& numbers, void* out) {
    fill(seed, numbers, a, b, static_cast<double*>(out));
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

using Made = Result<std::pair<DType, SourceFill>>;

/// low + [0, width); a width of 0 stands for 2^64. In any integer type.
Made integers(const KernelContext& context) {
  TROUPE_TRY(seed, seed_of(context.params));
  TROUPE_TRY(low, context.params.integer("low"));
  TROUPE_TRY(width, context.params.integer("width"));
  TROUPE_TRY(name, context.params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  if (!is_integer(dtype) && dtype != DType::bool_)
    return fail(Errc::invalid_dtype, "random integers cannot be " + name);
  const auto from = std::bit_cast<std::uint64_t>(low);
  const auto bound = std::bit_cast<std::uint64_t>(width);
  return std::pair<DType, SourceFill>(dtype, for_dtype(dtype, [&]<class T>(Type<T>) -> SourceFill {
                                        return draw_each<T>(seed, Distribution::integers, [=](RandomStream& stream) {
                                          return number_cast<T>(static_cast<std::int64_t>(from + stream.below(bound)));
                                        });
                                      }));
}

Made poisson(const KernelContext& context) {
  TROUPE_TRY(seed, seed_of(context.params));
  TROUPE_TRY(mean, real_between(context.params, "lam", 0, 9.2233720064847708e18));
  return std::pair<DType, SourceFill>(
      DType::int64, draw_each<std::int64_t>(seed, Distribution::poisson,
                                            [mean](RandomStream& stream) { return draw_poisson(stream, mean); }));
}

Made binomial(const KernelContext& context) {
  TROUPE_TRY(seed, seed_of(context.params));
  TROUPE_TRY(p, real_between(context.params, "p", 0, 1));
  TROUPE_TRY(n, context.params.integer("n"));
  if (n < 0)
    return fail(Errc::invalid_argument, "parameter 'n' must not be negative");
  return std::pair<DType, SourceFill>(
      DType::int64, draw_each<std::int64_t>(seed, Distribution::binomial,
                                            [n, p](RandomStream& stream) { return draw_binomial(stream, n, p); }));
}

Made permutation(const KernelContext& context) {
  TROUPE_TRY(seed, seed_of(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  const auto count = static_cast<std::uint64_t>(std::max<std::int64_t>(element_count(shape), 0));
  return std::pair<DType, SourceFill>(
      DType::int64, run_by_run<std::int64_t>([=](std::uint64_t number, std::uint64_t taken, std::int64_t* out) {
        for (std::uint64_t i = 0; i < taken; ++i)
          out[i] = static_cast<std::int64_t>(permuted_place(seed, number + i, count));
      }));
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
  add_builtin(registry, source_kernel("array.random_integers", integers));
  add_builtin(registry, source_kernel("array.random_poisson", poisson));
  add_builtin(registry, source_kernel("array.random_binomial", binomial));
  add_builtin(registry, source_kernel("array.random_permutation", permutation));
}

} // namespace troupe
