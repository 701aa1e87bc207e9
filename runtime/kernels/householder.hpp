// QR of a few columns of a tall block under a triangle, by reflections: what tall and skinny QR is made of. Compiled for
// every instruction set, the best of which is chosen at run time. Thread-safe.
// Source: LAPACK's dtpqrt2 (a triangle on a rectangle), Golub and Van Loan, "Matrix Computations", 5.1.
#pragma once

#include <cstdint>

namespace troupe {

/// Eliminates `width` columns of `rows` elements each against a triangle.
///
/// @param columns   The columns one after the other, each `rows` long; becomes the reflections' vectors v, whose upper
///                  part is the unit vector of their row in the triangle.
/// @param triangle  width x width of the upper triangle above them, rows `stride` apart; updated.
/// @param t         width x width in C order; becomes the upper triangular T of H = I - V T V'.
/// @pre width <= most_panel_columns
void eliminate_panel(double* columns, std::int64_t rows, std::int64_t width, double* triangle, std::int64_t stride, double* t);

constexpr std::int64_t most_panel_columns = 32;

} // namespace troupe
