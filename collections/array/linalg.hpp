// Linear algebra on arrays cut into blocks, as numpy.linalg and dask.array.linalg. Pure functions; what does not fit is
// thrown as TroupeError, a singular matrix fails the job with Errc::singular.
// Computed in float64 or complex128; results of float32 and complex64 are as narrow again. Where a matrix is transposed (R of
// a fat one, L L', V), a complex one is conjugated too, as NumPy has it. QR of complex columns is slower than of real ones.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/products.hpp"

#include <cstdint>
#include <string>

namespace troupe::linalg {

struct QR {
  Array q, r;
};
struct SVD {
  Array u, s, v; ///< v transposed, as NumPy has it
};
struct LU {
  Array p, l, u;
};
struct LeastSquares {
  Array x, residuals, s; ///< residuals: sums of squares, one for each column of b; s: singular values of a
};

/// Of a tall array of one chunk of columns: chunks by themselves, then their triangles together. Householder reflections,
/// so Q is orthogonal to machine precision whatever the condition.
QR tsqr(const Array& a);
/// Of a short, fat array of one chunk of rows.
QR sfqr(const Array& a);
/// One of the two, by the shape. Reduced: q is (m, k), r (k, n), k the lesser of both.
QR qr(const Array& a);
/// Reduced; rows or columns may be cut, not both (the lesser axis is made one chunk).
SVD svd(const Array& a);
/// The largest `k`, by random projection. Source: Halko, Martinsson and Tropp, "Finding Structure with Randomness" (2011).
SVD svd_compressed(const Array& a, std::int64_t k, int power_iterations = 2, std::uint64_t seed = 0, std::int64_t oversampling = 10);

/// Square arrays are cut alike along both axes (by their rows' cut).
Array cholesky(const Array& a, bool lower = true);
/// a = p l u. Pivots are sought within the diagonal blocks, as dask.array does.
LU lu(const Array& a);
Array solve(const Array& a, const Array& b, bool positive_definite = false);
Array solve_triangular(const Array& a, const Array& b, bool lower = false, bool unit_diagonal = false);
Array inv(const Array& a);
Array det(const Array& a);
/// By QR, not by normal equations. @pre a has full rank
LeastSquares lstsq(const Array& a, const Array& b);

/// Of all elements as one vector: the root of their squares' sum.
Array norm(const Array& a);
/// "fro", "nuc"; "inf", "-inf", or a number: of vectors, or along one or two axes.
Array norm(const Array& a, const std::string& order, const Axes& axis = {}, bool keepdims = false);
Array norm(const Array& a, double order, const Axes& axis = {}, bool keepdims = false);

} // namespace troupe::linalg
