// Users' own functions on Eigen matrices as kernels. Apart from function.hpp so that only those who want Eigen
// compile it. Call before the first compute(); thread-safe.
#pragma once

#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "runtime/kernels/user/function.hpp"

#include <Eigen/Core>

namespace troupe {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// A float64 block where it lies: a matrix as itself, a vector as one column.
using MatrixView = Eigen::Map<const RowMajorMatrix>;

/// @returns Errc::invalid_dtype or Errc::invalid_shape when the block is not float64 or has more than two axes.
inline Result<MatrixView> matrix_view(const Block& block) {
  if (block.dtype != DType::float64)
    return fail(Errc::invalid_dtype, "a matrix is float64; the block is " + std::string(to_string(block.dtype)));
  if (block.shape.size() > 2)
    return fail(Errc::invalid_shape, "a matrix has at most two axes; the block is " + to_string(block.shape));
  const auto rows = block.shape.empty() ? 1 : block.shape[0];
  const auto columns = block.shape.size() == 2 ? block.shape[1] : 1;
  return MatrixView(block.values<double>().data(), rows, columns);
}

/// A block of its own from any Eigen expression; a column vector type makes a block of one axis.
template <class Derived>
Block to_block(const Eigen::MatrixBase<Derived>& matrix, BufferPool& pool = process_pool()) {
  Block block{DType::float64, {matrix.rows()}, {}};
  if constexpr (Derived::ColsAtCompileTime != 1)
    block.shape.push_back(matrix.cols());
  block.data = pool.allocate_for<double>(static_cast<std::size_t>(matrix.size()));
  Eigen::Map<RowMajorMatrix>(block.values<double>().data(), matrix.rows(), matrix.cols()) = matrix;
  return block;
}

/// register_matrix_function(registry, "gram", [](const MatrixView& x) -> Eigen::MatrixXd { return x.transpose() * x;
/// }); The function takes one MatrixView, or `const Params&` and one, and returns a matrix or vector type by value.
template <class F>
void register_matrix_function(KernelRegistry& registry, const std::string& name, F function) {
  register_function(
      registry, name,
      [function = std::move(function)](const Params& params, const Block& block) mutable -> Result<Block> {
        TROUPE_TRY(view, matrix_view(block));
        if constexpr (std::is_invocable_v<F&, const MatrixView&>)
          return to_block(function(view));
        else
          return to_block(function(params, view));
      });
}
template <class F>
void register_matrix_function(const std::string& name, F function) {
  register_matrix_function(process_kernels(), name, std::move(function));
}

} // namespace troupe
