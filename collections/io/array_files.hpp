// Layers that read and write array files of any format. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <string>

namespace troupe {

/// The parameter `chunks` by which kernels know the whole cut.
Params::List chunks_param(const ChunkGrid& grid);

/// Absolute, so that workers with other working folders find it.
Result<std::string> absolute_path(const std::string& path);

/// The three kinds of tasks of a writer (runtime/kernels/array/write_file.cpp), which share parameters.
struct FileWriter {
  std::string create, write, finish; ///< kernels
  Params params;
};
/// Chunks written to what `create`, one task, makes; then `finish`, one task, gives it its name.
/// @returns A 0-d int64 array: how many bytes.
Result<Array> write_chunks(const Array& array, const FileWriter& writer);

/// What tells a writer's unfinished files from those of others.
std::string writer_name(const Array& array);

} // namespace troupe
