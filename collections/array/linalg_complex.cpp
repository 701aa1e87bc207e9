#include "collections/array/linalg_complex.hpp"

#include "collections/array/creation.hpp"
#include "collections/array/joining.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <complex>

namespace troupe::linalg {
namespace {

using Positions = std::vector<std::int64_t>;

/// Real and imaginary rows of each chunk side by side, so that pivots, which are sought within a chunk, are found in both.
struct Weave {
  Positions order;           ///< from all real rows, then all imaginary ones
  Positions reals, imaginaries; ///< where they lie afterwards
  Positions extents;         ///< of the chunks

  explicit Weave(const Positions& cut) {
    std::int64_t rows = 0;
    for (auto extent : cut)
      rows += extent;
    std::int64_t first = 0;
    for (auto extent : cut) {
      for (const bool imaginary : {false, true})
        for (std::int64_t i = 0; i < extent; ++i) {
          (imaginary ? imaginaries : reals).push_back(static_cast<std::int64_t>(order.size()));
          order.push_back(first + i + (imaginary ? rows : 0));
        }
      first += extent;
      extents.push_back(2 * extent);
    }
  }
};

/// [re -im; im re]
Array doubled(const Array& a) {
  const auto re = real(a).astype(DType::float64), im = imag(a).astype(DType::float64);
  return concatenate({concatenate({re, negative(im)}, 1), concatenate({im, re}, 1)}, 0);
}

Array stacked(const Array& b) { return concatenate({real(b).astype(DType::float64), imag(b).astype(DType::float64)}, 0); }

Array joined(const Array& re, const Array& im) { return re + multiply(im, std::complex<double>(0, 1)); }

/// complex64 where both are of its width.
DType result_of(const Array& a, const Array& b) {
  const auto narrow = [](const Array& x) { return x.dtype() == DType::complex64 || x.dtype() == DType::float32; };
  return narrow(a) && narrow(b) ? DType::complex64 : DType::complex128;
}

void check_rows(const Array& a, const Array& b, const char* what) {
  if (b.ndim() < 1 || b.ndim() > 2 || b.shape()[0] != a.shape()[0])
    throw TroupeError({Errc::invalid_shape, std::string(what) + ": " + to_string(b) + " has not the rows of " + to_string(a)});
}

} // namespace

bool any_complex(const Array& a, const Array& b) { return is_complex(a.dtype()) || is_complex(b.dtype()); }

Array solve_complex(const Array& a, const Array& b, bool positive_definite) {
  if (a.ndim() != 2 || a.shape()[0] != a.shape()[1])
    throw TroupeError({Errc::invalid_shape, "solve takes a square matrix; got " + to_string(a)});
  check_rows(a, b, "solve");
  const Weave weave(a.grid().extents(0));
  const auto matrix = rechunk(take(take(doubled(a), weave.order, 0), weave.order, 1), {weave.extents, weave.extents});
  const auto x = solve(matrix, take(stacked(b), weave.order, 0), positive_definite);
  return joined(take(x, weave.reals, 0), take(x, weave.imaginaries, 0)).astype(result_of(a, b));
}

LeastSquares lstsq_complex(const Array& a, const Array& b) {
  if (a.ndim() != 2 || a.shape()[0] < a.shape()[1])
    throw TroupeError({Errc::invalid_shape, "lstsq needs a matrix of at least as many rows as columns; got " + to_string(a)});
  check_rows(a, b, "lstsq");
  const auto n = a.shape()[1];
  const auto made = lstsq(doubled(a), stacked(b));
  const auto dtype = result_of(a, b);
  const auto width = dtype == DType::complex64 ? DType::float32 : DType::float64;
  const auto x = joined(made.x(slice(0, n)), made.x(slice(n, indexing::none)));
  // Each singular value stands twice.
  return {x.astype(dtype), made.residuals.astype(width), made.s(slice(indexing::none, indexing::none, 2)).astype(width)};
}

} // namespace troupe::linalg
