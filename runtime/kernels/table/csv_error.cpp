#include "runtime/kernels/table/csv_error.hpp"

#include "runtime/chunk/csv_states.hpp"
#include "runtime/formats/compressed_file.hpp"
#include "runtime/formats/open_file.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace troupe {
namespace {

/// Follows the grammar of csv_text.hpp through a file that need not fit memory.
class PlaceFinder {
public:
  explicit PlaceFinder(const CsvMachine& machine) : machine_(machine) {}

  void read(char c) {
    const auto before = state_;
    state_ = machine_.next(state_, c);
    if (state_ == CsvState::quoted && before == CsvState::field_begin)
      place_.opened_line = place_.line;
    place_.line += c == machine_.line_end();
  }

  CsvPlace place() const {
    auto place = place_;
    place.inside_quotes = state_ == CsvState::quoted;
    return place;
  }

private:
  CsvMachine machine_;
  CsvState state_ = CsvState::field_begin;
  CsvPlace place_;
};

/// The bytes of a file from its beginning on, unpacked where it is compressed.
class FromTheBeginning {
public:
  explicit FromTheBeginning(const FileTask& task)
      : file_(task.file), open_(OpenFile::to_read(file_.folders, file_.path)), compressed_(task.compressed) {
    if (open_ && compressed_)
      if (auto unpacker = Unpacker::open(*open_, file_.path))
        unpacker_.emplace(std::move(*unpacker));
  }

  /// @returns How many were read; 0 at the end or where that fails.
  std::size_t read(std::span<std::byte> to) {
    if (!open_ || (compressed_ && !unpacker_))
      return 0;
    if (compressed_) {
      const auto got = unpacker_->read(to);
      return got ? *got : 0;
    }
    const auto count = static_cast<std::size_t>(std::clamp<std::int64_t>(file_.size - at_, 0, std::ssize(to)));
    if (!open_->read(at_, to.first(count)))
      return 0;
    at_ += static_cast<std::int64_t>(count);
    return count;
  }

private:
  const TextFile& file_;
  Result<OpenFile> open_;
  bool compressed_;
  std::optional<Unpacker> unpacker_;
  std::int64_t at_ = 0;
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

std::string counted(std::size_t fields) { return std::to_string(fields) + (fields == 1 ? " field" : " fields"); }

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

constexpr auto end_of_file = std::numeric_limits<std::int64_t>::max();

/// @param boundary  of partitions, where the text is inside quotes, or the end of the file
Error quotes_error(const FileTask& task, const CsvFormat& format, std::int64_t boundary) {
  const auto place = csv_place(task, boundary, format);
  const auto last = boundary == end_of_file ? place : csv_place(task, end_of_file, format);
  if (boundary != end_of_file && !last.inside_quotes)
    return {Errc::parse_error, task.file.path + ": the quoted field that opens on line "
                                   + std::to_string(place.opened_line)
                                   + " has more than 1 MiB without a quote before byte " + std::to_string(boundary)
                                   + ", where two partitions meet; read with a larger blocksize, or 0 for whole files"};
  return {Errc::parse_error, task.file.path + " line " + std::to_string(last.opened_line)
                                 + ": the quote that opens there is never closed"};
}

std::string complaint(const CsvFormat& format, const CsvFault& fault) {
  using Kind = CsvFault::Kind;
  const auto of_column = [&] { return ", column '" + format.columns[fault.column].name + "': "; };
  switch (fault.kind) {
  case Kind::not_of_dtype:
    return of_column() + dtype_complaint(format.columns[fault.column], fault.text);
  case Kind::out_of_range:
    return of_column() + shown(fault.text) + " is out of range for int64; pass dtype={'"
           + format.columns[fault.column].name + "': float64} or string";
  case Kind::ragged:
    return ": expected " + counted(format.fields) + ", got " + std::to_string(fault.fields);
  case Kind::nul_byte:
    return ": a zero byte; is it a text file?";
  default:
    return ": a record longer than 1 GiB; is a quote left open?";
  }
}

} // namespace

CsvPlace csv_place(const FileTask& task, std::int64_t offset, const CsvFormat& format) {
  PlaceFinder finder(CsvMachine(format.separator, format.swapped_line_ends ? '\r' : '\n'));
  FromTheBeginning source(task);
  std::vector<char> piece(std::size_t{1} << 18);
  for (std::int64_t at = 0; at < offset;) {
    const auto part =
        std::span(piece).first(static_cast<std::size_t>(std::min<std::int64_t>(offset - at, std::ssize(piece))));
    const auto got = source.read(std::as_writable_bytes(part));
    if (got == 0)
      break;
    const std::string_view text(part.data(), got);
    for (char c : text.substr(at == 0 && text.starts_with("\xEF\xBB\xBF") ? 3 : 0))
      finder.read(c);
    at += static_cast<std::int64_t>(got);
  }
  return finder.place();
}

Error csv_error(const FileTask& task, const TextPartition& text, const CsvFormat& format, const CsvFault& fault) {
  using Kind = CsvFault::Kind;
  if (fault.error)
    return *fault.error;
  if (fault.kind == Kind::cancelled)
    return {Errc::cancelled, "reading " + task.file.path + " was given up"};
  // The records before decide whether this partition begins where a record does.
  if (text.offset > task.file.start && csv_place(task, text.offset, format).inside_quotes)
    return quotes_error(task, format, text.offset);
  if (fault.kind == Kind::inside_quotes)
    return quotes_error(task, format, end_of_file);
  if (fault.kind == Kind::without_quotes)
    return quotes_error(task, format, task.partition.end);
  const auto place = csv_place(task, text.offset + static_cast<std::int64_t>(fault.offset), format);
  return {Errc::parse_error, task.file.path + " line " + std::to_string(place.line) + complaint(format, fault)};
}

} // namespace troupe
