// `csv.read`: task i makes the table of the i-th partition of a list of CSV files.
//   files, sizes, starts, blocksize   what is read, see file_params.hpp
//   columns    names of all fields of a record, in order
//   usecols    those that are wanted, in the order wanted; dtypes: their types, one each
//   sep        one character; na_values: texts that stand for a missing value
//   carriage_returns  one for each file, not 0 for those whose lines end with those alone
#include "runtime/kernels/files/file_params.hpp"
#include "runtime/kernels/table/csv_error.hpp"
#include "runtime/kernels/table/csv_parse.hpp"
#include "runtime/kernels/table/csv_partition.hpp"
#include "runtime/kernels/table/table_kernels.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

namespace troupe {
namespace {

/// Places of names, sorted by name; of equal names the first.
class NamePlaces {
public:
  explicit NamePlaces(const Params::Strings& names) : names_(names), order_(names.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
  }
  std::optional<std::size_t> find(const std::string& name) const {
    const auto at =
        std::lower_bound(order_.begin(), order_.end(), name,
                         [&](std::size_t place, const std::string& wanted) { return names_[place] < wanted; });
    return at != order_.end() && names_[*at] == name ? std::optional(*at) : std::nullopt;
  }

private:
  const Params::Strings& names_;
  std::vector<std::size_t> order_;
};

Result<CsvColumnSpec> column_spec(const NamePlaces& columns, const std::string& name, const std::string& dtype) {
  const auto at = columns.find(name);
  if (!at)
    return fail(Errc::not_found, "csv.read: no column '" + name + "'");
  TROUPE_TRY(type, dtype_from_string(dtype));
  if (type != DType::int64 && type != DType::float64 && type != DType::bool_ && type != DType::string)
    return fail(Errc::invalid_dtype, "csv.read makes int64, float64, bool and string columns; '" + dtype
                                         + "' was asked for column '" + name + "'");
  return CsvColumnSpec{name, *at, type};
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
  const NamePlaces places(*columns);
  for (std::size_t i = 0; i < usecols->size(); ++i) {
    TROUPE_TRY(spec, column_spec(places, (*usecols)[i], (*dtypes)[i]));
    format.columns.push_back(std::move(spec));
  }
  return format;
}

std::optional<CsvFault> finish_record(CsvPartition& partition, std::size_t record) {
  const auto finished = partition.finish_record(record);
  if (!finished)
    return CsvFault{CsvFault::Kind::not_read, record, 0, 0, {}, finished.error()};
  if (*finished == CsvPartition::Finished::yes)
    return std::nullopt;
  const bool open = *finished == CsvPartition::Finished::ends_inside_quotes;
  return CsvFault{open ? CsvFault::Kind::inside_quotes : CsvFault::Kind::without_quotes, record};
}

Result<ChunkPtr> csv_read(const KernelContext& context, std::span<ChunkPtr>) {
  TROUPE_TRY(format, csv_format(context.params));
  TROUPE_TRY(na_values, text_list(context.params, "na_values"));
  TROUPE_TRY(task, file_task(context));
  TROUPE_TRY(carriage_returns, integer_list_if_any(context.params, "carriage_returns"));
  const auto file = task.partition.file;
  format.swapped_line_ends = file < carriage_returns->size() && (*carriage_returns)[file] != 0;
  const CsvLines lines{format.separator, format.swapped_line_ends};
  TROUPE_TRY(partition, task.compressed
                            ? CsvPartition::read_compressed(task.file, lines, context.pool)
                            : CsvPartition::read(task.file, task.partition, task.blocksize, lines, context.pool));
  const auto finish = [&](std::size_t record) { return finish_record(partition, record); };
  auto parsed = parse_csv(partition.text(), format, NaMarkers(*na_values), context.pool, context.cancelled, finish);
  if (const auto* fault = std::get_if<CsvFault>(&parsed))
    return fail(csv_error(task, partition.text(), format, *fault));
  return make_chunk(std::get<Table>(std::move(parsed)));
}

} // namespace

void add_csv_read(KernelRegistry& registry) { add_builtin(registry, {"csv.read", csv_read, nullptr, nullptr}); }

} // namespace troupe
