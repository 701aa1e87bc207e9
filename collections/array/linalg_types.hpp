// The types that linear algebra computes in, and gives back. Internal to this room; pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <string>

namespace troupe::linalg {

/// float64, or complex128 of complex numbers. Thrown where there is no matrix.
Array wide_matrix(const Array& a, const char* what);
/// The same of a square one, which is thrown otherwise.
Array square_matrix(const Array& a, const char* what);
/// complex128 where either is complex.
DType wide_type(const Array& a, const Array& b);

/// As narrow as what it was made of, which float32 and complex64 are: complex64 of complex numbers, float32 of real
/// ones.
Array back(const Array& array, DType given);
/// The same where both have to be narrow.
Array back(const Array& array, const Array& a, const Array& b);

/// Transposed and conjugated.
Array adjoint(const Array& a);

/// Right sides of an equation with a, as a matrix of the type that is computed in. Thrown unless b is a vector, or a
/// matrix, of as many rows as a.
Array right_sides(const Array& a, const Array& b, const char* what);
/// Solves by Cholesky's factorisation: solve() of a symmetric (Hermitian), positive definite matrix.
Array solve_definite(const Array& a, const Array& b);
/// Solutions for these right sides: a vector where b is one.
Array shaped_as(const Array& x, const Array& b);

} // namespace troupe::linalg
