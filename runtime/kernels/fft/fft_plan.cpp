#include "runtime/kernels/fft/fft_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <list>
#include <numbers>
#include <utility>

namespace troupe {
namespace {

constexpr std::size_t side_by_side = 8; ///< as many doubles as the widest vectors hold
/// A longer line no longer fits the second-level cache: it is taken as a matrix.
constexpr std::int64_t long_line = std::int64_t{1} << 15;
/// Above it a chirp is quicker than a stage of that radix.
constexpr std::int64_t largest_radix = 31;

/// Radices in the order of their stages: 4 first, since it goes over the elements least often.
std::vector<std::int64_t> factors_of(std::int64_t n) {
  std::vector<std::int64_t> factors;
  for (; n % 4 == 0; n /= 4)
    factors.push_back(4);
  for (std::int64_t p = 2; p * p <= n; ++p)
    for (; n % p == 0; n /= p)
      factors.push_back(p);
  if (n > 1)
    factors.push_back(n);
  return factors;
}

bool needs_chirp(const std::vector<std::int64_t>& factors) {
  return !factors.empty() && *std::max_element(factors.begin(), factors.end()) > largest_radix;
}

/// The least length of factors 2, 3 and 5 that is at least `n`.
std::int64_t smooth_length(std::int64_t n) {
  auto best = std::int64_t{1} << 62;
  for (std::int64_t fives = 1; fives < 5 * n; fives *= 5)
    for (auto threes = fives; threes < 3 * n; threes *= 3) {
      auto length = threes;
      while (length < n)
        length *= 2;
      best = std::min(best, length);
    }
  return best;
}

/// The divisor nearest to the square root, from below.
std::int64_t middle_divisor(std::int64_t n) {
  for (auto divisor = static_cast<std::int64_t>(std::sqrt(static_cast<double>(n))) + 1; divisor > 1; --divisor)
    if (n % divisor == 0 && divisor <= n / divisor)
      return divisor;
  return 1;
}

void multiply(SplitComplex x, std::size_t at, double re, double im) {
  const auto a = x.re[at], b = x.im[at];
  x.re[at] = a * re - b * im;
  x.im[at] = a * im + b * re;
}

} // namespace

RootsOfUnity::RootsOfUnity(std::int64_t n) {
  while ((std::int64_t{1} << (2 * shift_)) < n)
    ++shift_;
  mask_ = (std::int64_t{1} << shift_) - 1;
  const auto root = [&](std::int64_t k) {
    const auto turn = -2 * std::numbers::pi_v<long double> * static_cast<long double>(k) / static_cast<long double>(n);
    return Wide{std::cos(turn), std::sin(turn)};
  };
  for (std::int64_t k = 0; k <= std::min(mask_, n - 1); ++k)
    wide_fine_.push_back(root(k));
  for (std::int64_t k = 0; k <= (n - 1) >> shift_; ++k)
    wide_coarse_.push_back(root(k << shift_));
  const auto rounded = [](const Wide& wide) {
    return Root{static_cast<double>(wide.re), static_cast<double>(wide.im)};
  };
  std::transform(wide_fine_.begin(), wide_fine_.end(), std::back_inserter(fine_), rounded);
  std::transform(wide_coarse_.begin(), wide_coarse_.end(), std::back_inserter(coarse_), rounded);
}

RootsOfUnity::Root RootsOfUnity::exact(std::int64_t k) const {
  const auto& a = wide_coarse_[static_cast<std::size_t>(k >> shift_)];
  const auto& b = wide_fine_[static_cast<std::size_t>(k & mask_)];
  return {static_cast<double>(a.re * b.re - a.im * b.im), static_cast<double>(a.re * b.im + a.im * b.re)};
}

FftPlan::FftPlan(std::int64_t length) : length_(length) {
  const auto largest = needs_chirp(factors_of(length)) ? smooth_length(2 * length - 1) : length;
  width_ = largest < long_line ? side_by_side : 1;
}

void FftPlan::prepare() {
  if (prepared_)
    return;
  prepared_ = true;
  const auto factors = factors_of(length_);
  if (needs_chirp(factors))
    prepare_chirp();
  else if (const auto columns = length_ < long_line ? 1 : middle_divisor(length_); columns > 1) {
    columns_ = std::make_unique<FftPlan>(columns);
    rows_ = std::make_unique<FftPlan>(length_ / columns);
    roots_ = std::make_unique<RootsOfUnity>(length_);
  } else
    prepare_stages(factors);
}

void FftPlan::prepare_stages(const std::vector<std::int64_t>& factors) {
  const RootsOfUnity roots(length_);
  auto left = length_;
  std::int64_t before = 1;
  for (auto radix : factors) {
    left /= radix;
    Stage stage{static_cast<std::size_t>(radix), static_cast<std::size_t>(left), {}, {}};
    for (std::int64_t p = 0; p < left; ++p)
      for (std::int64_t j = 1; j < radix; ++j) {
        const auto root = roots.exact(p * j * before);
        stage.twiddles.insert(stage.twiddles.end(), {root.re, root.im});
      }
    for (std::int64_t j = 0; radix > 5 && j < radix; ++j) {
      const auto root = roots.exact(j * (length_ / radix));
      stage.roots.insert(stage.roots.end(), {root.re, root.im});
    }
    before *= radix;
    stages_.push_back(std::move(stage));
  }
}

/// Any length n as a convolution of at least 2 n - 1 elements.
/// Source: Bluestein, "A linear filtering approach to the computation of discrete Fourier transform" (1970).
void FftPlan::prepare_chirp() {
  const auto padded = smooth_length(2 * length_ - 1);
  convolving_ = std::make_unique<FftPlan>(padded);
  const RootsOfUnity roots(2 * length_); // the angle is pi k^2 / n, k^2 taken modulo 2 n so that no digit is lost
  chirp_.resize(static_cast<std::size_t>(length_));
  filter_.resize(static_cast<std::size_t>(padded));
  const auto scale = 1 / static_cast<double>(padded);
  for (std::int64_t k = 0; k < length_; ++k) {
    const auto root = roots.exact(k * k % (2 * length_));
    const auto at = static_cast<std::size_t>(k), mirrored = static_cast<std::size_t>(k == 0 ? 0 : padded - k);
    chirp_.re[at] = root.re;
    chirp_.im[at] = root.im;
    filter_.re[at] = filter_.re[mirrored] = root.re * scale;
    filter_.im[at] = filter_.im[mirrored] = -root.im * scale;
  }
  convolving_->forward(filter_.at(), 1);
}

void FftPlan::forward(SplitComplex x, std::size_t lines) {
  prepare();
  if (convolving_)
    run_chirp(x, lines);
  else if (columns_)
    run_long(x);
  else
    run_stages(x, lines);
}

void FftPlan::run_stages(SplitComplex x, std::size_t lines) {
  const auto count = static_cast<std::size_t>(length_) * lines;
  scratch_.resize(count);
  auto from = x, to = scratch_.at();
  auto stride = lines;
  for (const auto& stage : stages_) {
    run_fft_stage({stage.radix, stage.groups, stride, stage.twiddles.data(), stage.roots.data()}, from, to);
    stride *= stage.radix;
    std::swap(from, to);
  }
  if (from.re != x.re) {
    std::memcpy(x.re, from.re, count * sizeof(double));
    std::memcpy(x.im, from.im, count * sizeof(double));
  }
}

void FftPlan::run_chirp(SplitComplex x, std::size_t lines) {
  const auto n = static_cast<std::size_t>(length_), padded = filter_.re.size();
  line_.resize(padded * lines);
  const auto y = line_.at();
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t at = k * lines; at < (k + 1) * lines; ++at) {
      y.re[at] = x.re[at];
      y.im[at] = x.im[at];
      multiply(y, at, chirp_.re[k], chirp_.im[k]);
    }
  std::fill(y.re + n * lines, y.re + padded * lines, 0.0);
  std::fill(y.im + n * lines, y.im + padded * lines, 0.0);
  convolving_->forward(y, lines);
  for (std::size_t k = 0; k < padded; ++k)
    for (std::size_t at = k * lines; at < (k + 1) * lines; ++at)
      multiply(y, at, filter_.re[k], filter_.im[k]);
  convolving_->backward(y, lines);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t at = k * lines; at < (k + 1) * lines; ++at) {
      x.re[at] = y.re[at];
      x.im[at] = y.im[at];
      multiply(x, at, chirp_.re[k], chirp_.im[k]);
    }
}

