#include "collections/io/array_files.hpp"

#include <filesystem>
#include <system_error>

namespace troupe {

Params::List chunks_param(const ChunkGrid& grid) {
  Params::List axes;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis)
    axes.push_back(Params{}.set("extents", Params::Ints(grid.extents(axis))));
  return axes;
}

Result<std::string> absolute_path(const std::string& path) {
  if (path.empty())
    return fail(Errc::invalid_argument, "the name of the file is empty");
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  if (error)
    return fail(Errc::io_error, "cannot examine '" + path + "': " + error.message());
  return absolute.lexically_normal().string();
}

std::string writer_name(const Array& array) { return to_string(array.expression()->key()); }

Result<Array> write_chunks(const Array& array, const FileWriter& writer) {
  auto params = writer.params;
  params.set("chunks", chunks_param(array.grid())).set("dtype", std::string(to_string(array.dtype())));
  params.set("shape", Params::Ints(array.shape())).set("tasks", array.npartitions());
  ExpressionSpec create;
  create.kernel = writer.create;
  create.params = params;
  TROUPE_TRY(created, Expression::make(std::move(create)));
  ExpressionSpec write;
  write.kernel = writer.write;
  write.params = params;
  write.tasks = array.npartitions();
  write.inputs.push_back({array.expression(), Wiring::each()});
  write.inputs.push_back({created, Wiring::one(0)});
  TROUPE_TRY(written, Expression::make(std::move(write)));
  TROUPE_TRY(total, tree_reduce(written, "array.combine", Params{}.set("op", "sum")));
  ExpressionSpec finish;
  finish.kernel = writer.finish;
  finish.params = std::move(params);
  finish.inputs.push_back({total, Wiring::each()});
  finish.inputs.push_back({created, Wiring::each()});
  TROUPE_TRY(finished, Expression::make(std::move(finish)));
  return Array::make(std::move(finished), ChunkGrid(), DType::int64);
}

} // namespace troupe
