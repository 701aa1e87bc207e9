// The lazy n-d array: what numpy.ndarray and dask.array.Array are to Python. Nothing is computed until compute().
// An immutable handle, cheap to copy and safe to share between threads.
// Invariants: the expression has one task for each chunk of the grid, in the grid's (C) order, and the block that
// task makes has exactly the shape of that chunk; along axes of unknown extents at most that.
// Errors in a call (shapes that do not fit, an axis that is not there) are thrown by it as TroupeError.
#pragma once

#include "collections/array/axes.hpp"
#include "collections/array/chunks.hpp"
#include "collections/array/index.hpp"
#include "collections/array/layout.hpp"
#include "runtime/base/named_params.hpp"
#include "runtime/chunk/chunk_grid.hpp"
#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/function.hpp"
#include "runtime/graph/expression.hpp"

#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace troupe {

struct MapBlocksOptions {
  /// Type of the function's output; by default what a lambda's signature says, else float64.
  std::optional<DType> dtype = std::nullopt;
  /// Axes that the function's blocks no longer have; each must be one chunk long.
  std::vector<int> drop_axis = {};
  /// Extents of the output blocks along each axis, if they differ from the input's.
  std::optional<std::vector<std::vector<std::int64_t>>> chunks = std::nullopt;
};

/// Three kernels by name. chunk: a block to a partial, reduced axes kept with extent 1; combine: partials of equal
/// shape, in order, to one; aggregate (may be empty): the last partial to the result. All get `params`.
struct ReductionKernels {
  std::string chunk;
  std::string combine;
  std::string aggregate = {};
  Params params = {};
  /// Shape of the result if it is not the reduced array's, e.g. a histogram's bins; needs all axes reduced.
  std::optional<Shape> shape = std::nullopt;
};

class ArrayLike;
class Selection;
enum class OutOfBounds;
struct OverlapOptions;

class Array {
public:
  /// For implementers of array functions: wraps an expression.
  /// @returns Errc::invalid_argument unless it has one task for each chunk.
  static Result<Array> make(ExpressionPtr expression, Layout layout, DType dtype = DType::float64);

  /// Throws TroupeError if the shape is unknown before it is computed (x(x > 0), unique(x)), as does every function
  /// that needs it: compute_chunk_sizes(executor, x) of collections/session/persist.hpp finds it.
  const Shape& shape() const { return grid().shape(); }
  /// Whether that is so.
  bool known_shape() const { return layout_.known(); }
  std::size_t ndim() const { return layout_.bounds().rank(); }
  std::int64_t size() const { return element_count(shape()); }
  DType dtype() const { return dtype_; }
  std::size_t itemsize() const { return size_of(dtype_); }
  std::uint64_t nbytes() const { return static_cast<std::uint64_t>(size()) * size_of(dtype_); }
  /// Extents of the chunks along each axis, as dask.array's `chunks`.
  std::vector<std::vector<std::int64_t>> chunks() const;
  /// The longest extent of each axis.
  Shape chunksize() const;
  const Shape& numblocks() const { return layout_.bounds().counts(); }
  std::uint32_t npartitions() const { return layout_.bounds().size(); }
  /// Throws if the extents of some axis are unknown, as shape() does.
  const ChunkGrid& grid() const;
  /// For functions that also accept arrays of unknown extents.
  const Layout& layout() const { return layout_; }
  const ExpressionPtr& expression() const { return expression_; }

  Array astype(DType dtype) const;

  /// Reductions along the axes named, or all. Sums of integers are int64 or uint64; means of integers float64; results
  /// of float32 are float32, though added up in float64. More of them, as functions, in reductions.hpp.
  Array sum(const Axes& axis = {}, bool keepdims = false) const;
  Array prod(const Axes& axis = {}, bool keepdims = false) const;
  Array min(const Axes& axis = {}, bool keepdims = false) const;
  Array max(const Axes& axis = {}, bool keepdims = false) const;
  Array mean(const Axes& axis = {}, bool keepdims = false) const;
  /// Mean of the squared distances from the mean, in one pass by a stable formula; divides by the count less `ddof`.
  Array var(const Axes& axis = {}, double ddof = 0, bool keepdims = false) const;
  Array std(const Axes& axis = {}, double ddof = 0, bool keepdims = false) const;
  Array any(const Axes& axis = {}, bool keepdims = false) const;
  Array all(const Axes& axis = {}, bool keepdims = false) const;
  Array ptp(const Axes& axis = {}, bool keepdims = false) const;
  Array reduction(const ReductionKernels& kernels, const Axes& axis = {}, bool keepdims = false) const;

  /// x(slice(10, none, 2), all, -1): NumPy's brackets, see index.hpp; and x(x < 0) = 0, see assignment.hpp.
  template <class... Indices>
  Array operator()(const Indices&... indices) const& {
    return index({Index(indices)...});
  }
  template <class... Indices>
  Array operator()(const Indices&... indices) && {
    return index({Index(indices)...});
  }
  template <class... Indices>
  Selection operator()(const Indices&... indices) &;
  /// The same in brackets, which take one index, or several in braces: x[-1], x[x < 0] = 0, x[{slice(3), all}].
  template <IndexLike At>
  Array operator[](const At& at) const& {
    return index({Index(at)});
  }
  template <IndexLike At>
  Array operator[](const At& at) && {
    return index({Index(at)});
  }
  template <IndexLike At>
  Selection operator[](const At& at) &;
  Array operator[](std::initializer_list<Index> at) const& { return index(at); }
  Array operator[](std::initializer_list<Index> at) && { return index(at); }
  Selection operator[](std::initializer_list<Index> at) &;
  Array index(const std::vector<Index>& indices) const;

