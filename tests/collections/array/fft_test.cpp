// What NumPy cannot say: how results are cut, and what is refused. Values are compared in tests/conformance.
#include "collections/array/fft.hpp"

#include "collections/array/creation.hpp"
#include "tests/support/numbered_array.hpp"

namespace troupe {
namespace {

using testing_support::computed;
using testing_support::numbered_array;

TEST(Fft, BringsTheAxisIntoOneChunkAndLeavesOthersAsTheyAre) {
  const auto x = numbered_array({12, 10}, {5, 3});
  EXPECT_EQ(fft::fft(x).chunks(), (std::vector<std::vector<std::int64_t>>{{5, 5, 2}, {10}}));
  EXPECT_EQ(fft::fft(x, {.axis = 0}).chunks(), (std::vector<std::vector<std::int64_t>>{{12}, {3, 3, 3, 1}}));
  EXPECT_EQ(fft::rfft(x, {.n = 6}).shape(), (Shape{12, 4}));
  EXPECT_EQ(fft::irfft(x).shape(), (Shape{12, 18}));
  EXPECT_EQ(fft::rfft2(x).shape(), (Shape{12, 6}));
}

TEST(Fft, IsComplex128AndFloat64Back) {
  const auto x = ones({4}, {.dtype = DType::float32});
  EXPECT_EQ(fft::fft(x).dtype(), DType::complex128);
  EXPECT_EQ(fft::irfft(fft::rfft(x)).dtype(), DType::float64);
}

TEST(Fft, ThereAndBackIsTheSame) {
  const auto x = random::normal({30, 17, 8}, {.chunks = {7, 5, 8}, .seed = 3});
  const auto back = real(fft::ifftn(fft::fftn(x)));
  EXPECT_LT(computed(absolute(back - x).max())[0], 1e-14);
  const auto half = fft::irfftn(fft::rfftn(x), {.s = x.shape()});
  EXPECT_LT(computed(absolute(half - x).max())[0], 1e-14);
}

TEST(Fft, RefusesWhatDoesNotFitAndNamesIt) {
  const auto x = numbered_array({6, 4}, {2, 4});
  EXPECT_THROW(fft::fft(x, {.n = 0}), TroupeError);
  EXPECT_THROW(fft::fft(x, {.axis = 2}), TroupeError);
  EXPECT_THROW(fft::rfft(x.astype(DType::complex128)), TroupeError);
  EXPECT_THROW(fft::fft2(numbered_array(Shape{4}, {2})), TroupeError);
  EXPECT_THROW(fft::fftn(x, {.s = Shape{2, 2}, .axes = std::vector<int>{0}}), TroupeError);
  EXPECT_THROW(fft::irfft(zeros({1})), TroupeError) << "2 (1 - 1) elements";
  EXPECT_THROW(fft::fftfreq(0), TroupeError);
}

} // namespace
} // namespace troupe
