#include "collections/io/read_text.hpp"

#include "collections/io/input_files.hpp"
#include "runtime/chunk/file_partition.hpp"

namespace troupe {

Result<Bag> try_read_text(const std::vector<std::string>& patterns, const ReadTextOptions& options) {
  TROUPE_TRY(files, find_input_files(patterns));
  TROUPE_CHECK(note_compression(files));
  TROUPE_TRY(partitions, count_file_partitions(files.sizes, options.blocksize, files.compressed));
  ExpressionSpec spec;
  spec.kernel = "text.read_lines";
  set_file_params(spec.params, files, std::vector<std::int64_t>(files.size(), 0), options.blocksize);
  spec.tasks = partitions;
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Bag::make(expression);
}

Bag read_text(const std::string& pattern, const ReadTextOptions& options) {
  return read_text(std::vector{pattern}, options);
}

Bag read_text(const std::vector<std::string>& patterns, const ReadTextOptions& options) {
  return try_read_text(patterns, options).value();
}

} // namespace troupe
