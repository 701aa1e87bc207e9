// How one logical array is cut into chunks. Pure value: no actors, I/O, clock.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/shape.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

/// A cut of an n-d array along every axis, as `dask.array`'s chunks: one list of extents an axis.
///
///     {5, 4} cut by {2, 3}    chunk (0,0) is 2x3    chunk (0,1) is 2x1
///     counts() == {3, 2}      chunk (2,0) is 1x3    chunk (2,1) is 1x1
///
/// Chunks are numbered in C order: the last axis changes fastest.
/// Invariant: the chunks tile the array; every element is in exactly one.
/// Immutable once made, so safe to share between threads.
class ChunkGrid {
public:
  ChunkGrid() = default; ///< a 0-d array: one chunk of one element

  /// A regular cut; edge chunks are clipped, never padded.
  /// @param shape  Extents of the whole, in elements; zero extents are valid (one empty chunk).
  /// @param chunk  Largest chunk, in elements; every extent >= 1, or -1 for the whole axis.
  /// @returns The grid, or Errc::invalid_shape naming the offending axis.
  static Result<ChunkGrid> make(const Shape& shape, const Shape& chunk);
  /// An uneven cut: the extents of the chunks along each axis, each >= 0, at least one chunk an axis.
  static Result<ChunkGrid> from_extents(std::vector<std::vector<std::int64_t>> extents);

  const Shape& shape() const { return shape_; }
  std::size_t rank() const { return extents_.size(); }
  /// Chunks along each axis.
  const Shape& counts() const { return counts_; }
  /// Chunks in all; at least 1.
  std::uint32_t size() const { return size_; }
  /// Extents of the chunks along `axis`.
  const std::vector<std::int64_t>& extents(std::size_t axis) const { return extents_[axis]; }

  /// Chunk number to its place in the grid, and back. @pre index < size()
  Shape place(std::uint32_t index) const;
  std::uint32_t index(const Shape& place) const;
  /// First element and extents of a chunk. @pre index < size()
  Shape origin(std::uint32_t index) const;
  Shape chunk_shape(std::uint32_t index) const;

  bool operator==(const ChunkGrid&) const = default;

private:
  Shape shape_;
  Shape counts_;
  std::vector<std::vector<std::int64_t>> extents_;
  std::vector<std::vector<std::int64_t>> starts_; ///< first element of each chunk along each axis
  std::uint32_t size_ = 1;
};

} // namespace troupe
