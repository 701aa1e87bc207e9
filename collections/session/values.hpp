// A computed array: memory in the caller's process, seen as numbers, spans or Eigen types. Read-only and shared by
// reference count, so copies are cheap and safe to share between threads.
// Invariant: a Block in C order. Views (`const&` below) live as long as some copy of the Values does.
#pragma once

#include "runtime/chunk/chunk.hpp"

#include <Eigen/Core>

#include <span>
#include <string>

namespace troupe {

class Values {
public:
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using MatrixView = Eigen::Map<const Matrix>;
  using VectorView = Eigen::Map<const Eigen::VectorXd>;

  explicit Values(Block block) : block_(std::move(block)) {}

  const Block& block() const { return block_; }
  const Shape& shape() const { return block_.shape; }
  DType dtype() const { return block_.dtype; }
  std::int64_t size() const { return block_.size(); }

  /// The elements in C order. Throws TroupeError when T is not the dtype's.
  template <class T> std::span<const T> values() const& {
    require(dtype_of_v<T>);
    return block_.values<T>();
  }
  template <class T> std::span<const T> values() && = delete; // would outlive its memory

  /// The only element. Throws TroupeError when there are more, or none.
  double scalar() const;
  /// An array of at most one long axis, or of two axes, of float64, where it lies; of a temporary, a copy of its own:
  ///     Eigen::VectorXd weights = compute(client, x).vector();
  VectorView vector() const&;
  Eigen::VectorXd vector() && { return static_cast<const Values&>(*this).vector(); }
  MatrixView matrix() const&;
  Matrix matrix() && { return static_cast<const Values&>(*this).matrix(); }

private:
  void require(DType wanted) const;
  Block block_;
};

/// "float64 (2, 2): [1.0, 2.0, 3.0, 4.0]"; long arrays are cut short.
std::string to_string(const Values& values);

} // namespace troupe
