// Finds the ends of the fields of CSV text, 64 bytes at a time, with the CPU's best vector instructions. Pure
// functions; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe {

/// The longest record of a CSV file that is read: offsets within what is scanned at once are 32 bits wide.
constexpr std::size_t longest_csv_record = std::size_t{1} << 30;

struct CsvScan {
  std::size_t ends = 0;       ///< offsets written: of every separator and line feed that is not inside quotes, rising
  std::size_t lines = 0;      ///< line feeds among them
  bool inside_quotes = false; ///< the text ended inside a quoted field
  bool stray_quote = false;   ///< a quote stands in the middle of a field: offsets are worthless, use scan_csv_bytes()
  bool nul = false;           ///< a zero byte was seen: this is no text
};

/// How far past the text scan_csv() may read, and past the offsets it may write.
constexpr std::size_t csv_scan_slack = 64;

/// @param text  Begins at a record; readable up to size + csv_scan_slack.
/// @param ends  Room for size + csv_scan_slack offsets.
CsvScan scan_csv(const char* text, std::size_t size, char separator, std::uint32_t* ends);

/// The same by split_record(), for text whose quotes only a state machine can tell apart. Never sets stray_quote.
CsvScan scan_csv_bytes(const char* text, std::size_t size, char separator, std::uint32_t* ends);

} // namespace troupe
