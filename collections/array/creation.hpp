// Creation of lazy arrays: generators whose blocks the workers make. Pure functions; a wrong shape or chunking is
// thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/chunks.hpp"
#include "collections/array/random.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/chunk/scalar.hpp"

#include <optional>
#include <vector>

namespace troupe {

/// troupe::ones({1000, 4}, {.chunks = {250, -1}, .dtype = DType::int32})
struct CreationOptions {
  Chunks chunks = {};
  std::optional<DType> dtype = std::nullopt; ///< default: float64, or the type of the given numbers
};

/// Without a dtype: bool, int64, float64 or complex128, as `value` is.
Array full(const Shape& shape, const Scalar& value, const CreationOptions& options = {});
Array zeros(const Shape& shape, const CreationOptions& options = {});
Array ones(const Shape& shape, const CreationOptions& options = {});
/// Contents are undefined in NumPy, zeros here.
Array empty(const Shape& shape, const CreationOptions& options = {});
/// With shape, chunks and (unless given) dtype of another array.
Array full_like(const Array& array, const Scalar& value, std::optional<DType> dtype = std::nullopt);
Array zeros_like(const Array& array, std::optional<DType> dtype = std::nullopt);
Array ones_like(const Array& array, std::optional<DType> dtype = std::nullopt);
Array empty_like(const Array& array, std::optional<DType> dtype = std::nullopt);

/// 0, 1, ... below `stop`; float64 if a number is floating, else int64 (uint64 if an element needs it), unless a dtype
/// is given. Integers and their count are exact over all of int64 and uint64. Refused: more than 2^63 bytes.
Array arange(const Scalar& stop, const CreationOptions& options = {});
/// start, start + step, ... before `stop`; step may be negative, not zero.
Array arange(const Scalar& start, const Scalar& stop, const Scalar& step = 1, const CreationOptions& options = {});
Array arange(const Scalar& start, const Scalar& stop, const CreationOptions& options);
/// `count` evenly spaced numbers from start to stop, which is the last one if `endpoint`, else the one after. In an
/// integer type rounded down, and exact for integer ends beyond 2^53.
Array linspace(const Scalar& start, const Scalar& stop, std::int64_t count = 50, bool endpoint = true,
               const CreationOptions& options = {});
/// base to the power of each number of linspace(); in an integer type truncated towards zero.
Array logspace(const Scalar& start, const Scalar& stop, std::int64_t count = 50, bool endpoint = true, double base = 10,
               const CreationOptions& options = {});
/// A geometric sequence from start to stop, both exact, of one sign and not 0; without `endpoint` stop would be the one
/// after. In an integer type truncated towards zero.
Array geomspace(const Scalar& start, const Scalar& stop, std::int64_t count = 50, bool endpoint = true,
                const CreationOptions& options = {});

/// Ones on diagonal k (above the main one where positive), zeros elsewhere; as many columns as rows unless given.
Array eye(std::int64_t rows, std::optional<std::int64_t> columns = std::nullopt, std::int64_t k = 0,
          const CreationOptions& options = {});
Array identity(std::int64_t rows, const CreationOptions& options = {});
/// Ones on and below diagonal k.
Array tri(std::int64_t rows, std::optional<std::int64_t> columns = std::nullopt, std::int64_t k = 0,
          const CreationOptions& options = {});
/// The array with zeros above (below) diagonal k of its last two axes.
Array tril(const Array& array, std::int64_t k = 0);
Array triu(const Array& array, std::int64_t k = 0);
/// The position of each element along each axis: one int64 array for each axis.
std::vector<Array> indices(const Shape& shape, const CreationOptions& options = {});

enum class GridIndexing { xy, ij };
/// Coordinates of a grid from those of its axes, one array each (flattened if it has several axes), with their chunks.
/// ij: array i changes along axis i; xy: the first one along the second axis, the second one along the first. `sparse`
/// keeps extents of 1 along the other axes.
std::vector<Array> meshgrid(const std::vector<Array>& axes, GridIndexing indexing = GridIndexing::xy,
                            bool sparse = false);

/// An array of a block's elements, which are sent inside the graph: for small ones.
Array from_block(const Block& block, const Chunks& chunks = {});
/// Calls a function (a registered name or a lambda) without inputs for every chunk. Its parameters are the given ones
/// and `shape` and `chunks`; it may take the position of its block (BlockInfo).
///
///     from_chunks([](const BlockInfo& at, Block& out) { ... at.outputs[0].array_location ... }, {1000, 4}, {},
///     {.chunks = 100})
Array from_chunks(const Function& function, const Shape& shape, const NamedParams& params = {},
                  const CreationOptions& options = {});
/// A function of the elements' positions, one int64 block for each axis, as numpy.fromfunction:
/// fromfunction([](std::int64_t i, std::int64_t j) { return 10.0 * i + j; }, {3, 4}).
Array fromfunction(const Function& function, const Shape& shape, const NamedParams& params = {},
                   const CreationOptions& options = {});

} // namespace troupe
