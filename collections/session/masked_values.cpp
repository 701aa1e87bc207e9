#include "collections/session/masked_values.hpp"

namespace troupe {

MaskedValues compute(Executor& executor, const ma::MaskedArray& array) {
  auto [data, mask] = compute(executor, array.data(), array.mask());
  return {std::move(data), std::move(mask), array.fill_value()};
}

} // namespace troupe
