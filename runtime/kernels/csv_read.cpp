// `csv.read`: task i makes the table of the i-th partition of a list of CSV files.
//   files, sizes, starts, blocksize   what is read, see file_params.hpp
//   columns    names of all fields of a record, in order
//   usecols    those that are wanted, in the order wanted; dtypes: their types, one each
//   sep        one character; na_values: texts that stand for a missing value
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/csv_error.hpp"
#include "runtime/kernels/csv_parse.hpp"
#include "runtime/kernels/file_params.hpp"

#include <algorithm>

namespace troupe {
namespace {

Result<CsvColumnSpec> column_spec(const Params::Strings& columns, const std::string& name, const std::string& dtype) {
  const auto at = std::find(columns.begin(), columns.end(), name);
  if (at == columns.end())
    return fail(Errc::not_found, "csv.read: no column '" + name + "'");
  TROUPE_TRY(type, dtype_from_string(dtype));
  if (type != DType::int64 && type != DType::float64 && type != DType::bool_ && type != DType::string)
    return fail(Errc::invalid_dtype, "csv.read makes int64, float64, bool and string columns; '" + dtype +
                                       "' was asked for column '" + name + "'");
  return CsvColumnSpec{name, static_cast<std::size_t>(at - columns.begin()), type};
}

Result<CsvFormat> csv_format(const Params& params) {
  TROUPE_TRY(columns, text_list(params, "columns"));
  TROUPE_TRY(usecols, text_list(params, "usecols"));
  TROUPE_TRY(dtypes, text_list(params, "dtypes"));
  TROUPE_TRY(separator, params.text("sep"));
  if (separator.size() != 1 || columns->empty() || usecols->size() != dtypes->size())
    return fail(Errc::invalid_argument,
                "csv.read needs a sep of one character, columns, and as many dtypes as usecols");
  CsvFormat format{separator.front(), columns->size(), {}};
  for (std::size_t i = 0; i < usecols->size(); ++i) {
    TROUPE_TRY(spec, column_spec(*columns, (*usecols)[i], (*dtypes)[i]));
    format.columns.push_back(std::move(spec));
  }
  return format;
}

Result<ChunkPtr> csv_read(const KernelContext& context, std::span<ChunkPtr>) {
  TROUPE_TRY(format, csv_format(context.params));
  TROUPE_TRY(na_values, text_list(context.params, "na_values"));
  TROUPE_TRY(task, file_task(context));
  TROUPE_TRY(text, read_text_partition(task.file, task.partition, context.pool));
  auto parsed = parse_csv(text, format, NaMarkers(*na_values), context.pool, context.cancelled);
  if (const auto* fault = std::get_if<CsvFault>(&parsed))
    return fail(csv_error(task.file, text, format, *fault));
  return make_chunk(std::get<Table>(std::move(parsed)));
}

} // namespace

void add_csv_read(KernelRegistry& registry) {
  add_builtin(registry, {"csv.read", csv_read, nullptr, nullptr});
}

} // namespace troupe
