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
/// until then it is called x.npy.part-..., and what was at x.npy before is still there.
/// @returns How many bytes the elements took: a 0-d int64 array.
Array to_npy(const Array& array, const std::string& path);

/// The chunks along `axis` as folder/0.npy, 1.npy, ...; other axes are made one chunk. The folder is made where it is not
/// there. @returns As to_npy().
Array to_npy_stack(const Array& array, const std::string& folder, int axis = 0);
/// The files folder/0.npy, 1.npy, ... joined along `axis`, each a chunk. Errors as from_npy().
Array from_npy_stack(const std::string& folder, int axis = 0);
Result<Array> try_from_npy_stack(const std::string& folder, int axis = 0);

} // namespace troupe
