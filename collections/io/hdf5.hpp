// Arrays from and to datasets of HDF5 files, as dask.array's from_array of an h5py dataset and to_hdf5 name things.
// Workers must see the files under the same paths.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/formats/hdf5_contents.hpp"

#include <string>
#include <vector>

namespace troupe {

/// Each chunk is read when it is computed. Contiguous datasets are read by all workers and threads at once; others
/// (chunked by HDF5, compressed, big endian, in other files) through the library, by one thread of each process at a
/// time. Chunks chosen by Troupe are multiples of the file's own. A link into another file is followed when the read is
/// planned: workers read that file. bool and complex numbers are as h5py writes them; float16 becomes float32. Throws
/// TroupeError, as the computation does: Errc::not_found for a file or dataset (naming those that are there), or a link
/// that leads nowhere; Errc::corrupt for a file that is not HDF5, or is open for writing elsewhere; Errc::invalid_dtype
/// for unsupported element types; Errc::io_error, also for a compression filter that the library does not have, naming
/// it.
Array from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks = {});
/// The same, for callers that handle errors as values.
Result<Array> try_from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks = {});

/// As h5py's create_dataset names them.
struct Hdf5Options {
  /// Extents of the file's own chunks, one for each axis; none: contiguous, or chosen automatically if compressed.
  Shape chunks = {};
  std::string compression = {}; ///< "gzip" or none
  int compression_opts = 4;     ///< gzip's level, 0 to 9
  bool shuffle = false;         ///< HDF5's shuffle filter, before compression
};

/// Nothing is written before the result is computed. One task creates the dataset under another name (and the file and
/// its groups if missing), every further task writes its chunk, and a last one gives the name. The old dataset stays
/// until then, also when a writer is killed; the next writer removes the leftovers. Contiguous datasets are written in
/// parallel, others by one process at a time. An existing dataset is replaced, with its attributes kept, if it has the
/// same type, shape and storage; otherwise the job fails with Errc::already_exists. A path into another file is refused
/// (Errc::invalid_argument).
/// @returns The number of bytes of the elements: a 0-d int64 array.
Array to_hdf5(const Array& array, const std::string& path, const std::string& dataset, const Hdf5Options& options = {});

/// The file's contents (runtime/formats/hdf5_contents.hpp). These functions read the file at once, in this process.
/// They throw as from_hdf5().
std::vector<Hdf5Entry> hdf5_contents(const std::string& path);
Hdf5Attributes hdf5_attributes(const std::string& path, const std::string& object = "/");
/// Sets these attributes; others stay.
void set_hdf5_attributes(const std::string& path, const std::string& object, const Hdf5Attributes& attributes);

} // namespace troupe
