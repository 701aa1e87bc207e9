// Overlapping blocks (with halos): stencils, filters, windows. As dask.array.overlap. Pure functions; what does not fit
// is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/chunk/scalar.hpp"

#include <optional>
#include <vector>

namespace troupe {

/// The values beyond the ends of an axis.
struct Boundary {
  enum class Kind {
    none,     ///< nothing: the outermost blocks are not made larger there
    reflect,  ///< mirrored, the outermost element repeated
    periodic, ///< the other end
    nearest,  ///< the outermost element
    constant, ///< `value`
  };
  Kind kind = Kind::none;
  Scalar value = 0;
  static Boundary none() { return {}; }
  static Boundary reflect() { return {Kind::reflect, 0}; }
  static Boundary periodic() { return {Kind::periodic, 0}; }
  static Boundary nearest() { return {Kind::nearest, 0}; }
  static Boundary constant(const Scalar& value) { return {Kind::constant, value}; }
};

struct OverlapOptions {
  std::vector<std::int64_t> depth = {};      ///< elements on both sides, for each axis, or one for all
  std::vector<Boundary> boundary = {};       ///< for each axis, or one for all; none: nothing
  bool trim = true;                          ///< trim the halo from results of the blocks' shape
  std::optional<DType> dtype = std::nullopt; ///< type of the output, as MapBlocksOptions::dtype
};

/// Every block with `depth` elements of its neighbours on each side (also of neighbours' neighbours, where chunks are
/// smaller). All constant boundaries must have the same value.
Array overlap(const Array& array, const OverlapOptions& options);
/// The array without the halos that overlap() added; `original` gives the chunks before that.
Array trim_overlap(const Array& array, const Array& original, const OverlapOptions& options);
/// Runs a function (a registered name or a lambda) over such blocks. It makes a block of its input's shape.
Array map_overlap(const Function& function, const Array& array, const NamedParams& params,
                  const OverlapOptions& options);
Array map_overlap(const Function& function, const std::vector<Array>& arrays, const NamedParams& params,
                  const OverlapOptions& options);

/// Every window of `window` elements along the axes, which are shortened by window - 1; the windows' axes come last.
/// Windows are materialised only if their elements are requested. sum, prod, mean, min, max, var, std, any, all and
/// their nan variants along the windows' axes, also of elementwise functions, take three steps an element however wide
/// the windows are (docs/decisions/0048-sliding-windows-are-not-materialised.md).
Array sliding_window_view(const Array& array, const std::vector<std::int64_t>& window, const std::vector<int>& axes);
Array sliding_window_view(const Array& array, std::int64_t window, int axis = -1);

} // namespace troupe
