// Escapes texts from outside (names, errors, files) for terminals, logs, JSON and DOT. No other code escapes. Pure
// functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace troupe {

enum class Escape {
  shown,  ///< for terminals and logs
  quoted, ///< to stand between double quotes, in JSON and in DOT
};

/// Appends the text with everything escaped that would do something rather than be seen: control characters of ASCII
/// and Latin-1, those that turn the direction of writing, line and paragraph separators: "\n", "\u001b". Bytes that are
/// not UTF-8 come out as U+FFFD. Between quotes, quotes and backslashes are escaped too. What comes out is one line of
/// UTF-8.
void append_escaped(std::string& out, std::string_view text, Escape how);
std::string escaped(std::string_view text, Escape how = Escape::shown);

/// The text, or its beginning and how long it was: at most `most` bytes and a few words, cut between characters.
std::string shortened(std::string text, std::size_t most);

/// What somebody else's error may say, and what may be somebody's name.
inline constexpr std::size_t most_error_bytes = 8192;
inline constexpr std::size_t most_name_bytes = 1024;

} // namespace troupe
