// Parses CSV text into a table part: scanned a batch at a time while it is in cache, then parsed column by column, so
// that unwanted columns cost nothing. Pure function; thread-safe.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/chunk/field_value.hpp"
#include "runtime/kernels/files/text_partition.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
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
  bool swapped_line_ends = false; ///< line feeds stand for carriage returns, and the other way round
};

/// What is wrong with the text, and where.
struct CsvFault {
  enum class Kind {
    not_of_dtype,   ///< a field's text is not of its column's type
    out_of_range,   ///< an integer too large for int64
    ragged,         ///< a record has another number of fields
    inside_quotes,  ///< the text ends inside a quoted field
    nul_byte,       ///< this is not text
    too_long,       ///< a record is longer than any text's
    without_quotes, ///< a quoted field is so long without quotes that other partitions would not know of it
    not_read,       ///< see `error`
    cancelled,
  };
  Kind kind = Kind::ragged;
  std::size_t offset = 0; ///< in the text, of the field or record
  std::size_t column = 0; ///< in CsvFormat::columns
  std::size_t fields = 0; ///< in the ragged record
  std::string text;       ///< of the field
  std::optional<Error> error = std::nullopt;
};

/// Reads on until the record that begins there ends; the text that is parsed is then longer, and may be elsewhere.
/// @returns What keeps it from that, if anything.
using FinishRecord = std::function<std::optional<CsvFault>(std::size_t record)>;

/// Parses records; blank lines are skipped.
/// @param text    looked at again after `finish`
/// @param finish  called when the text ends inside a quoted field; without it that is a fault
/// @returns The table, or the first thing in the text that is wrong.
std::variant<Table, CsvFault> parse_csv(const TextPartition& text, const CsvFormat& format, const NaMarkers& markers,
                                        BufferPool& pool, const std::atomic<bool>* cancelled = nullptr,
                                        const FinishRecord& finish = {});

} // namespace troupe
