// Name and type of a dataframe's column, known before anything is read. Pure value.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

struct Field {
  std::string name;
  DType dtype = DType::float64;
  bool operator==(const Field&) const = default;
};

using Fields = std::vector<Field>;

/// @returns The field of that name, or Errc::not_found: "no column 'hours'; did you mean 'hour'?"
Result<Field> field_named(const Fields& fields, const std::string& name);

/// Those fields, in the order of the names. Errc::not_found as above; Errc::invalid_argument for a name given twice.
Result<Fields> fields_named(const Fields& fields, std::span<const std::string> names);

std::vector<std::string> names_of(const Fields& fields);

} // namespace troupe
