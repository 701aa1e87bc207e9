#include "runtime/tiles/accumulator.hpp"

#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/tiles/fold_accumulator.hpp"
#include "runtime/tiles/moments_accumulator.hpp"
#include "runtime/tiles/sum_accumulator.hpp"

#include <string>
#include <vector>

namespace troupe {

void Accumulator::add_products(std::int64_t at, std::int64_t step, const RowsOfFactor& a, const RowsOfFactor& b,
                               std::int64_t rows, std::int64_t columns) {
  std::vector<double> products;
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t c = 0; c < columns; ++c)
      products.push_back(a.values[r * a.stride + c] * b.values[r * b.stride + (b.one_of_the_row ? 0 : c)]);
  add_rows(at, step, products.data(), columns, rows, columns);
}

Result<std::unique_ptr<Accumulator>> make_accumulator(ReduceOp op, DType dtype, std::int64_t totals, BufferPool& pool) {
  using Made = std::unique_ptr<Accumulator>;
  if (op == ReduceOp::moments)
    return Made(std::make_unique<MomentsAccumulator>(totals, pool));
  if (op == ReduceOp::sum && (dtype == DType::float64 || dtype == DType::complex128))
    return Made(std::make_unique<SumAccumulator>(totals, dtype == DType::complex128 ? 2 : 1, pool));
  const auto combine = tile_function(combining(op), dtype);
  if (!combine || reduce_type(op, dtype) != dtype)
    return fail(Errc::invalid_dtype,
                std::string(to_string(op)) + " is not defined for " + std::string(to_string(dtype)));
  return Made(std::make_unique<FoldAccumulator>(op, dtype, combine, run_loop(op, dtype), totals, pool));
}

} // namespace troupe
