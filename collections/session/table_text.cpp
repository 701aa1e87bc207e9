#include "collections/session/table_text.hpp"

#include "collections/session/element_texts.hpp"
#include "runtime/base/escaped.hpp"

#include <algorithm>
#include <ostream>
#include <vector>

namespace troupe {
namespace {

using Numbers = std::vector<std::int64_t>;
constexpr std::int64_t rows_between = -1;

/// What is shown of so many; `rows_between` stands for the rest.
Numbers shown_of(std::int64_t count, std::int64_t most, std::int64_t then) {
  Numbers shown;
  const auto edge = std::max<std::int64_t>(then / 2, 1);
  const bool cut = count > most && count > 2 * edge;
  for (std::int64_t i = 0; i < (cut ? edge : count); ++i)
    shown.push_back(i);
  if (cut) {
    shown.push_back(rows_between);
    for (auto i = count - edge; i < count; ++i)
      shown.push_back(i);
  }
  return shown;
}

/// Characters, not bytes, of UTF-8.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u; }));
}

std::string padded(const std::string& text, std::size_t width, bool left) {
  const std::string blanks(width - std::min(width, width_of(text)), ' ');
  return left ? text + blanks : blanks + text;
}

std::string cut_short(std::string text, std::size_t most) {
  if (width_of(text) <= most || most < 4)
    return text;
  std::size_t bytes = 0, characters = 0;
  for (; bytes < text.size(); ++bytes)
    if ((static_cast<unsigned char>(text[bytes]) & 0xC0u) != 0x80u && ++characters > most - 3)
      break;
  return text.substr(0, bytes) + "...";
}

/// NumPy's texts of numbers as pandas has them: "2.  " is 2.00, "2." is 2.0.
std::string with_zeros(std::string text) {
  if (text.find('.') == std::string::npos)
    return text;
  const auto end = text.find_last_not_of(' ') + 1;
  std::fill(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), '0');
  return text.back() == '.' ? text + "0" : text;
}

std::string without_blanks(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// Of the rows, one text each.
std::vector<std::string> number_texts(const Column& column, const Numbers& rows, int precision) {
  Numbers there;
  for (auto row : rows)
    if (row != rows_between && !column.is_null(row))
      there.push_back(row);
  const auto block = Block{column.dtype, {column.length}, column.data};
  const bool real = column.dtype == DType::float64 || column.dtype == DType::float32;
  const auto texts = element_texts(block, there, precision, false);
  std::vector<std::string> found;
  std::size_t next = 0;
  for (auto row : rows) {
    if (row == rows_between)
      found.emplace_back("...");
    else if (column.is_null(row))
      found.emplace_back(real ? "NaN" : "<NA>");
    else if (const auto text = without_blanks(real ? with_zeros(texts[next++]) : texts[next++]); text.find("nan") == 0)
      found.emplace_back("NaN");
    else
      found.push_back(text);
  }
  for (auto& text : found)
    if (text[0] != '-' && text != "...") // where a sign would stand
      text.insert(0, " ");
  return found;
}

std::vector<std::string> texts_of(const Column& column, const Numbers& rows, const TableTextOptions& options) {
  if (column.dtype != DType::string)
    return number_texts(column, rows, options.precision);
  std::vector<std::string> found;
  for (auto row : rows)
    found.push_back(
        row == rows_between
            ? "..."
            : " " + (column.is_null(row) ? "NaN" : cut_short(escaped(column.text(row)), options.max_colwidth)));
  return found;
}

/// The numbers of the rows, and what stands in each.
class Lines {
public:
  explicit Lines(const Numbers& rows) {
    for (auto row : rows)
      lines_.push_back(row == rows_between ? "" : std::to_string(row));
    align(lines_, true);
  }
  void name_line() { lines_.insert(lines_.begin(), ""), align(lines_, true); }
  void add(std::vector<std::string> texts, const std::string& between) {
    align(texts, false);
    for (std::size_t i = 0; i < lines_.size(); ++i)
      lines_[i] += between + texts[i];
  }
  std::string joined() const {
    std::string text;
    for (const auto& line : lines_)
      text += line + "\n";
    text.erase(text.size() - (text.empty() ? 0 : 1));
    return text;
  }

private:
  static void align(std::vector<std::string>& texts, bool left) {
    std::size_t width = 0;
    for (const auto& text : texts)
      width = std::max(width, text == "..." ? 0 : width_of(text));
    for (auto& text : texts) // of what is left out
      if (text == "..." && width <= 3)
        text = "..";
    for (auto& text : texts)
      text = padded(text, width, left);
  }
  std::vector<std::string> lines_;
};

} // namespace

std::string to_string(const Table& table, const TableTextOptions& options) {
  const auto columns = shown_of(std::ssize(table.columns), options.max_columns, options.max_columns);
  const auto size = "[" + std::to_string(table.rows) + " rows x " + std::to_string(table.columns.size()) + " columns]";
  if (table.rows == 0 || table.columns.empty()) {
    std::string names;
    for (auto column : columns)
      names += (names.empty() ? "" : ", ")
               + (column == rows_between ? "..." : escaped(table.columns[static_cast<std::size_t>(column)].name));
    return "Empty DataFrame\nColumns: [" + names + "]\n" + size;
  }
  const auto rows = shown_of(table.rows, options.max_rows, options.min_rows);
  Lines lines(rows);
  lines.name_line();
  for (auto column : columns) {
    std::vector<std::string> texts(rows.size(), " ...");
    if (column != rows_between)
      texts = texts_of(table.columns[static_cast<std::size_t>(column)], rows, options);
    texts.insert(
        texts.begin(),
        column == rows_between
            ? " ..."
            : " " + cut_short(escaped(table.columns[static_cast<std::size_t>(column)].name), options.max_colwidth));
    lines.add(std::move(texts), " ");
  }
  const bool whole = std::ssize(rows) == table.rows && columns.size() == table.columns.size();
  return lines.joined() + (whole ? "" : "\n\n" + size);
}

std::string to_string(const Column& column, const TableTextOptions& options) {
  const auto about = "Name: " + escaped(column.name) + ", ";
  const auto type = "dtype: " + std::string(to_string(column.dtype));
  if (column.length == 0)
    return "Series([], " + about + type + ")";
  const auto rows = shown_of(column.length, options.max_rows, options.min_rows);
  Lines lines(rows);
  lines.add(texts_of(column, rows, options), "   ");
  return lines.joined() + "\n" + about
         + (std::ssize(rows) == column.length ? "" : "Length: " + std::to_string(column.length) + ", ") + type;
}

std::ostream& operator<<(std::ostream& out, const Table& table) { return out << to_string(table); }
std::ostream& operator<<(std::ostream& out, const Column& column) { return out << to_string(column); }

} // namespace troupe
