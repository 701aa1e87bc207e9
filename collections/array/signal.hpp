// Convolution and Fourier transforms, with NumPy's names. Pure functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <optional>
#include <vector>

namespace troupe {

enum class ConvolveMode {
  full,  ///< wherever they touch: a.size() + v.size() - 1 elements
  same,  ///< the middle of it, as long as the longer one
  valid, ///< where the shorter one lies within the longer one
};
/// Of one axis each; the shorter one is brought into one chunk. The result is cut as the longer one is.
Array convolve(const Array& a, const Array& v, ConvolveMode mode = ConvolveMode::full);

namespace fft {

/// The discrete Fourier transform of the lines along an axis, which is made one chunk; complex128. The lines are cut, or
/// filled up with zeros, to `n` where given.
Array fft(const Array& a, std::optional<std::int64_t> n = std::nullopt, int axis = -1);
/// Its inverse, divided by the length.
Array ifft(const Array& a, std::optional<std::int64_t> n = std::nullopt, int axis = -1);
/// Of real numbers: the first n / 2 + 1 elements, which say all.
Array rfft(const Array& a, std::optional<std::int64_t> n = std::nullopt, int axis = -1);
/// `n` real numbers (2 (m - 1) where not given) from the first n / 2 + 1 elements of their transform; float64.
Array irfft(const Array& a, std::optional<std::int64_t> n = std::nullopt, int axis = -1);
/// Over the last two axes, over all axes.
Array fft2(const Array& a);
Array ifft2(const Array& a);
Array fftn(const Array& a);
Array ifftn(const Array& a);

} // namespace fft
} // namespace troupe
