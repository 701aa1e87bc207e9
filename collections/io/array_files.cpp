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

Result<ExpressionPtr> total_of(const ExpressionPtr& written) { return tree_reduce(written, "array.combine", Params{}.set("op", "sum")); }

Result<Array> write_chunks(const Array& array, const ExpressionPtr& create, const std::string& file, const std::string& after) {
  ExpressionSpec write;
  write.kernel = "array.write_file";
  write.params.set("file", file).set("after", after).set("chunks", chunks_param(array.grid()));
  write.params.set("dtype", std::string(to_string(array.dtype())));
  write.tasks = array.npartitions();
  write.inputs.push_back({array.expression(), Wiring::each()});
  write.inputs.push_back({create, Wiring::one(0)});
  TROUPE_TRY(written, Expression::make(std::move(write)));
  TROUPE_TRY(total, total_of(written));
  ExpressionSpec finish;
  finish.kernel = "array.finish_file";
  finish.params.set("file", file).set("after", after);
  finish.inputs.push_back({total, Wiring::each()});
  TROUPE_TRY(finished, Expression::make(std::move(finish)));
  return Array::make(std::move(finished), ChunkGrid(), DType::int64);
}

} // namespace troupe
