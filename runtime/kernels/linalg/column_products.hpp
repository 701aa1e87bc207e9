// Products of column-major matrices that are long compared with their number of columns. Nothing is packed, as in the
// general product (gemm.hpp): with few columns packing costs more than the product itself. Compiled for every
// instruction set, the best of which is chosen at run time. One thread. Thread-safe.
#pragma once

#include <cstdint>

namespace troupe {

/// out (count x width in C order) += V' C, of `count` and `width` columns of `rows` numbers.
void add_column_products(const double* v, std::int64_t count, const double* c, std::int64_t width, std::int64_t rows,
                         double* out);

/// C (width columns of `rows` numbers) -= V W, W being count x width in C order. Rows are fastest in multiples of 24.
/// @pre C overlaps neither
void subtract_product(const double* v, std::int64_t count, const double* w, std::int64_t width, std::int64_t rows,
                      double* c);

} // namespace troupe
