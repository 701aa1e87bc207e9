#include "collections/io/hdf5.hpp"

#include "collections/array/shaping.hpp"
#include "collections/io/array_files.hpp"
#include "collections/io/input_files.hpp"
#include "runtime/formats/hdf5_file.hpp"
#include "runtime/formats/part_files.hpp"

#include <algorithm>

namespace troupe {
namespace {

ExpressionSpec from_one_piece(const std::string& path, std::int64_t data) {
  ExpressionSpec spec;
  spec.kernel = "array.read_file";
  spec.params.set("files", Params::Strings{path})
      .set("data", Params::Ints{data})
      .set("swapped", Params::Ints{0})
      .set("join", 0);
  return spec;
}

ExpressionSpec through_the_library(const std::string& path, const std::string& dataset) {
  ExpressionSpec spec;
  spec.kernel = "array.read_hdf5";
  spec.params.set("file", path).set("dataset", dataset);
  return spec;
}

/// Chunks that are left to Troupe are whole numbers of the file's own, so that none of those is read twice.
Result<Shape> fitting_chunks(const Chunks& chunks, const Hdf5Dataset& found) {
  TROUPE_TRY(extents, chunks.fit(found.shape, size_of(found.dtype)));
  TROUPE_TRY(automatic, Chunks().fit(found.shape, size_of(found.dtype)));
  if (found.chunks.size() != found.shape.size() || extents != automatic)
    return extents;
  auto left = Chunks::auto_bytes / static_cast<std::int64_t>(size_of(found.dtype));
  for (auto own : found.chunks)
    left /= std::max<std::int64_t>(own, 1);
  for (auto axis = extents.size(); axis-- > 0;) {
    const auto own = std::max<std::int64_t>(found.chunks[axis], 1),
               whole = std::max<std::int64_t>(found.shape[axis], 1);
    const auto taken = std::clamp<std::int64_t>(left, 1, (whole - 1) / own + 1);
    extents[axis] = std::min(taken * own, whole);
    left /= taken;
  }
  return extents;
}

/// Extents of the file's chunks: as given, or small enough to be read apart; none for elements in one piece.
Result<Shape> own_chunks(const Array& array, const Hdf5Options& options) {
  constexpr std::int64_t most_bytes = std::int64_t{1} << 20;
  const auto& shape = array.shape();
  if (!options.compression.empty() && options.compression != "gzip")
    return fail(Errc::invalid_argument, "compression must be 'gzip' or none, not '" + options.compression + "'");
  if (options.compression_opts < 0 || options.compression_opts > 9)
    return fail(Errc::invalid_argument,
                "compression_opts must be 0 to 9, not " + std::to_string(options.compression_opts));
  if (!options.chunks.empty()) {
    bool fits = options.chunks.size() == shape.size();
    for (std::size_t axis = 0; fits && axis < shape.size(); ++axis)
      fits = options.chunks[axis] >= 1 && options.chunks[axis] <= shape[axis];
    return fits ? Result<Shape>(options.chunks)
                : Result<Shape>(fail(Errc::invalid_shape, "chunks " + to_string(options.chunks)
                                                              + " do not fit the shape " + to_string(shape)));
  }
  if ((options.compression.empty() && !options.shuffle) || element_count(shape) == 0)
    return Shape();
  if (shape.empty())
    return fail(Errc::invalid_shape, "an array without axes cannot be kept in chunks, which compression needs");
  auto own = shape;
  for (std::size_t axis = 0; element_count(own) * static_cast<std::int64_t>(size_of(array.dtype())) > most_bytes;
       axis = (axis + 1) % own.size())
    own[axis] = (own[axis] + 1) / 2;
  return own;
}

/// Chunks like the array's, of whole chunks of the file.
Chunks aligned(const Array& array, const Shape& own) {
  Shape extents;
  const auto chunks = array.chunks();
  for (std::size_t axis = 0; axis < own.size(); ++axis) {
    const auto& along = chunks[axis];
    const auto most = along.empty() ? 1 : *std::max_element(along.begin(), along.end());
    extents.push_back(std::max(own[axis], most / own[axis] * own[axis]));
  }
  return Chunks(extents);
}

} // namespace

Result<Array> try_from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks) {
  TROUPE_TRY(named, find_input_files(path));
  if (named.size() != 1)
    return fail(Errc::invalid_argument,
                "'" + path + "' stands for " + std::to_string(named.size()) + " files; from_hdf5 reads one");
  TROUPE_TRY(found, inspect_hdf5(DataFolders::everything(), named.paths[0], dataset));
  TROUPE_TRY(files, find_input_files(found.path)); // a link may lead into another file
  TROUPE_TRY(extents, fitting_chunks(chunks, found));
  TROUPE_TRY(grid, ChunkGrid::make(found.shape, extents));
  auto spec =
      found.data ? from_one_piece(files.paths[0], *found.data) : through_the_library(files.paths[0], found.name);
  spec.params.set("dtype", std::string(to_string(found.dtype))).set("chunks", chunks_param(grid));
  spec.params.set("sizes", Params::Ints(files.sizes))
      .set("versions", Params::Ints(files.versions)); // part of the read's identity
  spec.tasks = grid.size();
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), std::move(grid), found.dtype);
}

Array from_hdf5(const std::string& path, const std::string& dataset, const Chunks& chunks) {
  return try_from_hdf5(path, dataset, chunks).value();
}

Array to_hdf5(const Array& array, const std::string& path, const std::string& dataset, const Hdf5Options& options) {
  const auto file = absolute_path(path).value();
  if (dataset.empty() || dataset.back() == '/')
    throw TroupeError({Errc::invalid_argument, "'" + dataset + "' is no name of a dataset"});
  const auto own = own_chunks(array, options).value();
  const auto cut = own.empty() ? array : rechunk(array, aligned(array, own));
  FileWriter writer{"array.create_hdf5", "array.write_hdf5", "array.finish_hdf5", {}};
  writer.params.set("file", file).set("dataset", dataset).set("part", part_name(dataset, writer_name(array)));
  writer.params.set("own_chunks", Params::Ints(own))
      .set("compression", options.compression.empty() ? -1 : options.compression_opts);
  writer.params.set("shuffle", options.shuffle ? 1 : 0);
  return write_chunks(cut, writer).value();
}

std::vector<Hdf5Entry> hdf5_contents(const std::string& path) {
  return list_hdf5(DataFolders::everything(), path).value();
}

Hdf5Attributes hdf5_attributes(const std::string& path, const std::string& object) {
  return read_hdf5_attributes(DataFolders::everything(), path, object).value();
}

void set_hdf5_attributes(const std::string& path, const std::string& object, const Hdf5Attributes& attributes) {
  write_hdf5_attributes(DataFolders::everything(), path, object, attributes).value();
}

} // namespace troupe
