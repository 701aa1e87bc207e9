// The grammar of CSV, a byte at a time: fields between separators, records between line feeds, a carriage return before
// a line feed belonging to the line end. A field that begins with a quote runs to the closing quote; a doubled quote
// inside stands for one. Quotes elsewhere are text, as in pandas. The fast reader must agree with this one.
// Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace troupe {

enum class RecordEnd {
  line,          ///< ended with a line feed
  text,          ///< ended with the text
  inside_quotes, ///< the text ended inside a quoted field
};

/// Reads the record that begins at `at`, which moves behind it.
/// @param fields  Replaced by the raw fields: quotes and all, without the line end.
RecordEnd split_record(std::string_view text, std::size_t& at, char separator, std::vector<std::string_view>& fields);

/// True for a line of nothing but spaces and tabs, which readers skip.
bool is_blank_line(std::string_view line);

/// Appends what a raw field stands for: itself, or what its quotes hold.
void append_unquoted(std::string_view raw, std::string& out);
std::string unquoted(std::string_view raw);

} // namespace troupe
