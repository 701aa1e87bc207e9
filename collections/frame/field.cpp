#include "collections/frame/field.hpp"

#include "runtime/base/suggest.hpp"

#include <algorithm>

namespace troupe {

Result<Field> field_named(const Fields& fields, const std::string& name) {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
  if (at == fields.end())
    return fail(Errc::not_found, "no column '" + name + "'" + did_you_mean(name, names_of(fields)));
  return *at;
}

Result<Fields> fields_named(const Fields& fields, std::span<const std::string> names) {
  Fields chosen;
  for (const auto& name : names) {
    TROUPE_TRY(field, field_named(fields, name));
    if (std::find(chosen.begin(), chosen.end(), field) != chosen.end())
      return fail(Errc::invalid_argument, "column '" + name + "' is named twice");
    chosen.push_back(field);
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
