#include "runtime/kernels/fft/fft_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace troupe {
namespace {

using Complex = std::complex<double>;
using Line = std::vector<Complex>;

Line sample(std::size_t n) {
  Line line(n);
  for (std::size_t k = 0; k < n; ++k)
    line[k] = {std::sin(1.3 * static_cast<double>(k * k + 1)), std::cos(0.7 * static_cast<double>(k) + 0.1)};
  return line;
}

/// By the definition, term by term.
Line transformed(const Line& in, double sign) {
  const auto n = in.size();
  Line out(n);
  for (std::size_t k = 0; k < n; ++k) {
    std::complex<long double> sum = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const auto turn = sign * 2 * std::numbers::pi_v<long double> * static_cast<long double>(j * k % n)
                        / static_cast<long double>(n);
      sum += std::complex<long double>(in[j]) * std::complex<long double>(std::cos(turn), std::sin(turn));
    }
    out[k] = Complex(sum);
  }
  return out;
}

void expect_near(const Line& got, const Line& want, const std::string& what) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t k = 0; k < got.size(); ++k)
    ASSERT_LT(std::abs(got[k] - want[k]), 1e-14 * static_cast<double>(got.size() + 10))
        << what << " of " << got.size() << " at " << k;
}

/// One line alone.
Line forward(FftPlan& plan, const Line& in, bool back = false) {
  std::vector<double> re, im;
  for (const auto& value : in) {
    re.push_back(value.real());
    im.push_back(value.imag());
  }
  const SplitComplex x{re.data(), im.data()};
  back ? plan.backward(x, 1) : plan.forward(x, 1);
  Line out(in.size());
  for (std::size_t k = 0; k < out.size(); ++k)
    out[k] = {re[k], im[k]};
  return out;
}

TEST(FftPlan, IsTheDefinitionForEveryLength) {
  for (std::size_t n = 1; n <= 150; ++n) {
    FftPlan plan(static_cast<std::int64_t>(n));
    const auto in = sample(n);
    expect_near(forward(plan, in), transformed(in, -1), "forward");
    expect_near(forward(plan, in, true), transformed(in, 1), "backward");
  }
}

TEST(FftPlan, MakesTheSameBitsOfALineWhateverIsBesideIt) {
  for (const std::size_t n : {1, 2, 7, 16, 45, 64, 97, 120, 1000, 1031}) {
    FftPlan plan(static_cast<std::int64_t>(n));
    const auto in = sample(n);
    const auto alone = forward(plan, in);
    for (std::size_t lines = 2; lines <= plan.width(); ++lines) {
      std::vector<double> re(n * lines), im(n * lines);
      for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = 0; i < lines; ++i) {
          re[k * lines + i] = in[k].real() * (i == 1 ? 1 : 1e9 * static_cast<double>(i));
          im[k * lines + i] = in[k].imag() * (i == 1 ? 1 : -3);
        }
      plan.forward({re.data(), im.data()}, lines);
      for (std::size_t k = 0; k < n; ++k)
        ASSERT_EQ(Complex(re[k * lines + 1], im[k * lines + 1]), alone[k]) << n << " with " << lines;
    }
  }
}

TEST(FftPlan, OfRealNumbersIsTheFirstHalf) {
  for (std::size_t n = 1; n <= 150; ++n) {
    FftPlan plan(static_cast<std::int64_t>(n));
    std::vector<double> real(n), back(n), re(n / 2 + 1), im(n / 2 + 1);
    Line in(n), half(n / 2 + 1);
    const auto whole = sample(n);
    for (std::size_t k = 0; k < n; ++k)
      in[k] = real[k] = whole[k].real();
    auto want = transformed(in, -1);
    want.resize(half.size());
    plan.forward_real(real.data(), {re.data(), im.data()}, 1);
    for (std::size_t k = 0; k < half.size(); ++k)
      half[k] = {re[k], im[k]};
    expect_near(half, want, "real");
    im[0] = 7; // does not count
    if (n % 2 == 0)
      im.back() = -3;
    plan.backward_real({re.data(), im.data()}, back.data(), 1);
    for (std::size_t k = 0; k < n; ++k)
      ASSERT_NEAR(back[k] / static_cast<double>(n), real[k], 1e-13) << n;
  }
}

TEST(FftPlan, KeepsItsDigitsForLongLinesAndLargePrimes) {
  for (const std::size_t n : {std::size_t{1} << 16, std::size_t{3 * 5 * 7 * 11 * 64}, std::size_t{65'537},
                              std::size_t{99'991}, std::size_t{2 * 50'021}}) {
    FftPlan plan(static_cast<std::int64_t>(n));
    const auto in = sample(n);
    const auto there = forward(plan, in), back = forward(plan, there, true);
    double energy = 0, energy_there = 0;
    for (std::size_t k = 0; k < n; ++k) {
      ASSERT_LT(std::abs(back[k] / static_cast<double>(n) - in[k]), 1e-12) << n;
      energy += std::norm(in[k]);
      energy_there += std::norm(there[k]);
    }
    EXPECT_NEAR(energy_there / static_cast<double>(n) / energy, 1, 1e-12) << "Parseval's theorem";
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}, n / 3, n - 1}) { // a few by the definition
      std::complex<long double> sum = 0;
      for (std::size_t j = 0; j < n; ++j) {
        const auto turn =
            -2 * std::numbers::pi_v<long double> * static_cast<long double>(j * k % n) / static_cast<long double>(n);
        sum += std::complex<long double>(in[j]) * std::complex<long double>(std::cos(turn), std::sin(turn));
      }
      EXPECT_LT(std::abs(there[k] - Complex(sum)), 1e-10) << n << " at " << k;
    }
  }
}

TEST(FftPlan, OfAThreadIsKept) {
  const auto* first = &FftPlan::of_this_thread(12);
  EXPECT_EQ(&FftPlan::of_this_thread(12), first);
  for (std::int64_t n = 1; n < 30; ++n)
    EXPECT_EQ(FftPlan::of_this_thread(n).length(), n);
}

} // namespace
} // namespace troupe
