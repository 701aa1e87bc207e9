// The parameters of kernels that read files by partitions: `files` (paths), `sizes` (bytes, when planned), `starts`
// (where the data of each file begin), `blocksize`; `compressed` (not 0 for files that are unpacked, each one
// partition). Pure functions.
#pragma once

#include "runtime/formats/data_folders.hpp"
#include "runtime/kernels/files/text_partition.hpp"
#include "runtime/kernels/kernel.hpp"

namespace troupe {

/// @returns The list of texts or integers without a copy: file lists are long, and every task asks.
Result<const Params::Strings*> text_list(const Params& params, std::string_view name);
Result<const Params::Ints*> integer_list(const Params& params, std::string_view name);

/// An empty one where there is none, as clients before knew nothing of it.
Result<const Params::Ints*> integer_list_if_any(const Params& params, std::string_view name);

/// Where a task's files may be.
const DataFolders& data_folders(const KernelContext& context);

/// What a task of such a layer reads. Points into the parameters.
struct FileTask {
  TextFile file;
  FilePartition partition;
  std::int64_t blocksize = 0;
  bool compressed = false;
};

/// @returns Errc::invalid_argument when the parameters do not fit together or the index is out of range.
Result<FileTask> file_task(const KernelContext& context);

} // namespace troupe
