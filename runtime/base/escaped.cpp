#include "runtime/base/escaped.hpp"

#include "runtime/base/number_text.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace troupe {
namespace {

std::uint32_t byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

/// @returns Bytes of the UTF-8 sequence that `text` begins with; 0 when it begins with none.
std::size_t utf8_length(std::string_view text) {
  const auto first = byte_at(text, 0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length)
    return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte_at(text, i) & 0xC0) != 0x80)
      return 0;
  // Longer forms than needed, surrogates, and what lies behind U+10FFFF are no UTF-8 either.
  const auto second = length > 1 ? byte_at(text, 1) : 0;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90)
      || (first == 0xF4 && second > 0x8F))
    return 0;
  return length;
}

/// @pre the text begins with a sequence of that length
std::uint32_t code_point(std::string_view text, std::size_t length) {
  if (length == 1)
    return byte_at(text, 0);
  auto point = byte_at(text, 0) & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i)
    point = point << 6 | (byte_at(text, i) & 0x3F);
  return point;
}

/// C0, C1, and what formats rather than shows (Unicode 15, classes Cc, Zl, Zp, and the bidirectional ones of Cf).
bool acts(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x061C || point == 0x200E || point == 0x200F
         || (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

void append_code(std::string& out, std::uint32_t point) {
  switch (point) {
  case '\n':
    out += "\\n";
    return;
  case '\r':
    out += "\\r";
    return;
  case '\t':
    out += "\\t";
    return;
  default:
    break;
  }
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "\\u%04x", static_cast<unsigned>(point));
  out += text.data();
}

} // namespace

void append_escaped(std::string& out, std::string_view text, Escape how) {
  while (!text.empty()) {
    const auto length = utf8_length(text);
    if (length == 0) {
      out += how == Escape::quoted ? "\\ufffd" : "\xEF\xBF\xBD";
      text.remove_prefix(1);
      continue;
    }
    const auto point = code_point(text, length);
    if (acts(point)) {
      append_code(out, point);
    } else {
      if (how == Escape::quoted && (point == '"' || point == '\\'))
        out += '\\';
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
}

std::string escaped(std::string_view text, Escape how) {
  std::string out;
  out.reserve(text.size());
  append_escaped(out, text, how);
  return out;
}

std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most)
    return text;
  auto end = most;
  for (std::size_t back = 0; back < 3 && end > 0 && (byte_at(text, end) & 0xC0) == 0x80; ++back)
    --end;
  const auto size = text.size();
  text.resize(end);
  return text + "... (" + format_count(size) + " bytes in all)";
}

} // namespace troupe
