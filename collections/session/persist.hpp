// Arrays computed once and kept, and arrays over memory that the program has already. As thread-safe as the executor.
// Persisted arrays stay with the workers that made them, and are made again from their lineage when one of those dies. Memory
// of the program is known to its process alone: such arrays compute on embedded clusters and the serial executor; elsewhere
// their tasks fail with Errc::not_found, naming the reason.
#pragma once

#include "collections/session/compute.hpp"
#include "runtime/kernels/held_chunks.hpp"

#include <Eigen/Core>

#include <memory>
#include <span>

namespace troupe {

/// An array of these chunks, in the grid's order, where they are; they live as long as an array made of them.
/// @returns Errc::invalid_shape naming the chunk that is not as the grid says.
Result<Array> from_held(std::vector<ChunkPtr> chunks, const ChunkGrid& grid, DType dtype);

/// Computes the array, waits, and keeps its chunks where they are, for as long as an array made of the result lives and
/// this client does: what comes back is cut alike and costs nothing to compute again. Throws TroupeError, also the job's.
Array persist(Executor& executor, const Array& array, const JobOptions& options = {});

/// The array with the sizes of its chunks known, where they were not (x(x > 0), unique(x)): one job that computes it and
/// brings home the sizes alone. It is computed again when it is used; persist() it first where that is dear.
Array compute_chunk_sizes(Executor& executor, const Array& array, const JobOptions& options = {});

template <class AnyExecutor> Array Array::persist(AnyExecutor& executor) const { return troupe::persist(executor, *this); }
template <class AnyExecutor> Array Array::compute_chunk_sizes(AnyExecutor& executor) const { return troupe::compute_chunk_sizes(executor, *this); }

/// The caller's elements in C order, not copied. @pre they outlive every array made of this one, and stay as they are
Array from_memory(const void* elements, DType dtype, const Shape& shape);
template <class T> Array from_span(std::span<const T> elements) {
  return from_memory(elements.data(), dtype_of_v<T>, {static_cast<std::int64_t>(elements.size())});
}

/// A matrix or vector of the caller's, not copied; a matrix in columns (Eigen's way) is read across.
/// @pre it outlives every array made of this one, and stays as it is
template <class T, int Rows, int Columns, int Order>
Array from_eigen(const Eigen::Matrix<T, Rows, Columns, Order>& matrix) {
  if constexpr (Columns == 1 || Rows == 1)
    return from_memory(matrix.data(), dtype_of_v<T>, {matrix.size()});
  else if constexpr (Eigen::Matrix<T, Rows, Columns, Order>::IsRowMajor)
    return from_memory(matrix.data(), dtype_of_v<T>, {matrix.rows(), matrix.cols()});
  else
    return from_memory(matrix.data(), dtype_of_v<T>, {matrix.cols(), matrix.rows()}).transpose();
}

} // namespace troupe
