// Arrays from and to datasets of HDF5 files, as dask.array's from_array of an h5py dataset and to_hdf5 name things. Workers
// must see the files under the same paths.
#pragma once

#include "collections/array/array.hpp"

#include <string>

namespace troupe {

/// Each chunk is read when it is computed. Elements that lie in one piece in the file are read by all workers and threads at
/// once; others (in HDF5's own chunks, compressed, big endian) through the library, by one thread of each process at a time.
/// bool and complex numbers are as h5py writes them; float16 becomes float32.
/// Throws TroupeError, as the computation does: Errc::not_found for a file or dataset (naming those that are there);
/// Errc::corrupt for what is no HDF5 file; Errc::invalid_dtype for elements that Troupe has not; Errc::io_error.
Array from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks = {});
/// The same, for callers that handle errors as values.
Result<Array> try_from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks = {});

/// Nothing is written before the result is computed. One task makes the dataset, and its file and groups where they are not
/// there; then every task writes its chunk to its place, in parallel. A dataset that is there already is overwritten when it
/// has the same type and shape and lies in one piece, else the job fails with Errc::already_exists.
/// @returns How many bytes the elements took: a 0-d int64 array.
Array to_hdf5(const Array& array, const std::string& path, const std::string& dataset);

} // namespace troupe
