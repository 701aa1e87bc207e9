// A box of an n-d array, and reading and writing the box of an array that lies on disk in C order. Thread-safe.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk_grid.hpp"
#include "runtime/chunk/shape.hpp"
#include "runtime/formats/data_folders.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace troupe {

struct Region {
  Shape whole;  ///< of the array
  Shape origin; ///< the first element of the box
  Shape extent; ///< of the box

  /// A chunk's. @pre index < grid.size()
  static Region of_chunk(const ChunkGrid& grid, std::uint32_t index) {
    return {grid.shape(), grid.origin(index), grid.chunk_shape(index)};
  }
};

/// Where an array's elements are.
struct ElementFile {
  const DataFolders& folders; ///< that the path may lead to
  std::string path;
  std::int64_t data = 0; ///< byte of the first element
  std::size_t item = 8;  ///< bytes of an element
};

/// Copies the box's elements, in C order, to `to`. Rows that lie close together are read at once.
/// @pre the box lies within the array, whose bytes can be counted in 63 bits
/// @returns As DataFolders::open(); Errc::io_error also where the file ends before the box does; Errc::cancelled.
Result<void> read_region(const ElementFile& file, const Region& region, std::byte* to,
                         const std::atomic<bool>* cancelled = nullptr);

/// The other way round. The file must exist; other boxes may be written to it at the same time, by anyone.
Result<void> write_region(const ElementFile& file, const Region& region, const std::byte* from,
                          const std::atomic<bool>* cancelled = nullptr);

/// Turns the bytes of numbers around. @param part  bytes of a number; of complex ones, of one part
void swap_bytes(std::byte* elements, std::size_t bytes, std::size_t part);

} // namespace troupe
