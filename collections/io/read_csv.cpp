#include "collections/io/read_csv.hpp"

#include "collections/io/csv_head.hpp"
#include "collections/io/csv_types.hpp"
#include "collections/io/input_files.hpp"
#include "runtime/base/suggest.hpp"
#include "runtime/chunk/csv_text.hpp"
#include "runtime/chunk/field_value.hpp"
#include "runtime/chunk/file_partition.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace troupe {
namespace {

/// What the heads of all files come to.
struct CsvPlan {
  std::vector<std::string> columns;
  std::vector<DType> dtypes;                  ///< of all columns, guessed
  std::vector<std::int64_t> starts;           ///< where the records of each file begin
  std::vector<std::int64_t> carriage_returns; ///< not 0 for files whose lines end with those alone
};

Result<void> check_options(const ReadCsvOptions& options) {
  const auto sep = static_cast<unsigned char>(options.sep);
  if (sep == '"' || sep == '\n' || sep == '\r' || sep == '\0' || sep == '.' || sep == '-' || (sep >= '0' && sep <= '9'))
    return fail(Errc::invalid_argument,
                "sep must be a character that numbers, quotes and line ends leave free, such as ',' or ';'");
  if (options.sample < 1)
    return fail(Errc::invalid_argument, "sample must be 1 or more bytes, not " + std::to_string(options.sample));
  return {};
}

std::vector<std::string> na_values(const ReadCsvOptions& options) {
  auto values = options.na_values;
  if (options.keep_default_na)
    values.insert(values.end(), default_na_values().begin(), default_na_values().end());
  return values;
}

std::string counted_columns(std::size_t count) { return std::to_string(count) + (count == 1 ? " column" : " columns"); }

/// Files of one frame must have the same columns in the same order.
Result<void> check_same_header(const std::string& path, const std::vector<std::string>& header,
                               const std::string& first_path, const std::vector<std::string>& first) {
  if (header.size() != first.size())
    return fail(Errc::parse_error, path + " has " + counted_columns(header.size()) + "; " + first_path + " has "
                                       + std::to_string(first.size()));
  const auto [at, other] = std::mismatch(header.begin(), header.end(), first.begin());
  if (at == header.end())
    return {};
  return fail(Errc::parse_error, path + ": column " + std::to_string(at - header.begin() + 1) + " is '" + *at + "'; in "
                                     + first_path + " it is '" + *other + "'");
}

Result<std::vector<std::string>> names_of_columns(const ReadCsvOptions& options, const std::string& path,
                                                  std::size_t fields, const std::vector<std::string>& header) {
  if (!options.names.empty() && options.names.size() != fields)
    return fail(Errc::invalid_argument, std::to_string(options.names.size()) + " names were given; " + path + " has "
                                            + counted_columns(fields));
  if (!options.names.empty())
    return options.names;
  if (options.header)
    return distinct_names(header);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < fields; ++i)
    names.push_back(std::to_string(i));
  return names;
}

std::size_t fields_of_first_record(const std::string& records, char sep) {
  std::vector<std::string_view> fields;
  for (std::size_t at = 0; at < records.size();) {
    split_record(records, at, sep, fields);
    if (fields.size() > 1 || !is_blank_line(fields.front()))
      return fields.size();
  }
  return 0;
}

/// Takes the heads of the files, one after the other; keeps no more of them than it needs.
class CsvPlanner {
public:
  explicit CsvPlanner(const ReadCsvOptions& options)
      : options_(options), values_(na_values(options)), markers_(values_) {}

  Result<void> take(const std::string& path) {
    TROUPE_TRY(head, read_csv_head(path, {options_.sep, options_.header, rows_seen_ ? 0 : options_.sample}));
    if (plan_.starts.empty())
      first_header_ = head.header, first_path_ = path;
    if (options_.header)
      TROUPE_CHECK(check_same_header(path, head.header, first_path_, first_header_));
    plan_.starts.push_back(head.start);
    plan_.carriage_returns.push_back(head.carriage_returns ? 1 : 0);
    return rows_seen_ ? Result<void>() : learn(path, head);
  }

