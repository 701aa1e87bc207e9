// Arrays from and to datasets of HDF5 files, as dask.array's from_array of an h5py dataset and to_hdf5 name things. Workers
// must see the files under the same paths.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/formats/hdf5_contents.hpp"

#include <string>
#include <vector>

namespace troupe {

/// Each chunk is read when it is computed. Elements that lie in one piece in the file are read by all workers and threads at
/// once; others (in HDF5's own chunks, compressed, big endian, in other files) through the library, by one thread of each process
/// at a time. Chunks that are left to Troupe are whole numbers of the file's own. A link into another file is followed when the
/// read is planned: workers read that file. bool and complex numbers are as h5py writes them; float16 becomes float32.
/// Throws TroupeError, as the computation does: Errc::not_found for a file or dataset (naming those that are there), or a link
/// that leads nowhere; Errc::corrupt for what is no HDF5 file, or is open for writing elsewhere; Errc::invalid_dtype for elements
/// that Troupe has not; Errc::io_error, also for elements packed by a filter that the library has not, naming it.
Array from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks = {});
/// The same, for callers that handle errors as values.
Result<Array> try_from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks = {});

/// As h5py's create_dataset names them.
struct Hdf5Options {
  /// Extents of the file's own chunks, one an axis; none for elements in one piece, or chosen where they are compressed.
  Shape chunks = {};
  std::string compression = {};  ///< "gzip" or none
  int compression_opts = 4;      ///< gzip's level, 0 to 9
  bool shuffle = false;          ///< bytes of equal weight together, before they are compressed
};

/// Nothing is written before the result is computed. One task makes room in the file, which is made with its groups where it is
/// not there; every task writes its chunk; a last one gives it its name. Until then what was there before is still there, and so
/// it stays when a writer is killed: what that left goes when the next writes there. Elements in one piece are written in
/// parallel, others by one process at a time. A dataset that is there already is replaced, its attributes kept, when it has the
/// same type and shape and is kept as the new one; else the job fails with Errc::already_exists. A path that leads into another
/// file is refused (Errc::invalid_argument). @returns How many bytes the elements took: a 0-d int64 array.
Array to_hdf5(const Array& array, const std::string& path, const std::string& dataset, const Hdf5Options& options = {});

/// What the file holds (runtime/formats/hdf5_contents.hpp). These look into the file at once, in this process. They throw as
/// from_hdf5().
std::vector<Hdf5Entry> hdf5_contents(const std::string& path);
Hdf5Attributes hdf5_attributes(const std::string& path, const std::string& object = "/");
/// Sets those; others stay.
void set_hdf5_attributes(const std::string& path, const std::string& object, const Hdf5Attributes& attributes);

} // namespace troupe
