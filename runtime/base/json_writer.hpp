// Writes JSON (RFC 8259) value by value into a string. One thread at a time.
// Invariants: what str() returns is valid JSON once every begin_ has its end_; texts that are not UTF-8 come out with
// U+FFFD where they are not; doubles read back as the same double, and those that JSON has no number for are null.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

/// Appends `text` as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

///     JsonWriter json;
///     json.begin_object().key("rows").value(3).key("weights").values(weights).end_object();
class JsonWriter {
public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  /// @pre in an object, before each of its values.
  JsonWriter& key(std::string_view name);

  JsonWriter& value(double number);
  JsonWriter& value(std::int64_t number) { return raw(std::to_string(number)); }
  JsonWriter& value(std::uint64_t number) { return raw(std::to_string(number)); }
  JsonWriter& value(int number) { return raw(std::to_string(number)); }
  JsonWriter& value(std::uint32_t number) { return raw(std::to_string(number)); }
  JsonWriter& value(bool truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& null() { return raw("null"); }

  /// An array of all of them.
  template <class Range>
  JsonWriter& values(const Range& range) {
    begin_array();
    for (const auto& one : range)
      value(one);
    return end_array();
  }

  /// Shorthand for key(name).value(v).
  template <class T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }

  const std::string& str() const { return out_; }

private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view text);
  void separate();

  std::string out_;
  bool comma_ = false; ///< a value stands before this place in the same object or array
};

} // namespace troupe
