#include "collections/array/one_type.hpp"

#include "runtime/chunk/dtype_rules.hpp"

namespace troupe {

std::vector<Array> of_one_type(const std::vector<Array>& arrays) {
  std::vector<DType> types;
  for (const auto& array : arrays)
    types.push_back(array.dtype());
  const auto type = promote(types);
  std::vector<Array> same;
  for (const auto& array : arrays)
    same.push_back(array.astype(type));
  return same;
}

} // namespace troupe
