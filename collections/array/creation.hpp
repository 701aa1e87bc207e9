// Where lazy arrays come from: generators whose blocks are made by the workers. Pure functions; a wrong shape or cut is
// thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/chunks.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/chunk/scalar.hpp"

#include <optional>
#include <vector>

namespace troupe {

/// troupe::ones({1000, 4}, {.chunks = {250, -1}, .dtype = DType::int32})
struct CreationOptions {
  Chunks chunks = {};
  std::optional<DType> dtype = std::nullopt; ///< where not given: float64, or what the numbers given are
};

/// Without a dtype: bool, int64, float64 or complex128, as `value` is.
Array full(const Shape& shape, const Scalar& value, const CreationOptions& options = {});
Array zeros(const Shape& shape, const CreationOptions& options = {});
Array ones(const Shape& shape, const CreationOptions& options = {});
/// Contents undefined in NumPy; zeros here, since nothing is touched before it is used.
Array empty(const Shape& shape, const CreationOptions& options = {});
/// Shape, chunks and dtype of another array, the dtype unless another is given.
Array full_like(const Array& array, const Scalar& value, std::optional<DType> dtype = std::nullopt);
Array zeros_like(const Array& array, std::optional<DType> dtype = std::nullopt);
Array ones_like(const Array& array, std::optional<DType> dtype = std::nullopt);
Array empty_like(const Array& array, std::optional<DType> dtype = std::nullopt);

/// 0, 1, ... below `stop`; int64 when all numbers are whole, else float64, unless a dtype is given.
Array arange(const Scalar& stop, const CreationOptions& options = {});
/// start, start + step, ... before `stop`; step may be negative, not zero.
Array arange(const Scalar& start, const Scalar& stop, const Scalar& step = 1, const CreationOptions& options = {});
/// `count` numbers evenly from start to stop, which is the last one if `endpoint`, else the one after.
Array linspace(double start, double stop, std::int64_t count = 50, bool endpoint = true, const CreationOptions& options = {});
/// base to the power of each of linspace().
Array logspace(double start, double stop, std::int64_t count = 50, bool endpoint = true, double base = 10, const CreationOptions& options = {});
/// Numbers of one ratio from start to stop, both exactly, of one sign and not 0; without `endpoint` stop would be the one after.
Array geomspace(double start, double stop, std::int64_t count = 50, bool endpoint = true, const CreationOptions& options = {});

/// Ones on diagonal k (above the main one where positive), zeros elsewhere; as many columns as rows unless given.
Array eye(std::int64_t rows, std::optional<std::int64_t> columns = std::nullopt, std::int64_t k = 0, const CreationOptions& options = {});
Array identity(std::int64_t rows, const CreationOptions& options = {});
/// Ones on and below diagonal k.
Array tri(std::int64_t rows, std::optional<std::int64_t> columns = std::nullopt, std::int64_t k = 0, const CreationOptions& options = {});
/// The array with zeros above (below) diagonal k of its last two axes.
Array tril(const Array& array, std::int64_t k = 0);
Array triu(const Array& array, std::int64_t k = 0);
/// The place of each element along each axis: one int64 array an axis.
std::vector<Array> indices(const Shape& shape, const CreationOptions& options = {});

enum class GridIndexing { xy, ij };
/// Coordinates of a grid from those of its axes, one array each (run together where it has several axes), cut as they are.
/// ij: array i changes along axis i; xy: the first one along the second axis, the second one along the first. `sparse` leaves extents of 1 where nothing changes.
std::vector<Array> meshgrid(const std::vector<Array>& axes, GridIndexing indexing = GridIndexing::xy, bool sparse = false);

/// The elements of a block, sent along with the graph: for what fits a message.
Array from_block(const Block& block, const Chunks& chunks = {});
/// The function (a name that it is registered by, or itself) called without inputs for every chunk; its parameters are those
/// given and `shape` and `chunks`, and it may ask where its block lies (BlockInfo).
///
///     from_chunks([](const BlockInfo& at, Block& out) { ... at.outputs[0].array_location ... }, {1000, 4}, {}, {.chunks = 100})
Array from_chunks(const Function& function, const Shape& shape, const NamedParams& params = {}, const CreationOptions& options = {});
/// A function of the places of its elements, one int64 block an axis, as numpy.fromfunction: fromfunction([](std::int64_t i,
/// std::int64_t j) { return 10.0 * i + j; }, {3, 4}).
Array fromfunction(const Function& function, const Shape& shape, const NamedParams& params = {}, const CreationOptions& options = {});

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
/// Whole numbers in [low, high), evenly; int64 or any other integer type that holds them.
Array integers(std::int64_t low, std::int64_t high, const Shape& shape, const RandomOptions& options = {}, DType dtype = DType::int64);
/// Of mean `scale`.
Array exponential(double scale, const Shape& shape, const RandomOptions& options = {});
/// Of the form (NumPy's shape) `form` > 0 and the scale given.
Array gamma(double form, double scale, const Shape& shape, const RandomOptions& options = {});
/// Of mean `lam`; int64.
Array poisson(double lam, const Shape& shape, const RandomOptions& options = {});
/// Successes in n trials of probability p; int64.
Array binomial(std::int64_t n, double p, const Shape& shape, const RandomOptions& options = {});
/// 0 .. n - 1 drawn with replacement, as often as `p` says where given (it must add up to 1); int64.
Array choice(std::int64_t n, const Shape& shape, const RandomOptions& options = {}, const std::vector<double>& p = {});
/// 0 .. n - 1 in a random order. Of all orders it reaches 2^64, by the seed.
Array permutation(std::int64_t n, const RandomOptions& options = {});

} // namespace random
} // namespace troupe
