// Blocks as matrices of float64 or complex128, for the kernels of linear algebra. Internal to this room; thread-safe.
#pragma once

#include "runtime/kernels/arguments.hpp"

#include <Eigen/Core>

#include <complex>
#include <utility>

namespace troupe {

template <class T>
using DenseMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using DenseView = Eigen::Map<DenseMatrix<T>>;
template <class T>
using ConstDenseView = Eigen::Map<const DenseMatrix<T>>;

/// A whole block of float64 or complex128. @pre input is not null
Result<Block*> inexact_block(const ChunkPtr& input);
/// The same, of two axes.
Result<Block*> matrix_block(const ChunkPtr& input);

/// An empty block from the pool. @pre the shape passed checked_element_count()
template <class T>
Block new_block_of(BufferPool& pool, Shape shape) {
  const auto count = static_cast<std::size_t>(element_count(shape));
  return {std::is_same_v<T, double> ? DType::float64 : DType::complex128, std::move(shape),
          pool.allocate_for<T>(count)};
}

template <class T>
ConstDenseView<T> dense_view(const Block& block) {
  return {block.values<T>().data(), block.shape[0], block.shape[1]};
}
template <class T>
DenseView<T> dense_view(Block& block) {
  return {block.values<T>().data(), block.shape[0], block.shape[1]};
}

template <class Derived>
Block block_from(const Eigen::MatrixBase<Derived>& values, BufferPool& pool) {
  using T = typename Derived::Scalar;
  auto block = new_block_of<T>(pool, {values.rows(), values.cols()});
  dense_view<T>(block) = values;
  return block;
}

/// The block as the caller's own: itself where nobody else holds it, else a copy.
template <class T>
Block own_block(const ChunkPtr& input, const Block& block, BufferPool& pool) {
  return may_overwrite(input, block) ? block : block_from(dense_view<T>(block), pool);
}

/// function(T{}) with the block's number type, double or std::complex<double>.
template <class Function>
auto with_number_of(const Block& block, Function&& function) {
  return block.dtype == DType::complex128 ? function(std::complex<double>{}) : function(double{});
}

} // namespace troupe
