// Arrays from and to .npy files, as numpy.load and save, and stacks of them, as dask.array's to_npy_stack and from_npy_stack
// name things. Reading plans by the files' heads; the rest is read by the workers, which must see the files under the same
// paths. Pure but for that.
#pragma once

#include "collections/array/array.hpp"

#include <string>

namespace troupe {

/// Each chunk reads its own bytes, when it is computed. Files of versions 1 to 3, in C or Fortran order (which is read as it
/// lies and turned), big endian ones too.
/// Throws TroupeError, as the computation does, naming the file: Errc::not_found; Errc::parse_error for what is no .npy file;
/// Errc::invalid_dtype for elements that Troupe has not; Errc::invalid_shape; Errc::io_error for a file cut short.
Array from_npy(const std::string& path, const Chunks& chunks = {});
/// The same, for callers that handle errors as values.
Result<Array> try_from_npy(const std::string& path, const Chunks& chunks = {});

/// Nothing is written before the result is computed:
///
///     compute(client, to_npy(x, "x.npy"));
///
/// One file in C order; every task writes its chunk to its place, in parallel. The file has its name when all is written;
/// until then it is called x.npy.part-..., and what was at x.npy before is still there. What a writer that was killed left is
/// removed by the next that writes there. Two writers of one name: the one that began last wins, the other fails.
/// @returns How many bytes the elements took: a 0-d int64 array.
Array to_npy(const Array& array, const std::string& path);

/// The chunks along `axis` as folder/0.npy, 1.npy, ...; other axes are made one chunk. `info` beside them says chunks, dtype and
/// axis, as dask writes and reads it. The folder is made where it is not there; else it gets its new contents at once when all
/// is written (in two steps where the file system cannot exchange folders), its old stack goes, and other files in it stay.
/// A folder with folders in it is refused. @returns As to_npy().
Array to_npy_stack(const Array& array, const std::string& folder, int axis = 0);
/// The files folder/0.npy, 1.npy, ... joined along `axis`, each a chunk: as many as `info` says, where it is there; else as far
/// as they go. Errors as from_npy(); Errc::not_found naming a file that is missing among them; Errc::invalid_shape for files that
/// do not fit `info` or each other; Errc::invalid_argument for another axis than it says.
Array from_npy_stack(const std::string& folder, int axis = 0);
Result<Array> try_from_npy_stack(const std::string& folder, int axis = 0);

} // namespace troupe
