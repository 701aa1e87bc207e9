#include "runtime/base/json_writer.hpp"

#include "runtime/base/escaped.hpp"
#include "runtime/base/number_text.hpp"

#include <cmath>

namespace troupe {

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text, Escape::quoted);
  out += '"';
}

void JsonWriter::separate() {
  if (comma_)
    out_ += ", ";
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ": ";
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  separate();
  out_ += text;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number))
    return null();
  return raw(format_double(number));
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
  comma_ = true;
  return *this;
}

} // namespace troupe
