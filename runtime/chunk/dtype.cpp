#include "runtime/chunk/dtype.hpp"

#include "runtime/base/suggest.hpp"

#include <array>
#include <string>
#include <vector>

namespace troupe {
namespace {

struct Row {
  std::string_view name;
  std::size_t size;
};
constexpr std::array<Row, dtype_count> rows{{{"bool", 1},
                                             {"int8", 1},
                                             {"int16", 2},
                                             {"int32", 4},
                                             {"int64", 8},
                                             {"uint8", 1},
                                             {"uint16", 2},
                                             {"uint32", 4},
                                             {"uint64", 8},
                                             {"float32", 4},
                                             {"float64", 8},
                                             {"complex64", 8},
                                             {"complex128", 16},
                                             {"string", 0}}};

} // namespace

std::size_t size_of(DType dtype) { return rows[static_cast<std::size_t>(dtype)].size; }
std::string_view to_string(DType dtype) { return rows[static_cast<std::size_t>(dtype)].name; }

Result<DType> dtype_from_string(std::string_view name) {
  if (name == "float" || name == "double")
    return DType::float64;
  if (name == "int")
    return DType::int64;
  if (name == "str" || name == "object")
    return DType::string;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == name)
      return static_cast<DType>(i);
    names.emplace_back(rows[i].name);
  }
  return fail(Errc::invalid_dtype, "no dtype '" + std::string(name) + "'" + did_you_mean(name, names));
}

} // namespace troupe
