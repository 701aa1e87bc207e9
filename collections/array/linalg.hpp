// Linear algebra on arrays cut into blocks, as numpy.linalg and dask.array.linalg. Pure functions; what does not fit is
// thrown as TroupeError, solving with a singular matrix fails the
// job with Errc::singular. NaN and infinities go their way, as in NumPy.
// Computed in float64 or complex128; results of float32 and complex64 are as narrow again. Where a matrix is transposed
// (R of a fat one, L L', V), a complex one is conjugated too, as NumPy has it. QR of complex columns is slower than of
// real ones.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/products.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
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
struct SLogDet {
  Array sign, logabsdet;
};
struct Eigh {
  Array eigenvalues, eigenvectors;
};
struct LeastSquares {
  Array x, residuals; ///< residuals: sums of squares, one for each column of b, whatever the rank
  Array rank, s;      ///< int64, of no axes; singular values of a
};

/// Of a tall array of one chunk of columns: chunks by themselves, then their triangles together. Householder
/// reflections, so Q is orthogonal to machine precision whatever the condition.
QR tsqr(const Array& a);
/// Of a short, fat array of one chunk of rows.
QR sfqr(const Array& a);
/// One of the two, by the shape. Reduced: q is (m, k), r (k, n), k the lesser of both.
QR qr(const Array& a);
/// Reduced; rows or columns may be cut, not both (the lesser axis is made one chunk).
SVD svd(const Array& a);
/// The largest `k`, by random projection. Source: Halko, Martinsson and Tropp, "Finding Structure with Randomness"
/// (2011).
SVD svd_compressed(const Array& a, std::int64_t k, int power_iterations = 2, std::uint64_t seed = 0,
                   std::int64_t oversampling = 10);

/// Square arrays are cut alike along both axes (by their rows' cut).
Array cholesky(const Array& a, bool lower = true);
/// a = p l u, of any shape, as scipy.linalg.lu: p is (m, m), l (m, k), u (k, n), k the lesser of both. Gaussian
/// elimination by blocks of columns as high as the matrix, with partial pivoting over all of that height: the same
/// bits, and the same accuracy, for any cut. As LAPACK's getrf; source of the blocks' own elimination: Toledo,
/// "Locality of Reference in LU Decomposition with Partial Pivoting" (1997). A task holds 2 KB a row of the matrix, 4
/// KB of complex numbers. A singular matrix has zeros on u's diagonal.
LU lu(const Array& a);
/// By lu(), or by cholesky() where a is said to be positive definite. Computing fails with Errc::singular where a pivot
/// is zero.
Array solve(const Array& a, const Array& b, bool positive_definite = false);
Array solve_triangular(const Array& a, const Array& b, bool lower = false, bool unit_diagonal = false);
/// By lu(). Computing fails with Errc::singular where a pivot is zero.
Array inv(const Array& a);
/// By lu(); 0 where a pivot is zero, 1 of a matrix without elements.
Array det(const Array& a);
/// det(a) = sign * exp(logabsdet); of a singular matrix 0 and -inf.
SLogDet slogdet(const Array& a);
/// Of least norm where a has not full rank, or fewer rows than columns. Singular values below `rcond` of the largest
/// count as 0, as in NumPy; where it is not given, below the larger extent of a times epsilon, and only in a matrix
/// that has not full rank once its columns are brought to unit length: columns of other units are not left out. By a
/// tree of triangles (Demmel, Grigori, Hoemmen and Langou 2012); where columns depend on each other so nearly that it
/// would lose digits, real ones of up to 256 columns by their products in twice the precision. NaN and infinities are
/// refused.
LeastSquares lstsq(const Array& a, const Array& b, std::optional<double> rcond = std::nullopt);

/// Eigenvalues, rising, and eigenvectors as columns of a symmetric (Hermitian) matrix, of which one triangle alone is
/// looked at. One task does it (tridiagonalisation and QR) with the whole matrix, so of more than 16,384 rows it is
/// refused.
Eigh eigh(const Array& a, bool lower = true);
Array eigvalsh(const Array& a, bool lower = true);
/// The exponential of a square matrix, as scipy.linalg.expm; in one task, as eigh(). Source: Higham, "The Scaling and
/// Squaring Method for the Matrix Exponential Revisited" (2005).
Array expm(const Array& a);
/// Moore and Penrose's inverse, by svd(): singular values below `rcond` of the largest count as 0; where it is not
/// given, below the larger extent times epsilon.
Array pinv(const Array& a, std::optional<double> rcond = std::nullopt);
/// Singular values above `tol`, by default the largest of them times the larger extent times epsilon; int64.
Array matrix_rank(const Array& a, std::optional<double> tol = std::nullopt);
/// The largest singular value over the least; or norm(a) norm(inv(a)) of an order that norm() knows, which fails of a
/// singular matrix.
Array cond(const Array& a);
Array cond(const Array& a, double order);
Array cond(const Array& a, const std::string& order);
/// By repeated squaring; of the inverse where n is negative.
Array matrix_power(const Array& a, std::int64_t n);

/// Of all elements as one vector: the root of their squares' sum.
Array norm(const Array& a);
/// "fro", "nuc"; "inf", "-inf", or a number: of vectors, or along one or two axes. Of the matrices along two axes of
/// several, those by singular values ("nuc", 2, -2) are one by one: at most 4,096 of them.
Array norm(const Array& a, const std::string& order, const Axes& axis = {}, bool keepdims = false);
Array norm(const Array& a, double order, const Axes& axis = {}, bool keepdims = false);
/// Two axes in their order: rows along the first one.
Array norm(const Array& a, double order, std::initializer_list<int> axes, bool keepdims = false);
/// Singular values, falling.
Array svdvals(const Array& a);

} // namespace troupe::linalg
