// How one axis of a result is assembled from the chunks of a source axis: common to slicing, flipping, rolling, taking,
// padding, repeating, joining and rechunking. Pure values and functions.
#pragma once

#include "runtime/base/params.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

/// Elements first, first + step, ... of an axis. step 0 repeats one element, a negative step runs backwards. A run of
/// `fill` is made of no element at all but of a constant.
struct AxisRun {
  std::int64_t first = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
  bool fill = false;
  bool operator==(const AxisRun&) const = default;
};

/// A run inside one source chunk, `first` counted from that chunk's first element.
struct AxisPiece {
  std::int64_t source = -1; ///< among the source chunks that the result's chunk takes; -1 for the constant
  std::int64_t owner = 0;   ///< which of several joined arrays the source chunk belongs to
  std::int64_t first = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
  bool operator==(const AxisPiece&) const = default;
};

/// Invariants: begins has one entry more than the result has chunks along the axis; a chunk's sources are rising and
/// each is taken by some piece of it.
struct AxisPlan {
  std::vector<std::int64_t> extents;   ///< of the result's chunks
  std::vector<std::int64_t> begins{0}; ///< chunk i is made of pieces[begins[i]] up to pieces[begins[i + 1]]
  std::vector<AxisPiece> pieces;
  std::vector<std::vector<std::uint32_t>> sources; ///< for each chunk the source chunks along the axis that it takes
};

/// @param extents  Of the source chunks along the axis, those of joined arrays one after the other.
/// @param owners   For each source chunk the array it belongs to, rising; empty where there is but one.
/// @param runs     Of elements of the whole axis, in the order of the result. @pre within the axis
/// @param wanted   Extents of the result's chunks. @pre their sum is that of the runs' counts
AxisPlan plan_axis(const std::vector<std::int64_t>& extents, const std::vector<std::int64_t>& owners,
                   const std::vector<AxisRun>& runs, const std::vector<std::int64_t>& wanted);

/// The cut that needs no joining: a chunk for each stretch of the runs that lies within one source chunk; {0} for none.
std::vector<std::int64_t> natural_extents(const std::vector<std::int64_t>& extents, const std::vector<AxisRun>& runs);

/// Positions as few runs, in their order.
std::vector<AxisRun> runs_of(const std::vector<std::int64_t>& positions);

/// What a task needs of the plan; read back by AxisPieces.
Params to_params(const AxisPlan& plan);

/// The pieces of one chunk of the result, read from such parameters where they lie.
struct AxisPieces {
  std::vector<AxisPiece> pieces;
  std::int64_t extent = 0;

  /// @returns The number of chunks along the axis, or Errc::invalid_argument.
  static Result<std::int64_t> chunks(const Params& plan);
  /// @returns Errc::invalid_argument when the parameters are not such a plan or have no chunk `chunk`.
  static Result<AxisPieces> read(const Params& plan, std::int64_t chunk);
};

} // namespace troupe