/// Element k1 * rows + k2 in a matrix: transforms of the columns, a turn of each element, transforms of the rows,
/// turned over. Source: Bailey, "FFTs in external or hierarchical memory" (1990).
void FftPlan::run_long(SplitComplex x) {
  const auto n1 = static_cast<std::size_t>(columns_->length()), n2 = static_cast<std::size_t>(rows_->length());
  line_.resize(std::max(n1, n2) * side_by_side);
  const auto y = line_.at();
  for (std::size_t first = 0; first < n2; first += columns_->width()) {
    const auto lines = std::min(columns_->width(), n2 - first);
    for (std::size_t k = 0; k < n1; ++k) {
      std::memcpy(y.re + k * lines, x.re + k * n2 + first, lines * sizeof(double));
      std::memcpy(y.im + k * lines, x.im + k * n2 + first, lines * sizeof(double));
    }
    columns_->forward(y, lines);
    for (std::size_t k = 0; k < n1; ++k)
      for (std::size_t i = 0; i < lines; ++i) {
        const auto root = roots_->near(static_cast<std::int64_t>(k * (first + i)));
        multiply(y, k * lines + i, root.re, root.im);
        x.re[k * n2 + first + i] = y.re[k * lines + i];
        x.im[k * n2 + first + i] = y.im[k * lines + i];
      }
  }
  scratch_.resize(n1 * n2);
  for (std::size_t first = 0; first < n1; first += rows_->width()) {
    const auto lines = std::min(rows_->width(), n1 - first);
    for (std::size_t k = 0; k < n2; ++k)
      for (std::size_t i = 0; i < lines; ++i) {
        y.re[k * lines + i] = x.re[(first + i) * n2 + k];
        y.im[k * lines + i] = x.im[(first + i) * n2 + k];
      }
    rows_->forward(y, lines);
    for (std::size_t k = 0; k < n2; ++k) {
      std::memcpy(scratch_.re.data() + k * n1 + first, y.re + k * lines, lines * sizeof(double));
      std::memcpy(scratch_.im.data() + k * n1 + first, y.im + k * lines, lines * sizeof(double));
    }
  }
  std::memcpy(x.re, scratch_.re.data(), n1 * n2 * sizeof(double));
  std::memcpy(x.im, scratch_.im.data(), n1 * n2 * sizeof(double));
}