  Array(const Array&) = default;
  Array(Array&&) noexcept = default;
  /// Only for variables: an assignment to a function's result would be lost.
  Array& operator=(const Array&) & = default;
  Array& operator=(Array&&) & noexcept = default;

  /// The functions of shaping.hpp as methods.
  Array transpose(const std::vector<int>& axes = {}) const;
  Array T() const { return transpose(); }
  Array reshape(const Shape& shape) const;
  Array ravel() const;
  Array flatten() const { return ravel(); }
  Array squeeze(const Axes& axes = {}) const;
  Array swapaxes(int first, int second) const;
  Array rechunk(const Chunks& chunks = {}) const;

  /// As methods too, with the shapes, types and errors of the functions: of cumulative.hpp, selection.hpp, sorting.hpp,
  /// searching.hpp, joining.hpp, choosing.hpp, products.hpp and elementwise.hpp. None changes the array that it is
  /// called on.
  Array cumsum() const;
  Array cumsum(int axis) const;
  Array cumprod() const;
  Array cumprod(int axis) const;
  Array argmin(std::optional<int> axis = std::nullopt, bool keepdims = false) const;
  Array argmax(std::optional<int> axis = std::nullopt, bool keepdims = false) const;
  Array topk(std::int64_t k, int axis = -1) const;
  Array argtopk(std::int64_t k, int axis = -1) const;
  [[nodiscard]] Array sort(int axis = -1) const;
  Array argsort(int axis = -1) const;
  Array searchsorted(const Array& values, bool right = false) const;
  Array repeat(std::int64_t times) const;
  Array repeat(std::int64_t times, int axis) const;
  Array take(const std::vector<std::int64_t>& positions) const;
  Array take(const std::vector<std::int64_t>& positions, int axis) const;
  Array take(const Array& positions) const;
  Array take(const Array& positions, int axis) const;
  Array compress(const std::vector<bool>& condition, std::optional<int> axis = std::nullopt) const;
  Array compress(const Array& condition, std::optional<int> axis = std::nullopt) const;
  std::vector<Array> nonzero() const;
  Array choose(const std::vector<ArrayLike>& choices) const;
  Array choose(const std::vector<ArrayLike>& choices, OutOfBounds mode) const;
  Array dot(const Array& other) const;
  Array diagonal(std::int64_t offset = 0, int axis1 = 0, int axis2 = 1) const;
  Array trace(std::int64_t offset = 0, int axis1 = 0, int axis2 = 1) const;
  Array clip(const ArrayLike& low, const ArrayLike& high) const;
  Array round(int decimals = 0) const;
  Array real() const;
  Array imag() const;
  Array conj() const;
  Array conjugate() const { return conj(); }
  Array copy() const { return *this; }

  /// Runs a function over every block: a registered name, or a lambda (runtime/chunk/function.hpp).
  ///
  ///     x.map_blocks("scale", {{"by", 1.5}})        x.map_blocks([](double v) { return v * v; })
  ///
  /// The output is checked against the declaration: the job fails when it has another shape or type, naming function,
  /// chunk, output and declaration.
  Array map_blocks(const Function& function, const NamedParams& params = {},
                   const MapBlocksOptions& options = {}) const;
  /// The same over blocks with halos of their neighbours: include "collections/array/overlap.hpp".
  Array map_overlap(const Function& function, const NamedParams& params, const OverlapOptions& options) const;

  /// x.compute(client): include "collections/session/compute.hpp".
  template <class AnyExecutor>
  auto compute(AnyExecutor& executor) const;
  /// Computes the only element, as Values::scalar() gives it; Errc::invalid_shape if there is not exactly one.
  template <class T = double, class AnyExecutor>
  T item(AnyExecutor& executor) const;
  /// x.persist(client), x.compute_chunk_sizes(client): include "collections/session/persist.hpp".
  template <class AnyExecutor>
  Array persist(AnyExecutor& executor) const;
  template <class AnyExecutor>
  Array compute_chunk_sizes(AnyExecutor& executor) const;
  /// A description of the computation: include "collections/session/explain.hpp".
  template <class Text = std::string>
  Text explain() const;

private:
  Array(ExpressionPtr expression, Layout layout, DType dtype);
  ExpressionPtr expression_;
  Layout layout_;
  DType dtype_ = DType::float64;
};

/// Runs the function over broadcast blocks of several arrays: map_blocks("f", {x, y}).
Array map_blocks(const Function& function, const std::vector<Array>& arrays, const NamedParams& params = {},
                 const MapBlocksOptions& options = {});
/// The same for a function that makes several blocks, an array of each; it runs once for all of them.
/// @param outputs  a declaration for each; none: from a lambda's signature
std::vector<Array> map_blocks_outputs(const Function& function, const std::vector<Array>& arrays,
                                      const NamedParams& params = {},
                                      const std::vector<MapBlocksOptions>& outputs = {});

/// "Array(shape (5, 4), chunks (2, 3), float64, 6 chunks, 160 B)"; of extents that are not known "Array(shape (?, 4),
/// ...". More of it in repr.hpp.
std::string to_string(const Array& array);
/// The same text: an array has no values before it is computed. compute(executor, x) gives values that print their
/// elements.
std::ostream& operator<<(std::ostream& out, const Array& array);

} // namespace troupe

#include "collections/array/assignment.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/shaping.hpp"
