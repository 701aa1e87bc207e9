// One column of a CSV file while it is parsed: takes the fields of many rows at a time, by type.
// One thread at a time.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/chunk/field_value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace troupe {

/// Consecutive rows with the same number of fields each, as scan_csv() finds them.
/// Invariant: at least 64 bytes before and behind the rows are readable, as TextPartition has them.
struct CsvRows {
  const char* text = nullptr;          ///< what the offsets count from
  const std::uint32_t* ends = nullptr; ///< of the fields, row by row; a row's last is a line feed
  std::size_t count = 0;
  std::size_t fields = 1;  ///< in a row
  std::uint32_t begin = 0; ///< of the first row

  std::uint32_t row_begin(std::size_t row) const { return row == 0 ? begin : ends[row * fields - 1] + 1; }
  std::uint32_t end() const { return count == 0 ? begin : ends[count * fields - 1] + 1; }
};

/// A field that is not what its column takes.
struct CsvFieldFault {
  FieldParse reason = FieldParse::malformed;
  std::size_t row = 0; ///< in the CsvRows
  const char* at = nullptr;
  std::string text;
};

class CsvColumn {
public:
  /// @param field  Its place in a row.
  /// @param swapped_line_ends  texts are given with line feeds for carriage returns, and the other way round
  /// @pre dtype is int64, float64, bool or string; `markers` outlives the column.
  CsvColumn(std::string name, DType dtype, std::size_t field, const NaMarkers& markers, BufferPool& pool,
            bool swapped_line_ends = false);

  const std::string& name() const { return name_; }
  DType dtype() const { return dtype_; }

  /// Appends the fields of `rows`, up to the first that does not fit.
  /// @param expected_rows    How many it will be in the end, by all that is known: room for them is made at once.
  /// @param expected_growth  How many times longer than before this call texts will be in the end.
  std::optional<CsvFieldFault> append(const CsvRows& rows, std::size_t expected_rows, double expected_growth);

  /// The column made; nothing can be appended any more.
  Column finish();

private:
  template <class Value>
  std::optional<CsvFieldFault> append_values(const CsvRows& rows);
  std::optional<CsvFieldFault> append_texts(const CsvRows& rows);
  template <class Decode>
  std::optional<CsvFieldFault> for_each_field(const CsvRows& rows, Decode decode);
  template <class Value>
  FieldParse decode_slowly(std::string_view field, std::size_t row, Value& value);
  void append_text(std::string_view field);
  void make_room(std::size_t rows, std::size_t expected_rows);
  void make_room_for_bytes(std::size_t bytes, double expected_growth);
  void write_validity(Column& column);

  std::string name_;
  DType dtype_;
  std::size_t field_;
  const NaMarkers& markers_;
  BufferPool& pool_;
  bool swapped_line_ends_;
  Buffer data_;
  Buffer offsets_;                 ///< of texts
  std::size_t capacity_ = 0;       ///< rows that fit
  std::size_t length_ = 0;         ///< rows
  std::size_t bytes_ = 0;          ///< of texts
  std::vector<std::size_t> nulls_; ///< their rows, rising
  std::string scratch_;            ///< a field without its quotes
};

} // namespace troupe
