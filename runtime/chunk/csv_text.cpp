#include "runtime/chunk/csv_text.hpp"

namespace troupe {
namespace {

/// @param at  Behind the opening quote; moves behind the closing one.
/// @returns False when there is none.
bool skip_quoted(std::string_view text, std::size_t& at) {
  while (true) {
    const auto quote = text.find('"', at);
    if (quote == std::string_view::npos) {
      at = text.size();
      return false;
    }
    at = quote + 1;
    if (at == text.size() || text[at] != '"')
      return true;
    ++at;
  }
}

std::string_view without_carriage_return(std::string_view field) {
  if (!field.empty() && field.back() == '\r')
    field.remove_suffix(1);
  return field;
}

} // namespace

RecordEnd split_record(std::string_view text, std::size_t& at, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  while (true) {
    const auto begin = at;
    bool closed = true;
    if (at < text.size() && text[at] == '"')
      closed = skip_quoted(text, ++at);
    while (at < text.size() && text[at] != separator && text[at] != '\n')
      ++at;
    const auto field = text.substr(begin, at - begin);
    if (at == text.size()) {
      fields.push_back(closed ? without_carriage_return(field) : field);
      return closed ? RecordEnd::text : RecordEnd::inside_quotes;
    }
    if (text[at++] == '\n') {
      fields.push_back(without_carriage_return(field));
      return RecordEnd::line;
    }
    fields.push_back(field);
  }
}

bool is_blank_line(std::string_view line) {
  return without_carriage_return(line).find_first_not_of(" \t") == std::string_view::npos;
}

void append_unquoted(std::string_view raw, std::string& out) {
  if (raw.empty() || raw.front() != '"') {
    out.append(raw);
    return;
  }
  std::size_t at = 1;
  while (true) {
    const auto quote = raw.find('"', at);
    out.append(raw.substr(at, quote - at));
    if (quote == std::string_view::npos)
      return;
    at = quote + 1;
    if (at == raw.size() || raw[at] != '"')
      break;
    out.push_back('"');
    ++at;
  }
  out.append(raw.substr(at)); // text behind the closing quote, which pandas keeps too
}

std::string unquoted(std::string_view raw) {
  std::string out;
  append_unquoted(raw, out);
  return out;
}

} // namespace troupe
