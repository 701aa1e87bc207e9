// The singular value decomposition of a dense matrix, for the kernels of linear algebra: compiled once, since its
// templates take longer to compile than the rest of the room. Internal to this room; thread-safe.
#pragma once

#include <Eigen/Core>

namespace troupe {

enum class SingularVectors { none, thin };

template <class T>
struct Svd {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  Matrix u;          ///< rows x k, k the lesser extent; empty without vectors
  Eigen::VectorXd s; ///< k of them, falling
  Matrix v;          ///< columns x k; empty without vectors
};

/// a = u diag(s) v^H, by bidiagonalisation and divide and conquer (Gu, Eisenstat 1995; Eigen's BDCSVD). T is double or
/// std::complex<double>. @pre a has elements, all of them finite
template <class T>
Svd<T> svd(const typename Svd<T>::Matrix& a, SingularVectors vectors);

} // namespace troupe
