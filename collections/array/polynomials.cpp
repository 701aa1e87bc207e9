#include "collections/array/polynomials.hpp"

#include "collections/array/creation.hpp"
#include "collections/array/joining.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {

Array polyval(const std::vector<double>& p, const Array& x) {
  const auto numbers = is_floating(x.dtype()) || is_complex(x.dtype()) ? x : x.astype(DType::float64);
  auto value = zeros_like(numbers);
  for (auto coefficient : p)
    value = value * numbers + coefficient;
  return value;
}

Array vander(const Array& x, std::optional<std::int64_t> columns, bool increasing) {
  if (x.ndim() != 1)
    throw TroupeError({Errc::invalid_shape, "vander takes a vector; got " + to_string(x)});
  const auto count = columns ? *columns : x.shape()[0];
  if (count < 0)
    throw TroupeError({Errc::invalid_argument, "vander: a matrix has 0 or more columns, not " + std::to_string(count)});
  const auto dtype = promote(x.dtype(), DType::int64);
  const auto numbers = x.astype(dtype);
  if (count == 0)
    return zeros({x.shape()[0], 0}, {.dtype = dtype});
  std::vector<Array> powers{ones_like(numbers)};
  while (static_cast<std::int64_t>(powers.size()) < count)
    powers.push_back(powers.back() * numbers);
  if (!increasing)
    std::reverse(powers.begin(), powers.end());
  return stack(powers, 1);
}

} // namespace troupe
