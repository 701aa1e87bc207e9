#include "runtime/kernels/linalg/svd.hpp"

#include <Eigen/SVD>

#include <complex>

namespace troupe {

template <class T>
Svd<T> svd(const typename Svd<T>::Matrix& a, SingularVectors vectors) {
  const bool wanted = vectors == SingularVectors::thin;
  const Eigen::BDCSVD<typename Svd<T>::Matrix> made(a, wanted ? Eigen::ComputeThinU | Eigen::ComputeThinV : 0);
  if (!wanted)
    return {{}, made.singularValues(), {}};
  return {made.matrixU(), made.singularValues(), made.matrixV()};
}

template Svd<double> svd(const Svd<double>::Matrix&, SingularVectors);
template Svd<std::complex<double>> svd(const Svd<std::complex<double>>::Matrix&, SingularVectors);

} // namespace troupe
