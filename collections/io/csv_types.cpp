#include "collections/io/csv_types.hpp"

#include "runtime/chunk/csv_text.hpp"

#include <string>

namespace troupe {

void DTypeGuess::add(std::string_view value, const NaMarkers& markers) {
  value = trim_spaces(value);
  std::int64_t integer = 0;
  double real = 0;
  bool truth = false;
  if (text_ || markers.contains(value))
    return;
  if (const auto parsed = parse_int64(value, integer); parsed != FieldParse::malformed)
    (parsed == FieldParse::ok ? integer_ : large_integer_) = true;
  else if (parse_float64(value, real) == FieldParse::ok)
    real_ = true;
  else if (parse_bool(value, truth) == FieldParse::ok)
    truth_ = true;
  else
    text_ = true;
}

DType DTypeGuess::dtype() const {
  const bool number = integer_ || large_integer_ || real_;
  if (text_ || (truth_ && number))
    return DType::string;
  if (truth_)
    return DType::bool_;
  if (real_ || !number)
    return DType::float64;
  return large_integer_ ? DType::string : DType::int64;
}

CsvGuess guess_dtypes(std::string_view records, std::size_t columns, char sep, const NaMarkers& markers) {
  std::vector<DTypeGuess> guesses(columns);
  std::vector<std::string_view> fields;
  CsvGuess result;
  for (std::size_t at = 0; at < records.size();) {
    split_record(records, at, sep, fields);
    if (fields.size() != columns || (columns == 1 && is_blank_line(fields.front())))
      continue;
    ++result.rows;
    for (std::size_t i = 0; i < columns; ++i)
      guesses[i].add(unquoted(fields[i]), markers);
  }
  for (const auto& guess : guesses)
    result.dtypes.push_back(guess.dtype());
  return result;
}

} // namespace troupe
