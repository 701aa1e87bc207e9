// A computed array: memory in the caller's process, seen as numbers, spans, vectors or Eigen types of its element type.
// Read-only and shared by reference count, so copies are cheap and safe to share between threads. Printed by
// array2string.hpp. Invariant: a Block in C order. Views (`const&` below) live as long as some copy of the Values does.
//
//     Eigen::VectorXd weights = compute(client, x).vector();                 // float64
//     const auto counts = compute(client, n.sum(0)).to_vector<std::int64_t>();
//
// Another type than the array's is Errc::invalid_dtype, which says what to ask for; x.astype(...) makes another array.
#pragma once

#include "runtime/chunk/chunk.hpp"

#include <Eigen/Core>

#include <concepts>
#include <span>
#include <string>
#include <vector>

namespace troupe {

/// The C++ types of dtype.hpp: bool, std::int8_t to std::uint64_t, float, double, std::complex of both.
template <class T>
concept ElementType = requires {
  dtype_of<T>::value;
};

class Values {
public:
  template <ElementType T>
  using MatrixOf = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  template <ElementType T>
  using VectorOf = Eigen::Matrix<T, Eigen::Dynamic, 1>;
  using Matrix = MatrixOf<double>;
  using MatrixView = Eigen::Map<const Matrix>;
  using VectorView = Eigen::Map<const Eigen::VectorXd>;

  explicit Values(Block block) : block_(std::move(block)) {}

  const Block& block() const { return block_; }
  const Shape& shape() const { return block_.shape; }
  DType dtype() const { return block_.dtype; }
  std::int64_t size() const { return block_.size(); }

  /// The elements in C order.
  template <ElementType T>
  std::span<const T> values() const& {
    require(dtype_of_v<T>);
    return block_.values<T>();
  }
  template <ElementType T>
  std::span<const T> values() && = delete; // would outlive its memory
  /// The same, copied.
  template <ElementType T>
  std::vector<T> to_vector() const {
    const auto elements = values<T>();
    return {elements.begin(), elements.end()};
  }

  /// The only element: as a double (of large whole numbers the nearest one), or as any arithmetic or complex type that
  /// holds it exactly. Errc::invalid_shape when there are more elements, or none; Errc::invalid_dtype when the type
  /// does not hold it.
  template <class T = double>
  T scalar() const;

  /// An array of at most one long axis, or of two axes, where it lies; of a temporary, a copy of its own.
  template <ElementType T = double>
  Eigen::Map<const VectorOf<T>> vector() const& {
    require(dtype_of_v<T>);
    require_vector();
    return {block_.values<T>().data(), size()};
  }
  template <ElementType T = double>
  VectorOf<T> vector() && {
    return static_cast<const Values&>(*this).vector<T>();
  }
  template <ElementType T = double>
  Eigen::Map<const MatrixOf<T>> matrix() const& {
    require(dtype_of_v<T>);
    require_matrix();
    return {block_.values<T>().data(), shape()[0], shape()[1]};
  }
  template <ElementType T = double>
  MatrixOf<T> matrix() && {
    return static_cast<const Values&>(*this).matrix<T>();
  }

private:
  void require(DType wanted) const;
  void require_scalar() const;
  void require_vector() const;
  void require_matrix() const;
  [[noreturn]] void refuse_scalar(const char* wanted) const;
  Block block_;
};

/// "float64 (2, 2): [1.0, 2.0, 3.0, 4.0]"; long arrays are cut short.
std::string to_string(const Values& values);

} // namespace troupe

#include "collections/session/scalar_value.hpp"
