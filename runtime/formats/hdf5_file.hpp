// Datasets of HDF5 files as arrays, through Debian's library. Thread-safe: the library is entered by one thread of the
// process at a time. Elements that lie in one piece, as numbers of this machine, are best read around it (region.hpp).
// Where not every folder may be used, a file may not refer to others: links into other files, elements kept in them, and
// virtual datasets are refused.
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
  DType dtype = DType::float64;
  Shape shape;
  /// Where the elements begin in the file, when they lie there in C order, uncompressed, and in this machine's form.
  std::optional<std::int64_t> data;
};

/// bool and complex numbers are those of h5py: an enumeration of FALSE and TRUE, and pairs of r and i.
/// @param dataset  its path in the file, e.g. "/group/x"
/// @returns Errc::not_found for a file or dataset that is not there (with the names nearby); Errc::corrupt for a file that
///          the library cannot open; Errc::invalid_dtype for elements that Troupe has not.
Result<Hdf5Dataset> inspect_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset);

/// Copies the box's elements in C order to `to`, converted to `dtype`, which inspect_hdf5() found.
Result<void> read_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset, DType dtype, const Region& region,
                       std::byte* to);

/// Makes the dataset, its groups and the file where they are not there, its elements in one piece and not yet written.
/// A dataset that is there already is taken as it is when it has that type, shape and form; else Errc::already_exists.
/// @returns Where its elements begin in the file.
Result<std::int64_t> create_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset, DType dtype, const Shape& shape);

} // namespace troupe
