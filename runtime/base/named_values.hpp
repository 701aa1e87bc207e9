// Settings with a few named values: one table parses them and lists them in the setting's description. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace troupe {

template <class Value>
struct NamedValue {
  std::string_view name;
  Value value;
};
template <class Value>
NamedValue(std::string_view, Value) -> NamedValue<Value>; // clang 14 does not find it by itself

/// nullopt when none is called so.
template <class Value, std::size_t count>
constexpr std::optional<Value> value_of(const std::array<NamedValue<Value>, count>& table, std::string_view name) {
  for (const auto& one : table)
    if (one.name == name)
      return one.value;
  return std::nullopt;
}

/// In the table's order.
template <class Value, std::size_t count>
std::vector<std::string_view> names_of(const std::array<NamedValue<Value>, count>& table) {
  std::vector<std::string_view> names;
  for (const auto& one : table)
    names.push_back(one.name);
  return names;
}

} // namespace troupe
