// Arrays from and to .npy files, as numpy.load and save, and stacks of them, as dask.array's to_npy_stack and
// from_npy_stack name things. Reading plans by the files' heads; the rest is read by the workers, which must see the
// files under the same paths. Pure but for that.
#pragma once

#include "collections/array/array.hpp"

#include <string>

namespace troupe {

/// Each chunk reads its own bytes, when it is computed. Files of versions 1 to 3, in C or Fortran order (which is read
/// and then transposed), big endian ones too. Throws TroupeError, as the computation does, naming the file:
/// Errc::not_found; Errc::parse_error for a file that is not .npy; Errc::invalid_dtype for unsupported element types;
/// Errc::invalid_shape; Errc::io_error for a truncated file.
Array from_npy(const std::string& path, const Chunks& chunks = {});
/// The same, for callers that handle errors as values.
Result<Array> try_from_npy(const std::string& path, const Chunks& chunks = {});

/// Nothing is written before the result is computed:
///
///     compute(client, to_npy(x, "x.npy"));
///
/// One file in C order; every task writes its chunk at its offset, in parallel. The file is called x.npy.part-... until
/// it is complete, and the old x.npy stays until then. The next writer removes what a killed one left. Of two writers
/// of one name the one that started last wins, the other fails. @returns The number of bytes of the elements: a 0-d
/// int64 array.
Array to_npy(const Array& array, const std::string& path);

/// The chunks along `axis` as folder/0.npy, 1.npy, ...; other axes are rechunked into one chunk. The file `info` beside
/// them states chunks, dtype and axis, as dask writes and reads it. The folder is created if missing; otherwise its
/// stack is replaced at once when the new one is complete (in two steps where the file system cannot exchange folders),
/// and other files in it stay. A folder with subfolders is refused. @returns As to_npy().
Array to_npy_stack(const Array& array, const std::string& folder, int axis = 0);
/// The files folder/0.npy, 1.npy, ... joined along `axis`, each a chunk: as many as `info` states, or, without it, all
/// consecutive ones. Errors as from_npy(); Errc::not_found naming a missing file; Errc::invalid_shape for files that do
/// not fit `info` or each other; Errc::invalid_argument for another axis than in `info`.
Array from_npy_stack(const std::string& folder, int axis = 0);
Result<Array> try_from_npy_stack(const std::string& folder, int axis = 0);

} // namespace troupe
