// The discrete Fourier transform of lines of one length, with a plan that keeps what depends on the length alone.
// Several lines are transformed side by side, so that vectors are full. A plan belongs to one thread at a time. A
// line's result does not depend on the lines beside it. No function divides by the length.
#pragma once

#include "runtime/kernels/fft/fft_stages.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace troupe {

/// exp(-2 pi i k / n) for whole k, from two small tables.
class RootsOfUnity {
public:
  explicit RootsOfUnity(std::int64_t n);
  struct Root {
    double re, im;
  };
  /// Within two units of the last place. @pre 0 <= k < n
  Root near(std::int64_t k) const {
    const auto& a = coarse_[static_cast<std::size_t>(k >> shift_)];
    const auto& b = fine_[static_cast<std::size_t>(k & mask_)];
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
  /// Rounded once.
  Root exact(std::int64_t k) const;

private:
  struct Wide {
    long double re, im;
  };
  int shift_ = 0;
  std::int64_t mask_ = 0;
  std::vector<Root> coarse_, fine_;
  std::vector<Wide> wide_coarse_, wide_fine_;
};

class FftPlan {
public:
  /// Longer lines are refused by callers: some need four times their length.
  static constexpr std::int64_t longest = std::int64_t{1} << 30;

  /// @pre 1 <= length <= longest
  explicit FftPlan(std::int64_t length);

  std::int64_t length() const { return length_; }
  /// How many lines at most are transformed at once. Element k of line i is at k * lines + i.
  std::size_t width() const { return width_; }

  /// In place: sum over j of x[j] exp(-2 pi i j k / n); and with +. @pre lines <= width()
  void forward(SplitComplex x, std::size_t lines);
  void backward(SplitComplex x, std::size_t lines) { forward({x.im, x.re}, lines); }
  /// Of real numbers: the first n / 2 + 1 elements, of which the others are mirror images; and back, where the
  /// imaginary parts of the first element and, for even n, of the last one do not count, and `half` is overwritten.
  void forward_real(const double* in, SplitComplex half, std::size_t lines);
  void backward_real(SplitComplex half, double* out, std::size_t lines);

  /// This thread's plan of that length: the last few are kept. @pre 1 <= length <= longest
  static FftPlan& of_this_thread(std::int64_t length);

private:
  void prepare();
  void prepare_stages(const std::vector<std::int64_t>& factors);
  void prepare_chirp();
  void run_stages(SplitComplex x, std::size_t lines);
  void run_chirp(SplitComplex x, std::size_t lines);
  void run_long(SplitComplex x);
  FftPlan& half_plan();

  struct Stage {
    std::size_t radix, groups;
    std::vector<double> twiddles, roots;
  };
  struct Split {
    std::vector<double> re, im;
    void resize(std::size_t count) { re.resize(count), im.resize(count); }
    SplitComplex at(std::size_t place = 0) { return {re.data() + place, im.data() + place}; }
  };

  std::int64_t length_;
  std::size_t width_ = 1;
  bool prepared_ = false;
  std::vector<Stage> stages_;           ///< of lengths of small prime factors
  std::unique_ptr<FftPlan> convolving_; ///< of others: of the length that they are convolved in
  Split chirp_, filter_;
  std::unique_ptr<FftPlan> columns_, rows_; ///< of long lines: as a matrix
  std::unique_ptr<RootsOfUnity> roots_;
  std::unique_ptr<FftPlan> half_; ///< of even lengths, for real numbers
  std::unique_ptr<RootsOfUnity> half_roots_;
  Split scratch_, line_;
};

} // namespace troupe
