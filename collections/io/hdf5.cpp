#include "collections/io/hdf5.hpp"

#include "collections/io/array_files.hpp"
#include "collections/io/input_files.hpp"
#include "runtime/formats/hdf5_file.hpp"

namespace troupe {
namespace {

ExpressionSpec from_one_piece(const std::string& path, std::int64_t data) {
  ExpressionSpec spec;
  spec.kernel = "array.read_file";
  spec.params.set("files", Params::Strings{path}).set("data", Params::Ints{data}).set("swapped", Params::Ints{0}).set("join", 0);
  return spec;
}

ExpressionSpec through_the_library(const std::string& path, const std::string& dataset) {
  ExpressionSpec spec;
  spec.kernel = "array.read_hdf5";
  spec.params.set("file", path).set("dataset", dataset);
  return spec;
}

} // namespace

Result<Array> try_from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks) {
  TROUPE_TRY(files, find_input_files(path));
  if (files.size() != 1)
    return fail(Errc::invalid_argument, "'" + path + "' stands for " + std::to_string(files.size()) + " files; from_hdf5 reads one");
  TROUPE_TRY(found, inspect_hdf5(DataFolders::everything(), files.paths[0], dataset));
  TROUPE_TRY(extents, chunks.fit(found.shape, size_of(found.dtype)));
  TROUPE_TRY(grid, ChunkGrid::make(found.shape, extents));
  auto spec = found.data ? from_one_piece(files.paths[0], *found.data) : through_the_library(files.paths[0], dataset);
  spec.params.set("dtype", std::string(to_string(found.dtype))).set("chunks", chunks_param(grid));
  spec.params.set("sizes", Params::Ints(files.sizes)).set("versions", Params::Ints(files.versions)); // part of the read's identity
  spec.tasks = grid.size();
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), std::move(grid), found.dtype);
}

Array from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks) {
  return try_from_hdf5(path, dataset, chunks).value();
}

Array to_hdf5(const Array& array, const std::string& path, const std::string& dataset) {
  const auto file = absolute_path(path).value();
  if (dataset.empty() || dataset.back() == '/')
    throw TroupeError({Errc::invalid_argument, "'" + dataset + "' is no name of a dataset"});
  ExpressionSpec create;
  create.kernel = "array.create_hdf5";
  create.params.set("file", file).set("dataset", dataset).set("dtype", std::string(to_string(array.dtype()))).set("shape", Params::Ints(array.shape()));
  return write_chunks(array, Expression::make(std::move(create)).value(), file, file).value();
}

} // namespace troupe