FftPlan& FftPlan::half_plan() {
  if (!half_) {
    half_ = std::make_unique<FftPlan>(length_ / 2);
    half_roots_ = std::make_unique<RootsOfUnity>(length_);
  }
  return *half_;
}

/// Even and odd elements as real and imaginary parts of half as many.
void FftPlan::forward_real(const double* in, SplitComplex half, std::size_t lines) {
  const auto n = static_cast<std::size_t>(length_), middle = n / 2;
  if (n % 2 != 0) {
    std::vector<double> re(in, in + n * lines), im(n * lines, 0.0);
    forward({re.data(), im.data()}, lines);
    std::copy_n(re.data(), (middle + 1) * lines, half.re);
    std::copy_n(im.data(), (middle + 1) * lines, half.im);
    return;
  }
  auto& plan = half_plan();
  std::vector<double> re(middle * lines), im(middle * lines);
  for (std::size_t k = 0; k < middle; ++k)
    for (std::size_t i = 0; i < lines; ++i) {
      re[k * lines + i] = in[2 * k * lines + i];
      im[k * lines + i] = in[(2 * k + 1) * lines + i];
    }
  plan.forward({re.data(), im.data()}, lines);
  for (std::size_t k = 0; k <= middle; ++k) {
    const auto root = half_roots_->near(static_cast<std::int64_t>(k));
    const auto one = (k % middle) * lines, other = ((middle - k) % middle) * lines;
    for (std::size_t i = 0; i < lines; ++i) {
      const auto even_re = 0.5 * (re[one + i] + re[other + i]), even_im = 0.5 * (im[one + i] - im[other + i]);
      const auto odd_re = 0.5 * (im[one + i] + im[other + i]), odd_im = -0.5 * (re[one + i] - re[other + i]);
      half.re[k * lines + i] = even_re + (odd_re * root.re - odd_im * root.im);
      half.im[k * lines + i] = even_im + (odd_re * root.im + odd_im * root.re);
    }
  }
}

void FftPlan::backward_real(SplitComplex half, double* out, std::size_t lines) {
  const auto n = static_cast<std::size_t>(length_), middle = n / 2;
  std::fill_n(half.im, lines, 0.0);
  if (n % 2 != 0) {
    std::vector<double> re(n * lines), im(n * lines);
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < lines; ++i) {
        const bool mirrored = k > middle;
        const auto at = (mirrored ? n - k : k) * lines + i;
        re[k * lines + i] = half.re[at];
        im[k * lines + i] = mirrored ? -half.im[at] : half.im[at];
      }
    backward({re.data(), im.data()}, lines);
    std::copy(re.begin(), re.end(), out);
    return;
  }
  std::fill_n(half.im + middle * lines, lines, 0.0);
  auto& plan = half_plan();
  std::vector<double> re(middle * lines), im(middle * lines);
  for (std::size_t k = 0; k < middle; ++k) {
    const auto root = half_roots_->near(static_cast<std::int64_t>(k)); // conjugated: the other way round
    const auto one = k * lines, other = (middle - k) * lines;
    for (std::size_t i = 0; i < lines; ++i) {
      const auto even_re = half.re[one + i] + half.re[other + i], even_im = half.im[one + i] - half.im[other + i];
      const auto rest_re = half.re[one + i] - half.re[other + i], rest_im = half.im[one + i] + half.im[other + i];
      const auto odd_re = rest_re * root.re + rest_im * root.im, odd_im = rest_im * root.re - rest_re * root.im;
      re[one + i] = even_re - odd_im;
      im[one + i] = even_im + odd_re;
    }
  }
  plan.backward({re.data(), im.data()}, lines);
  for (std::size_t k = 0; k < middle; ++k)
    for (std::size_t i = 0; i < lines; ++i) {
      out[2 * k * lines + i] = re[k * lines + i];
      out[(2 * k + 1) * lines + i] = im[k * lines + i];
    }
}

FftPlan& FftPlan::of_this_thread(std::int64_t length) {
  constexpr std::size_t kept = 4;
  thread_local std::list<FftPlan> plans; // the last one used first
  const auto found =
      std::find_if(plans.begin(), plans.end(), [&](const FftPlan& plan) { return plan.length() == length; });
  if (found != plans.end())
    plans.splice(plans.begin(), plans, found);
  else
    plans.emplace_front(length);
  if (plans.size() > kept)
    plans.pop_back();
  return plans.front();
}

} // namespace troupe
