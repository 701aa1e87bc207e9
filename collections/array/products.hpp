// Products of arrays, with NumPy's names and meanings. Pure functions; what does not fit is thrown as TroupeError.
// Operands are brought to one type and, along the axes that are summed over, to one cut.
#pragma once

#include "collections/array/array.hpp"

#include <string>
#include <utility>
#include <vector>

namespace troupe {

/// Axes labelled by numbers: labels of both operands that `out` lacks are summed over, as einsum of two operands. No
/// label stands twice in one operand.
Array contract(const Array& a, const std::vector<std::int64_t>& a_labels, const Array& b,
               const std::vector<std::int64_t>& b_labels, const std::vector<std::int64_t>& out);

/// Of matrices; of stacks of them, broadcast; a vector is a row on the left and a column on the right.
Array matmul(const Array& a, const Array& b);
Array dot(const Array& a, const Array& b);
/// Both run together, the first one conjugated.
Array vdot(const Array& a, const Array& b);
Array inner(const Array& a, const Array& b);
Array outer(const Array& a, const Array& b);
Array kron(const Array& a, const Array& b);
/// Over the last `axes` axes of a and the first of b; or over pairs of axes.
Array tensordot(const Array& a, const Array& b, int axes = 2);
Array tensordot(const Array& a, const Array& b, const std::vector<int>& a_axes, const std::vector<int>& b_axes);
/// einsum("ij,jk->ik", {a, b}): any number of operands, also "ii->i" and "...".
Array einsum(const std::string& subscripts, const std::vector<Array>& operands);

/// Elements whose places along both axes differ by `offset`, the new axis last.
Array diagonal(const Array& array, std::int64_t offset = 0, int axis1 = 0, int axis2 = 1);
/// Vectors of two or three elements (as many in both, or two beside three) along the last axis, the others broadcast:
/// perpendicular to both. Of two vectors of two elements the third element alone, without that axis.
Array cross(const Array& a, const Array& b);
/// The array run together on the diagonal of a matrix.
Array diagflat(const Array& array, std::int64_t offset = 0);
/// A vector on the diagonal of a matrix, or the diagonal of a matrix.
Array diag(const Array& array, std::int64_t offset = 0);
Array trace(const Array& array, std::int64_t offset = 0, int axis1 = 0, int axis2 = 1);

} // namespace troupe