  Result<CsvPlan> finish() && {
    if (plan_.columns.empty())
      return fail(Errc::parse_error, first_path_ + ": the file is empty; names of columns were not given either");
    return std::move(plan_);
  }

private:
  Result<void> learn(const std::string& path, const CsvHead& head) {
    const auto fields = options_.header ? head.header.size() : fields_of_first_record(head.records, options_.sep);
    if (fields == 0 && options_.names.empty())
      return {};
    TROUPE_TRY(columns, names_of_columns(options_, path, fields == 0 ? options_.names.size() : fields, head.header));
    auto guess = guess_dtypes(head.records, columns.size(), options_.sep, markers_);
    rows_seen_ = guess.rows > 0;
    plan_.columns = std::move(columns);
    plan_.dtypes = std::move(guess.dtypes);
    return {};
  }

  const ReadCsvOptions& options_;
  std::vector<std::string> values_;
  NaMarkers markers_;
  CsvPlan plan_;
  std::vector<std::string> first_header_;
  std::string first_path_;
  bool rows_seen_ = false;
};

/// "'a.csv', 'b.csv'".
std::string quoted(const std::vector<std::string>& patterns) {
  std::string text;
  for (const auto& pattern : patterns)
    text += (text.empty() ? "'" : ", '") + pattern + "'";
  return text;
}

/// @param source  what was read, for messages
Result<void> check_names(const CsvPlan& plan, const std::string& source, const ReadCsvOptions& options) {
  const std::set<std::string_view> columns(plan.columns.begin(), plan.columns.end());
  const auto check = [&](const std::string& name) -> Result<void> {
    if (columns.contains(name))
      return {};
    return fail(Errc::not_found, "no column '" + name + "' in " + source + did_you_mean(name, plan.columns));
  };
  for (const auto& name : options.usecols)
    TROUPE_CHECK(check(name));
  for (const auto& [name, dtype] : options.dtype) {
    TROUPE_CHECK(check(name));
    if (dtype != DType::int64 && dtype != DType::float64 && dtype != DType::bool_ && dtype != DType::string)
      return fail(Errc::invalid_dtype, "read_csv makes int64, float64, bool and string columns; "
                                           + std::string(to_string(dtype)) + " was asked for column '" + name + "'");
  }
  return {};
}

Fields wanted_fields(const CsvPlan& plan, const ReadCsvOptions& options) {
  const std::set<std::string_view> usecols(options.usecols.begin(), options.usecols.end());
  Fields fields;
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const auto& name = plan.columns[i];
    const bool wanted = usecols.empty() || usecols.contains(name);
    const auto given = options.dtype.find(name);
    if (wanted)
      fields.push_back({name, given == options.dtype.end() ? plan.dtypes[i] : given->second});
  }
  return fields;
}

Params reader_params(const CsvPlan& plan, const Fields& fields, const ReadCsvOptions& options) {
  Params::Strings dtypes;
  for (const auto& field : fields)
    dtypes.emplace_back(to_string(field.dtype));
  Params params;
  params.set("columns", plan.columns).set("usecols", names_of(fields)).set("dtypes", std::move(dtypes));
  params.set("sep", std::string(1, options.sep)).set("na_values", na_values(options));
  return params;
}

} // namespace

Result<DataFrame> try_read_csv(const std::vector<std::string>& patterns, const ReadCsvOptions& options) {
  TROUPE_CHECK(check_options(options));
  TROUPE_TRY(files, find_input_files(patterns));
  TROUPE_CHECK(note_compression(files));
  TROUPE_TRY(partitions, count_file_partitions(files.sizes, options.blocksize, files.compressed));
  CsvPlanner planner(options);
  for (const auto& path : files.paths)
    TROUPE_CHECK(planner.take(path));
  TROUPE_TRY(plan, std::move(planner).finish());
  TROUPE_CHECK(check_names(plan, quoted(patterns), options));
  auto fields = wanted_fields(plan, options);
  ExpressionSpec spec;
  spec.kernel = "csv.read";
  spec.params = reader_params(plan, fields, options);
  spec.params.set("carriage_returns", plan.carriage_returns);
  set_file_params(spec.params, files, plan.starts, options.blocksize);
  spec.tasks = partitions;
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return DataFrame::make(expression, std::move(fields));
}

Result<DataFrame> try_read_csv(const std::string& pattern, const ReadCsvOptions& options) {
  return try_read_csv(std::vector{pattern}, options);
}

DataFrame read_csv(const std::string& pattern, const ReadCsvOptions& options) {
  return try_read_csv(pattern, options).value();
}

DataFrame read_csv(const std::vector<std::string>& patterns, const ReadCsvOptions& options) {
  return try_read_csv(patterns, options).value();
}

} // namespace troupe
