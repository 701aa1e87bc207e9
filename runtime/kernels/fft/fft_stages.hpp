// One stage of a Fourier transform, over many lines side by side: the inner loops, compiled for every instruction set.
// Pure function. Source: Stockham's self-sorting transform, decimation in frequency, as in Van Loan, "Computational
// Frameworks for the Fast Fourier Transform" (1992).
#pragma once

#include <cstddef>

namespace troupe {

/// Real and imaginary parts apart.
struct SplitComplex {
  double* re = nullptr;
  double* im = nullptr;
};

struct FftStage {
  std::size_t radix = 2;
  std::size_t groups = 1;           ///< m: what is left of the length, divided by the radix
  std::size_t stride = 1;           ///< s: lines side by side, times the radices before
  const double* twiddles = nullptr; ///< for each of `groups`, for each of 1 .. radix - 1: cosine and -sine
  const double* roots = nullptr;    ///< of the radix: cosine and -sine of each, for radices other than 2, 3, 4, 5
};

/// to[s * (radix * p + j) + q] = twiddle(p, j) * sum over k of from[s * (p + m * k) + q] * root(j * k)
/// @pre `from` and `to` are radix * groups * stride elements each and do not overlap
void run_fft_stage(const FftStage& stage, SplitComplex from, SplitComplex to);

} // namespace troupe
