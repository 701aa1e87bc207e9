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

/// 0, 1, ... below `stop`; float64 when a number is floating, else int64 (uint64 where an element needs it), unless a dtype is
/// given. Whole numbers and their count are exact over all of int64 and uint64. Refused: more than 2^63 bytes.
Array arange(const Scalar& stop, const CreationOptions& options = {});
/// start, start + step, ... before `stop`; step may be negative, not zero.
Array arange(const Scalar& start, const Scalar& stop, const Scalar& step = 1, const CreationOptions& options = {});
Array arange(const Scalar& start, const Scalar& stop, const CreationOptions& options);
/// `count` numbers evenly from start to stop, which is the last one if `endpoint`, else the one after. In an integer type rounded
/// down, exactly where an end is a whole number beyond 2^53.
Array linspace(const Scalar& start, const Scalar& stop, std::int64_t count = 50, bool endpoint = true, const CreationOptions& options = {});
/// base to the power of each of linspace(); in an integer type cut towards zero.
Array logspace(const Scalar& start, const Scalar& stop, std::int64_t count = 50, bool endpoint = true, double base = 10, const CreationOptions& options = {});
/// Numbers of one ratio from start to stop, both exactly, of one sign and not 0; without `endpoint` stop would be the one after. In
/// an integer type cut towards zero.
Array geomspace(const Scalar& start, const Scalar& stop, std::int64_t count = 50, bool endpoint = true, const CreationOptions& options = {});

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

} // namespace troupe
