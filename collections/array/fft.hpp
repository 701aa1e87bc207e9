// Fourier transforms, with the names and meanings of numpy.fft. Pure functions; what does not fit is thrown as
// TroupeError. A transformed axis is rechunked into one chunk, the others keep their chunks. As in NumPy 1.24 all is
// computed in float64: results are complex128, or float64 where they are real.
#pragma once

#include "collections/array/array.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace troupe::fft {

/// Which of the two directions is divided by the length.
enum class Norm {
  backward, ///< the inverse
  ortho,    ///< both, by its root
  forward,  ///< the other one
};

///     fft::fft(x, {.n = 1000, .axis = 0})
struct LineOptions {
  std::optional<std::int64_t> n = std::nullopt; ///< lines are cut, or filled up with zeros, to that many elements
  int axis = -1;
  Norm norm = Norm::backward;
};

Array fft(const Array& a, const LineOptions& options = {});
Array ifft(const Array& a, const LineOptions& options = {});
/// Of real numbers: the first n / 2 + 1 elements, which say all.
Array rfft(const Array& a, const LineOptions& options = {});
/// `n` real numbers, 2 (m - 1) where not given, from the first n / 2 + 1 of their transform.
Array irfft(const Array& a, const LineOptions& options = {});
/// Of what is the half of something symmetric, so that the transform is real; and back.
Array hfft(const Array& a, const LineOptions& options = {});
Array ihfft(const Array& a, const LineOptions& options = {});

struct GridOptions {
  std::optional<Shape> s = std::nullopt;               ///< as `n`, for each of the axes
  std::optional<std::vector<int>> axes = std::nullopt; ///< the last ones of `s`, or all, where not given
  Norm norm = Norm::backward;
};

/// Along several axes, the last one first. Those with a 2 go along the last two axes where nothing is said.
Array fftn(const Array& a, const GridOptions& options = {});
Array ifftn(const Array& a, const GridOptions& options = {});
Array rfftn(const Array& a, const GridOptions& options = {});
Array irfftn(const Array& a, const GridOptions& options = {});
Array fft2(const Array& a, const GridOptions& options = {});
Array ifft2(const Array& a, const GridOptions& options = {});
Array rfft2(const Array& a, const GridOptions& options = {});
Array irfft2(const Array& a, const GridOptions& options = {});

/// The frequency of each of n elements, in cycles for every unit of the distance `d` between samples.
Array fftfreq(std::int64_t n, double d = 1, const Chunks& chunks = {});
Array rfftfreq(std::int64_t n, double d = 1, const Chunks& chunks = {});
/// The element of frequency 0 to the middle of the axes, and back.
Array fftshift(const Array& a, const Axes& axes = {});
Array ifftshift(const Array& a, const Axes& axes = {});

} // namespace troupe::fft
