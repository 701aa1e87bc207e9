// Arrays over memory that the program has already. Embedded clusters and the serial executor use it where it lies; when
// connected to a cluster, this process hands it to the workers that need it, as workers do among each other. Pure
// functions, safe to call from any thread; what does not fit is thrown as TroupeError.
//
// Who owns the memory: a temporary is taken over, or copied, and lives as long as an array made of it. What the caller
// keeps (a variable, a span, an Eigen::Map) is not copied: it must outlive every array made of it, and stay as it is.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/chunk/buffer.hpp"
#include "runtime/chunk/chunk.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <concepts>
#include <memory>
#include <ranges>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace troupe {

/// An array of these chunks, in the grid's order, without a copy; they live as long as an array made of them.
/// @returns Errc::invalid_shape naming a chunk that does not fit the grid.
Result<Array> from_held(std::vector<ChunkPtr> chunks, const ChunkGrid& grid, DType dtype);

/// The elements in C order, not copied, cut along the first axis into `rows` rows a chunk (-1: one chunk). @param owner
/// kept as long as an array of it lives; none: the caller's. Throws Errc::invalid_dtype for strings,
/// Errc::invalid_shape for rows of 0.
Array from_memory(const void* elements, DType dtype, const Shape& shape, std::shared_ptr<const void> owner = nullptr,
                  std::int64_t rows = -1);

namespace from_memory_detail {

/// The dtype of T by its size and kind: `long long` too is int64.
template <class T>
consteval DType element_dtype() {
  if constexpr (requires { dtype_of<T>::value; })
    return dtype_of_v<T>;
  else if constexpr (std::is_integral_v<T> && sizeof(T) == 8)
    return std::is_signed_v<T> ? DType::int64 : DType::uint64;
  else if constexpr (std::is_same_v<T, char>)
    return std::is_signed_v<T> ? DType::int8 : DType::uint8;
  else
    static_assert(std::is_same_v<T, double>, "arrays hold bool, integers, float, double and complex numbers of these");
}

template <class R>
concept View = std::ranges::borrowed_range<R> || std::is_lvalue_reference_v<R>;
template <class D>
concept PlainMatrix = std::derived_from<std::remove_cvref_t<D>, Eigen::PlainObjectBase<std::remove_cvref_t<D>>>;

template <class D>
struct IsDenseMap : std::false_type {};
template <class M, int Alignment>
struct IsDenseMap<Eigen::Map<M, Alignment, Eigen::Stride<0, 0>>> : std::true_type {};

/// A plain matrix, or an object with the same layout, without a copy.
template <class M>
Array where_it_lies(const M& matrix, std::shared_ptr<const void> owner, std::int64_t rows) {
  constexpr auto dtype = element_dtype<std::remove_cv_t<typename M::Scalar>>();
  if constexpr (M::IsVectorAtCompileTime)
    return from_memory(matrix.data(), dtype, {matrix.size()}, std::move(owner), rows);
  else if constexpr (M::IsRowMajor)
    return from_memory(matrix.data(), dtype, {matrix.rows(), matrix.cols()}, std::move(owner), rows);
  else
    return from_memory(matrix.data(), dtype, {matrix.cols(), matrix.rows()}, std::move(owner), rows).transpose();
}

} // namespace from_memory_detail

struct FromMemoryOptions {
  std::int64_t rows =
      -1; ///< of each chunk along the first axis (of a matrix in columns, Eigen's way: columns); -1: one chunk
};

/// A vector over the caller's elements, or a container's; a temporary container is moved into the array:
///
///     from_span(std::span<const float>(pointer, count))        from_span(numbers)        from_span(read_numbers())
template <std::ranges::contiguous_range R>
Array from_span(R&& range, const FromMemoryOptions& options = {}) {
  using namespace from_memory_detail;
  constexpr auto dtype = element_dtype<std::remove_cv_t<std::ranges::range_value_t<R>>>();
  const Shape shape{static_cast<std::int64_t>(std::ranges::size(range))};
  if constexpr (View<R>) {
    return from_memory(std::ranges::data(range), dtype, shape, nullptr, options.rows);
  } else {
    const auto kept = std::make_shared<const std::remove_cvref_t<R>>(std::move(range));
    return from_memory(std::ranges::data(*kept), dtype, shape, kept, options.rows);
  }
}

/// A vector that the array owns: copied from a variable, moved from a temporary or by std::move().
template <class T>
Array from_vector(std::vector<T> elements, const FromMemoryOptions& options = {}) {
  if constexpr (std::is_same_v<T, bool>) { // which has no elements to point to
    const auto kept = std::shared_ptr<bool[]>(new bool[elements.size() + 1]);
    std::copy(elements.begin(), elements.end(), kept.get());
    return from_memory(kept.get(), DType::bool_, {std::ssize(elements)}, kept, options.rows);
  } else {
    return from_span(std::move(elements), options);
  }
}

/// An Eigen matrix or vector of any element type, row-major or column-major. A variable, or an Eigen::Map without
/// strides, is not copied; a temporary is moved; an expression (a * b, a.block(...), a map with strides, a Ref) is
/// evaluated into the array's own memory.
template <class Matrix>
requires std::derived_from<std::remove_cvref_t<Matrix>, Eigen::DenseBase<std::remove_cvref_t<Matrix>>>
    Array from_eigen(Matrix&& matrix, const FromMemoryOptions& options = {}) {
  using namespace from_memory_detail;
  using M = std::remove_cvref_t<Matrix>;
  if constexpr (PlainMatrix<M> && std::is_lvalue_reference_v<Matrix>) {
    return where_it_lies(matrix, nullptr, options.rows);
  } else if constexpr (IsDenseMap<M>::value) {
    return where_it_lies(matrix, nullptr, options.rows);
  } else {
    const auto kept = std::make_shared<const typename M::PlainObject>(std::forward<Matrix>(matrix));
    return where_it_lies(*kept, kept, options.rows);
  }
}

} // namespace troupe
