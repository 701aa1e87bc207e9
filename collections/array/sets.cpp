#include "collections/array/sets.hpp"

#include "collections/array/elementwise.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/searching.hpp"
#include "collections/array/sorting.hpp"
#include "runtime/chunk/dtype_rules.hpp"

namespace troupe {

Array intersect1d(const Array& a, const Array& b) {
  const auto type = promote(a.dtype(), b.dtype());
  const auto each = unique(a.astype(type));
  return each(isin(each, unique(b.astype(type))));
}

Array setdiff1d(const Array& a, const Array& b) {
  const auto each = unique(a);
  return each(isin(each, unique(b), true));
}

Array setxor1d(const Array& a, const Array& b) {
  const auto type = promote(a.dtype(), b.dtype());
  const auto first = a.astype(type), second = b.astype(type);
  return sort(concatenate({setdiff1d(first, second), setdiff1d(second, first)}));
}

} // namespace troupe
