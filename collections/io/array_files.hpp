// Layers that read and write arrays in files, whatever the format. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <string>

namespace troupe {

/// The parameter `chunks` by which kernels know the whole cut.
Params::List chunks_param(const ChunkGrid& grid);

/// Absolute, so that workers with other working folders find it.
Result<std::string> absolute_path(const std::string& path);

/// Chunks written to their places in the file that `create`, one task, makes; then `file` is renamed to `after`.
/// @returns A 0-d int64 array: how many bytes.
Result<Array> write_chunks(const Array& array, const ExpressionPtr& create, const std::string& file, const std::string& after);

/// The sum of what the tasks of an expression made, each one int64.
Result<ExpressionPtr> total_of(const ExpressionPtr& written);

} // namespace troupe
