#include "runtime/base/ids.hpp"

#include <charconv>

namespace troupe {

std::string to_hex(std::uint64_t value) {
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, value >>= 4)
    text[static_cast<std::size_t>(i)] = "0123456789abcdef"[value & 15];
  return text;
}

bool from_hex(const std::string& text, std::uint64_t& value) {
  if (text.empty() || text.size() > 16)
    return false;
  const char* end = text.data() + text.size();
  std::uint64_t read = 0;
  const auto [stop, code] = std::from_chars(text.data(), end, read, 16);
  if (code != std::errc{} || stop != end)
    return false;
  value = read;
  return true;
}

} // namespace troupe
