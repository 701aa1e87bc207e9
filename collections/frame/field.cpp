#include "collections/frame/field.hpp"

#include "runtime/base/suggest.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace troupe {

Result<Field> field_named(const Fields& fields, const std::string& name) {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
  if (at == fields.end())
    return fail(Errc::not_found, "no column '" + name + "'" + did_you_mean(name, names_of(fields)));
  return *at;
}

Result<Fields> fields_named(const Fields& fields, std::span<const std::string> names) {
  std::unordered_map<std::string_view, const Field*> by_name;
  for (const auto& field : fields)
    by_name.emplace(field.name, &field);
  std::unordered_set<std::string_view> taken;
  Fields chosen;
  for (const auto& name : names) {
    const auto found = by_name.find(name);
    if (found == by_name.end())
      return fail(field_named(fields, name).error());
    if (!taken.insert(name).second)
      return fail(Errc::invalid_argument, "column '" + name + "' is named twice");
    chosen.push_back(*found->second);
  }
  return chosen;
}

std::vector<std::string> names_of(const Fields& fields) {
  std::vector<std::string> names;
  for (const auto& field : fields)
    names.push_back(field.name);
  return names;
}

} // namespace troupe
