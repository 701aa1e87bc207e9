#include "runtime/kernels/csv_error.hpp"

#include "runtime/formats/open_file.hpp"

#include <algorithm>
#include <cstdio>
#include <span>
#include <string_view>
#include <vector>

namespace troupe {
namespace {

/// Follows the grammar of csv_text.hpp through a file that need not fit memory.
class PlaceFinder {
public:
  explicit PlaceFinder(char separator) : separator_(separator) {}

  void read(char c) {
    if (state_ == State::field_begin && c == '"') {
      state_ = State::quoted;
      place_.opened_line = place_.line;
    } else if (state_ == State::quoted) {
      if (c == '"')
        state_ = State::quote_in_quoted;
    } else if (state_ == State::quote_in_quoted && c == '"') {
      state_ = State::quoted;
    } else {
      state_ = c == separator_ || c == '\n' ? State::field_begin : State::plain;
    }
    place_.line += c == '\n';
  }

  CsvPlace place() const {
    auto place = place_;
    place.inside_quotes = state_ == State::quoted;
    return place;
  }

private:
  enum class State { field_begin, plain, quoted, quote_in_quoted };
  State state_ = State::field_begin;
  char separator_;
  CsvPlace place_;
};

/// In quotes, cut short, bytes that do not print as \xNN.
std::string shown(const std::string& text) {
  constexpr std::size_t most = 60;
  std::string out = "'";
  for (char c : text.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, byte < 0x20 || byte == 0x7F ? "\\x%02X" : "%c", byte);
    out += escaped;
  }
  return out + (text.size() > most ? "...'" : "'");
}

std::string counted(std::size_t fields) {
  return std::to_string(fields) + (fields == 1 ? " field" : " fields");
}

/// What the text of a field should have been, and what to do when it is right.
std::string dtype_complaint(const CsvColumnSpec& column, const std::string& text) {
  const auto remedy = [&](const char* dtype) { return "; pass dtype={'" + column.name + "': " + dtype + "}"; };
  double number = 0;
  if (column.dtype == DType::float64)
    return shown(text) + " is not a number (float64)";
  if (column.dtype == DType::bool_)
    return shown(text) + " is neither True nor False (bool)";
  if (parse_float64(trim_spaces(text), number) == FieldParse::ok)
    return shown(text) + " is not an integer (int64)" + remedy("float64") + " if the column holds such numbers";
  return shown(text) + " is not an integer (int64)";
}

Error quotes_error(const TextFile& file, const CsvFormat& format, std::int64_t boundary) {
  const auto place = csv_place(file, boundary, format.separator);
  if (boundary < file.size && !csv_place(file, file.size, format.separator).inside_quotes)
    return {Errc::parse_error, file.path + ": the quoted field that opens on line " + std::to_string(place.opened_line) +
                                 " runs over byte " + std::to_string(boundary) +
                                 ", where two partitions meet; read with a larger blocksize, or 0 for whole files"};
  const auto last = boundary < file.size ? csv_place(file, file.size, format.separator) : place;
  return {Errc::parse_error,
          file.path + " line " + std::to_string(last.opened_line) + ": the quote that opens there is never closed"};
}

std::string complaint(const CsvFormat& format, const CsvFault& fault) {
  using Kind = CsvFault::Kind;
  const auto of_column = [&] { return ", column '" + format.columns[fault.column].name + "': "; };
  switch (fault.kind) {
    case Kind::not_of_dtype:
      return of_column() + dtype_complaint(format.columns[fault.column], fault.text);
    case Kind::out_of_range:
      return of_column() + shown(fault.text) + " is out of range for int64; pass dtype={'" +
             format.columns[fault.column].name + "': float64} or string";
    case Kind::ragged:
      return ": expected " + counted(format.fields) + ", got " + std::to_string(fault.fields);
    case Kind::nul_byte:
      return ": a zero byte; is it a text file?";
    default:
      return ": a record longer than 1 GiB; is a quote left open?";
  }
}

} // namespace

CsvPlace csv_place(const TextFile& file, std::int64_t offset, char separator) {
  PlaceFinder finder(separator);
  const auto open = OpenFile::to_read(file.folders, file.path);
  std::vector<char> piece(std::size_t{1} << 18);
  for (std::int64_t at = 0; open && at < offset;) {
    const auto part = std::span(piece).first(static_cast<std::size_t>(std::min<std::int64_t>(offset - at, std::ssize(piece))));
    if (!open->read(at, std::as_writable_bytes(part)))
      break;
    const std::string_view text(part.data(), part.size());
    for (char c : text.substr(at == 0 && text.starts_with("\xEF\xBB\xBF") ? 3 : 0))
      finder.read(c);
    at += std::ssize(part);
  }
  return finder.place();
}

Error csv_error(const TextFile& file, const TextPartition& text, const CsvFormat& format, const CsvFault& fault) {
  if (fault.kind == CsvFault::Kind::cancelled)
    return {Errc::cancelled, "reading " + file.path + " was given up"};
  // The records before decide whether this partition begins where a record does.
  if (text.offset > file.start && csv_place(file, text.offset, format.separator).inside_quotes)
    return quotes_error(file, format, text.offset);
  if (fault.kind == CsvFault::Kind::inside_quotes)
    return quotes_error(file, format, text.offset + static_cast<std::int64_t>(text.size));
  const auto place = csv_place(file, text.offset + static_cast<std::int64_t>(fault.offset), format.separator);
  return {Errc::parse_error, file.path + " line " + std::to_string(place.line) + complaint(format, fault)};
}

} // namespace troupe
