// Linear systems of complex numbers as real ones of twice the size. Pure functions; errors as in linalg.hpp.
#pragma once

#include "collections/array/linalg.hpp"

namespace troupe::linalg {

/// Whether one of them holds complex numbers.
bool any_complex(const Array& a, const Array& b);

/// As solve() and lstsq(), for operands of which one at least is complex.
Array solve_complex(const Array& a, const Array& b, bool positive_definite);
LeastSquares lstsq_complex(const Array& a, const Array& b);

} // namespace troupe::linalg
