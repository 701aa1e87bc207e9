// QR of a few columns of a tall block under a triangle, by reflections: what tall and skinny QR is made of. All but the
// narrowest panels are products of matrices (column_products.hpp). Thread-safe. Source: LAPACK's dtpqrt2 (a triangle on
// a rectangle); Elmroth and Gustavson, "Applying Recursion to Serial and Parallel QR Factorization Leads to Better
// Performance" (2000); Golub and Van Loan, "Matrix Computations", 5.1.
#pragma once

#include <cstdint>

namespace troupe {

constexpr std::int64_t most_panel_columns = 32;

/// Reflections H = I - [E; V] T [E; V]', of which E are rows of the unit matrix.
struct Reflections {
  const double* v = nullptr; ///< `count` columns one after the other, each `rows` long
  std::int64_t rows = 0;
  const double* t = nullptr; ///< count x count, upper triangular, rows `stride` apart
  std::int64_t stride = 0;
  std::int64_t count = 0;
};

/// Eliminates `width` columns of `rows` elements each against a triangle.
///
/// @param columns   The columns one after the other, each `rows` long; becomes the reflections' vectors v, whose upper
///                  part is the unit vector of their row in the triangle.
/// @param triangle  width x width of the upper triangle above them, rows `stride` apart; updated.
/// @param t         width x width, rows `t_stride` apart; becomes the reflections' T.
/// @param space     most_panel_columns^2 numbers to work in.
/// @pre width <= most_panel_columns
void eliminate_panel(double* columns, std::int64_t rows, std::int64_t width, double* triangle, std::int64_t stride,
                     double* t, std::int64_t t_stride, double* space);

/// Columns under what is above them, turned by H' (`back`: what an elimination does to columns beside it) or by H
/// (`forth`).
enum class Turn { back, forth };
/// @param above    count x width of what is above the columns, rows `stride` apart
/// @param columns  `width` of them one after the other, each as long as the reflections' vectors
/// @param zero     the columns are all zeros so far
/// @param space    count x width numbers to work in
void reflect_columns(const Reflections& by, Turn turn, double* above, std::int64_t stride, double* columns,
                     std::int64_t width, bool zero, double* space);

} // namespace troupe
