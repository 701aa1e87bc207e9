#include "collections/array/linalg_types.hpp"

#include "collections/array/elementwise.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/chunk/dtype_rules.hpp"

namespace troupe::linalg {
namespace {

bool is_narrow(DType dtype) { return dtype == DType::float32 || dtype == DType::complex64; }

} // namespace

Array wide_matrix(const Array& a, const char* what) {
  if (a.ndim() != 2)
    throw TroupeError({Errc::invalid_shape, std::string(what) + " takes a matrix; got " + to_string(a)});
  return a.astype(wide_type(a, a));
}

Array square_matrix(const Array& a, const char* what) {
  if (a.ndim() != 2 || a.shape()[0] != a.shape()[1])
    throw TroupeError({Errc::invalid_shape, std::string(what) + " takes a square matrix; got " + to_string(a)});
  return wide_matrix(a, what);
}

DType wide_type(const Array& a, const Array& b) {
  return is_complex(a.dtype()) || is_complex(b.dtype()) ? DType::complex128 : DType::float64;
}

Array back(const Array& array, DType given) {
  if (!is_narrow(given))
    return array;
  return array.astype(is_complex(array.dtype()) ? DType::complex64 : DType::float32);
}
Array back(const Array& array, const Array& a, const Array& b) {
  return back(array, is_narrow(a.dtype()) ? b.dtype() : a.dtype());
}

Array adjoint(const Array& a) { return is_complex(a.dtype()) ? conj(a.T()) : a.T(); }

Array right_sides(const Array& a, const Array& b, const char* what) {
  if (b.ndim() < 1 || b.ndim() > 2 || b.shape()[0] != a.shape()[0])
    throw TroupeError(
        {Errc::invalid_shape, std::string(what) + ": " + to_string(b) + " has not the rows of " + to_string(a)});
  return (b.ndim() == 1 ? expand_dims(b, 1) : b).astype(wide_type(a, b));
}

Array shaped_as(const Array& x, const Array& b) { return b.ndim() == 1 ? squeeze(x, Axes(1)) : x; }

} // namespace troupe::linalg
