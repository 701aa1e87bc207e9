#include "collections/array/statistics.hpp"

#include "collections/array/creation.hpp"
#include "collections/array/products.hpp"
#include "collections/array/reductions.hpp"
#include "runtime/chunk/dtype_rules.hpp"

namespace troupe {

Array cov(const Array& m, const CovarianceOptions& options) {
  if (m.ndim() < 1 || m.ndim() > 2 || (m.known_shape() && m.size() == 0))
    throw TroupeError(
        {Errc::invalid_shape, "cov takes variables in rows or columns, one or two axes: " + to_string(m)});
  auto x = m.astype(promote(m.dtype(), DType::float64));
  if (x.ndim() == 1)
    x = expand_dims(x, 0);
  else if (!options.rowvar)
    x = x.T();
  const auto centred = x - mean(x, 1, true);
  const auto products = matmul(centred, is_complex(x.dtype()) ? conj(centred).T() : centred.T());
  if (!x.layout().known(1)) // how many there are is found when it is computed
    return squeeze(products * (1.0 / maximum(sum(full_like(x(0), 1.0, DType::float64)) - options.ddof, 0.0)));
  const auto count = static_cast<double>(x.layout().bounds().shape()[1]) - options.ddof;
  return squeeze(products * (1 / (count > 0 ? count : 0.0)));
}

Array corrcoef(const Array& m, bool rowvar) {
  const auto c = cov(m, {.rowvar = rowvar});
  if (c.ndim() == 0)
    return c / c;
  const auto variances = diagonal(c);
  const auto spread = sqrt(is_complex(c.dtype()) ? real(variances) : variances);
  const auto cut_as = [&](std::size_t axis) {
    return rechunk(spread, std::vector<std::vector<std::int64_t>>{c.chunks()[axis]});
  };
  const auto rows = expand_dims(cut_as(0), 1), columns = expand_dims(cut_as(1), 0);
  const auto scaled = c / rows / columns;
  return is_complex(c.dtype()) ? scaled : clip(scaled, -1, 1);
}

} // namespace troupe
