#include "runtime/kernels/linalg/linalg_matrix.hpp"

namespace troupe {

Result<Block*> inexact_block(const ChunkPtr& input) {
  auto* block = std::get_if<Block>(input.get());
  if (!block)
    return fail(Errc::invalid_argument, "linear algebra takes blocks of numbers; it was given a " + describe(*input));
  if (block->dtype != DType::float64 && block->dtype != DType::complex128)
    return fail(Errc::invalid_dtype, "linear algebra takes float64 and complex128; it was given a " + describe(*input));
  TROUPE_CHECK(check_block(*block));
  return block;
}

Result<Block*> matrix_block(const ChunkPtr& input) {
  TROUPE_TRY(block, inexact_block(input));
  if (block->shape.size() != 2)
    return fail(Errc::invalid_shape, "linear algebra takes matrices; it was given a " + describe(*input));
  return block;
}

} // namespace troupe
