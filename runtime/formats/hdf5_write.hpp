// Writes datasets of HDF5 files by many tasks and replaces them at once: the elements are written to a dataset beside
// the target, which takes the target's name when all are there. Until then the old dataset stays. Thread-safe, also
// towards other processes of Troupe that use the same file. The next writer removes what a killed one left.
//
// The names change in one short use of the library, which is no transaction: a process that is killed in the very
// moment in which the library writes its tables may leave a file that does not open.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/shape.hpp"
#include "runtime/formats/data_folders.hpp"
#include "runtime/formats/region.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace troupe {

/// How a dataset's elements are kept, as h5py names it.
struct Hdf5Form {
  Shape chunks;                  ///< extents of the file's chunks; empty for all elements in one piece
  std::int64_t compression = -1; ///< level of gzip, 0 to 9; -1 for none
  bool shuffle = false;          ///< bytes of equal weight together, before they are compressed
};

struct Hdf5Target {
  std::string path, dataset;
  std::string part; ///< what is written to meanwhile: `dataset`, ".part-" and something that the writer's tasks share
  DType dtype = DType::float64;
  Shape shape;
  Hdf5Form form;
};

/// Makes `part`, its groups and the file where they are not there; one that this writer made before is taken as it is.
/// @returns What tells this `part` from any other; Errc::already_exists where `dataset` is there with another type,
/// shape or
///          form, or under several names; Errc::invalid_argument where the way to it leads into another file, or for a
///          form that the shape does not allow.
Result<std::int64_t> create_hdf5(const DataFolders& folders, const Hdf5Target& target);

/// Writes a box of `part`; or of `dataset`, where that is what `part` became.
/// @param token  what create_hdf5() answered
/// @returns Errc::io_error when the part is gone, since another writer has begun; Errc::cancelled.
Result<void> write_hdf5(const DataFolders& folders, const Hdf5Target& target, std::int64_t token, const Region& region,
                        const std::byte* from, const std::atomic<bool>* cancelled = nullptr);

/// `part` becomes `dataset`, with the attributes that this had. May be done again.
Result<void> finish_hdf5(const DataFolders& folders, const Hdf5Target& target, std::int64_t token);

} // namespace troupe
