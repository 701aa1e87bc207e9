// CSV text to a table part: scanned a batch at a time while it is in cache, then parsed column by column, so that a
// column that nobody asked for costs nothing. Pure function; thread-safe.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/chunk/field_value.hpp"
#include "runtime/kernels/text_partition.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

struct CsvColumnSpec {
  std::string name;
  std::size_t field = 0; ///< its place in a record
  DType dtype = DType::float64;
};

struct CsvFormat {
  char separator = ',';
  std::size_t fields = 1; ///< in every record
  std::vector<CsvColumnSpec> columns;
};

/// What is wrong with the text, and where.
struct CsvFault {
  enum class Kind {
    not_of_dtype,  ///< a field's text is not of its column's type
    out_of_range,  ///< an integer too large for int64
    ragged,        ///< a record has another number of fields
    inside_quotes, ///< the text ends inside a quoted field
    nul_byte,      ///< this is not text
    too_long,      ///< a record is longer than any text's
    cancelled,
  };
  Kind kind = Kind::ragged;
  std::size_t offset = 0; ///< in the text, of the field or record
  std::size_t column = 0; ///< in CsvFormat::columns
  std::size_t fields = 0; ///< in the ragged record
  std::string text;       ///< of the field
};

/// Parses whole records; blank lines are skipped.
/// @returns The table, or the first thing in the text that is wrong.
std::variant<Table, CsvFault> parse_csv(const TextPartition& text, const CsvFormat& format, const NaMarkers& markers,
                                        BufferPool& pool, const std::atomic<bool>* cancelled = nullptr);

} // namespace troupe
