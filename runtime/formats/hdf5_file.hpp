// Datasets of HDF5 files as arrays, through Debian's library. Thread-safe: one thread of the process at a time uses the
// library. Contiguous datasets in the named file itself, in this machine's number format, are better read by byte
// offset (region.hpp); all others go through the library. Unless every folder is allowed, a file may not refer to
// others: links into other files, external storage and virtual datasets are refused.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/shape.hpp"
#include "runtime/formats/data_folders.hpp"
#include "runtime/formats/region.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace troupe {

struct Hdf5Dataset {
  /// Where the dataset is, which need not be where it was asked for: a link may lead into another file.
  std::string path, name;
  DType dtype = DType::float64;
  Shape shape;
  Shape chunks; ///< of the file itself; empty when its elements are not kept in chunks
  /// Where the elements begin in `path`, when they lie there in C order, uncompressed, and in this machine's form.
  std::optional<std::int64_t> data;
};

/// bool and complex numbers are those of h5py: an enumeration of FALSE and TRUE, and pairs of r and i.
/// @param dataset  its path in the file, e.g. "/group/x"
/// @returns Errc::not_found for a file or dataset that is not there (with the names nearby, or the link that leads
/// nowhere);
///          Errc::corrupt for a file that the library cannot open; Errc::invalid_dtype for elements that Troupe has
///          not.
Result<Hdf5Dataset> inspect_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset);

/// Copies the box's elements in C order to `to`, converted to `dtype`, which inspect_hdf5() found.
Result<void> read_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset, DType dtype,
                       const Region& region, std::byte* to);

} // namespace troupe
