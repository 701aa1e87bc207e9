#include "tools/troupe/linear_regression_job.hpp"

#include "collections/array/creation.hpp"
#include "collections/io/read_csv.hpp"
#include "collections/ml/linear_regression.hpp"
#include "runtime/base/number_text.hpp"
#include "tools/troupe/exit_code.hpp"
#include "tools/troupe/text_table.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace troupe::tool {
namespace {

/// What of the flags goes with which kind of input.
const std::vector<std::string> csv_flags{"target", "features", "blocksize", "dtypes", "missing", "separator"};
const std::vector<std::string> random_flags{"chunk-rows", "seed"};

void refuse_beside(const Arguments& arguments, const std::vector<std::string>& flags, const std::string& needed) {
  for (const auto& flag : flags)
    if (arguments.has(flag))
      refuse("--" + flag + " goes with --" + needed + " only");
}

// CSV files ---------------------------------------------------------------------------------------------------------

char separator(const Arguments& arguments) {
  const auto text = arguments.text("separator").value_or(",");
  if (text == "\\t" || text == "tab")
    return '\t';
  if (text.size() != 1)
    refuse("--separator " + text + ": expected one character, or tab");
  return text.front();
}

std::map<std::string, DType> column_types(const Arguments& arguments) {
  std::map<std::string, DType> types;
  for (const auto& part : arguments.list("dtypes")) {
    const auto sign = part.rfind('=');
    if (sign == std::string::npos || sign == 0)
      refuse("--dtypes " + part + ": expected COLUMN=TYPE, such as distance=float64");
    const auto type = dtype_from_string(part.substr(sign + 1));
    if (!type)
      refuse("--dtypes " + part + ": expected one of int64, float64, bool, string");
    types[part.substr(0, sign)] = *type;
  }
  return types;
}

ReadCsvOptions csv_options(const Arguments& arguments) {
  ReadCsvOptions options;
  options.sep = separator(arguments);
  options.dtype = column_types(arguments);
  if (const auto bytes = arguments.bytes("blocksize")) {
    if (*bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      refuse("--blocksize " + *arguments.text("blocksize") + ": that is too much");
    options.blocksize = static_cast<std::int64_t>(*bytes);
  }
  return options;
}

/// The table of the inputs. A column that takes part and that the sample showed to hold texts is read as numbers
/// anyway, unless a type was given for it: the reader then says in which file, line and column there is text, and
/// which.
DataFrame read_numbers(const Arguments& arguments, std::vector<std::string> columns) {
  auto options = csv_options(arguments);
  const auto frame = read_csv(arguments.all("input"), options);
  bool texts = false;
  for (const auto& field : frame.dtypes())
    if (field.dtype == DType::string && std::find(columns.begin(), columns.end(), field.name) != columns.end())
      texts |= options.dtype.emplace(field.name, DType::float64).second;
  return texts ? read_csv(arguments.all("input"), options) : frame;
}

LinearRegression on_files(const Arguments& arguments) {
  refuse_beside(arguments, random_flags, "random");
  const auto target = arguments.required("target");
  const auto features = arguments.list("features");
  if (features.empty())
    refuse("--features is needed");
  LinearRegressionOptions options;
  options.missing = arguments.text("missing").value_or(options.missing);
  if (options.missing != "error" && options.missing != "drop")
    refuse("--missing " + options.missing + ": expected error or drop");
  options.fit_intercept = !arguments.has("no-intercept");
  auto columns = features;
  columns.push_back(target);
  return LinearRegression::fit(read_numbers(arguments, columns), target, features, options);
}

// Generated numbers -------------------------------------------------------------------------------------------------

std::optional<std::int64_t> positive(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc{} && end == text.data() + text.size() && number > 0 ? std::optional(number) : std::nullopt;
}

Shape random_shape(const Arguments& arguments) {
  const auto text = arguments.required("random");
  const auto cross = text.find('x');
  const auto rows = positive(std::string_view(text).substr(0, cross));
  const auto columns = cross == std::string::npos ? std::nullopt : positive(std::string_view(text).substr(cross + 1));
  if (!rows || !columns)
    refuse("--random " + text + ": expected ROWSxCOLUMNS, such as 1000000x10");
  return {*rows, *columns};
}

/// Another stream for the target: were both drawn from one, the target would be the first features over again.
/// SplitMix64's finaliser (Steele, Lea & Flood 2014), which maps different seeds to different ones.
std::uint64_t seed_of_target(std::uint64_t seed) {
  auto z = seed + 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

LinearRegression on_random(const Arguments& arguments) {
  refuse_beside(arguments, csv_flags, "input");
  const auto shape = random_shape(arguments);
  const auto usual_rows =
      std::max<std::int64_t>(1, Chunks::auto_bytes / static_cast<std::int64_t>(sizeof(double)) / shape[1]);
  const auto rows =
      arguments.whole_number("chunk-rows", 1, std::numeric_limits<std::int64_t>::max()).value_or(usual_rows);
  const auto seed = static_cast<std::uint64_t>(
      arguments.whole_number("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(0));
  const auto x = random::normal(shape, {.chunks = {rows, -1}, .seed = seed});
  const auto y = random::normal({shape[0]}, {.chunks = {rows}, .seed = seed_of_target(seed)});
  return LinearRegression::fit(x, y, {.fit_intercept = !arguments.has("no-intercept")});
}

// The job -----------------------------------------------------------------------------------------------------------

JobPlan plan_regression(const Arguments& arguments) {
  const bool random = arguments.has("random");
  if (random == arguments.has("input"))
    refuse(random ? "--input and --random exclude each other" : "--input GLOB or --random ROWSxCOLUMNS is needed");
  const auto model = random ? on_random(arguments) : on_files(arguments);
  const ExpressionPtr outputs[] = {model.expression()};
  JobPlan plan{lower(outputs), {}};
  plan.meta.set("features", model.features());
  plan.meta.set("target", random ? "y" : arguments.required("target"));
  return plan;
}

LinearRegressionResult result_of(const JobOutcome& outcome) {
  if (outcome.chunks.size() != 1)
    throw CommandFailure(
        Error{Errc::corrupt, "a linear regression has one result; got " + std::to_string(outcome.chunks.size())});
  return or_fail(parse_linear_regression(outcome.chunks.front(), or_fail(outcome.meta.texts("features"))));
}

void write_json(const JobOutcome& outcome, JsonWriter& json) {
  const auto result = result_of(outcome);
  json.field("rows", result.rows).key("features").values(result.features);
  json.key("simple").begin_array();
  for (const auto& one : result.simple)
    json.begin_object()
        .field("feature", one.feature)
        .field("weight", one.weight)
        .field("intercept", one.intercept)
        .end_object();
  json.end_array().key("ols").begin_object().key("weights").values(result.ols.weights);
  json.field("intercept", result.ols.intercept).field("r2", result.ols.r2);
  json.key("standard_errors")
      .values(result.ols.standard_errors)
      .field("intercept_standard_error", result.ols.intercept_standard_error);
  json.field("residual_std", result.ols.residual_std).end_object();
}

std::string write_text(const JobOutcome& outcome) {
  const auto result = result_of(outcome);
  TextTable table({{"feature", TextTable::Align::left},
                   {"weight", TextTable::Align::right},
                   {"std. error", TextTable::Align::right},
                   {"alone: weight", TextTable::Align::right},
                   {"alone: intercept", TextTable::Align::right}});
  for (std::size_t i = 0; i < result.features.size(); ++i)
    table.add({result.features[i], format_double(result.ols.weights[i]), format_double(result.ols.standard_errors[i]),
               format_double(result.simple[i].weight), format_double(result.simple[i].intercept)});
  table.add(
      {"(intercept)", format_double(result.ols.intercept), format_double(result.ols.intercept_standard_error), "", ""});
  table.add({"(R squared)", format_double(result.ols.r2), "", "", ""});
  table.add({"(residuals: std)", format_double(result.ols.residual_std), "", "", ""});
  return "Least squares of '" + or_fail(outcome.meta.text("target")) + "' over "
         + format_count(static_cast<std::uint64_t>(result.rows))
         + " rows, on all features together and on each alone\n\n" + table.str();
}

std::vector<Flag> regression_flags() {
  Flag input{"input", "GLOB", "CSV files to read, such as 'data/*.csv' (in quotes); may be repeated"};
  input.completion = Completion::file;
  input.repeated = true;
  Flag missing{"missing", "HOW",
               "rows with a missing value: an error, which names the first, or drop them (default: error)"};
  missing.choices = {"error", "drop"};
  return {
      input,
      {"target", "COLUMN", "the column to explain"},
      {"features", "A,B,C", "the columns to explain it by"},
      missing,
      {"no-intercept", "", "a model through the origin"},
      {"dtypes", "COLUMN=TYPE,...",
       "types of columns: int64, float64, bool or string; the others' are inferred from a sample"},
      {"separator", "CHARACTER", "what stands between fields; tab is one, too (default: ,)"},
      {"blocksize", "SIZE", "bytes of a file that one task reads; 0 reads each file whole (default: 8MiB)"},
      {"random", "ROWSxCOLUMNS",
       "instead of files: standard normal features x0, x1, ... and a standard normal target y"},
      {"chunk-rows", "N", "rows of a generated chunk; they change no number that is drawn (default: 32 MiB of them)"},
      {"seed", "N", "which generated numbers (default: 0)"},
  };
}

} // namespace

Job linear_regression_job() {
  Job job;
  job.name = "linear-regression";
  job.summary = "least squares on all features together, and on each alone, from one pass over the data";
  job.details =
      "Files may be far larger than memory: they are cut into blocks of whole lines, which the workers read. Workers "
      "in other processes must see the files under the same paths, in their data folders.\n"
      "\n"
      "With --json one object is printed: rows, features, simple (a list of feature, weight, intercept), ols "
      "(weights in the order of the features, intercept, r2, standard_errors of the weights, intercept_standard_error, "
      "residual_std), seconds, tasks. Numbers are as short as they can be "
      "and still read back as the same double.\n"
      "\n"
      "Examples:\n"
      "  troupe run linear-regression --input 'flights/*.csv' --target delay \\\n"
      "      --features month,weekday,hour,distance\n"
      "  troupe run linear-regression --random 1000000x10 --seed 7 --json";
  job.flags = regression_flags();
  job.plan = plan_regression;
  job.write_json = write_json;
  job.write_text = write_text;
  return job;
}

} // namespace troupe::tool
