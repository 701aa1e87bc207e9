#include "collections/array/creation.hpp"
#include "collections/session/array2string.hpp"
#include "collections/session/masked_values.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/thrown.hpp"

#include "runtime/chunk/buffer_pool.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <limits>
#include <sstream>

namespace troupe {
namespace {

using test::message;
using test::thrown_by;

template <class T>
Values values_of(const Shape& shape, const std::vector<T>& elements) {
  Block block{dtype_of_v<T>, shape, process_pool().allocate_for<T>(elements.size())};
  std::copy(elements.begin(), elements.end(), block.values<T>().begin());
  return Values(std::move(block));
}
Values floats(const Shape& shape, const std::vector<double>& elements) { return values_of<double>(shape, elements); }
/// 0, 1 / by, 2 / by, ...
Values counted(const Shape& shape, double by) {
  std::vector<double> elements;
  for (std::int64_t i = 0; i < element_count(shape); ++i)
    elements.push_back(static_cast<double>(i) / by);
  return floats(shape, elements);
}
std::string printed(const Values& values) {
  std::ostringstream text;
  text << values;
  return text.str();
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

// Each text is what print() of NumPy 1.24 says of the same array.
TEST(Printing, OfArraysIsNumPys) {
  const std::vector<std::pair<Values, std::string>> expected{
      {floats({2, 2}, {0, 1, 2, 3}), R"([[0. 1.]
 [2. 3.]])"},
      {floats({3}, {1.0 / 3, 2, -1e-3}), R"([ 3.33333333e-01  2.00000000e+00 -1.00000000e-03])"},
      {floats({2}, {1e10, 1.5}), R"([1.0e+10 1.5e+00])"},
      {floats({3}, {0.1, nan, -inf}), R"([ 0.1  nan -inf])"},
      {floats({2}, {1e-5, 1}), R"([1.e-05 1.e+00])"},
      {floats({2}, {-0.0, 0.0}), R"([-0.  0.])"},
      {floats({2}, {1e300, -1e-300}), R"([ 1.e+300 -1.e-300])"},
      {floats({2}, {123456789.123, 1}), R"([1.23456789e+08 1.00000000e+00])"},
      {floats({0}, {}), R"([])"},
      {floats({2}, {nan, inf}), R"([nan inf])"},
      {values_of<float>({3}, {0.1f, 0.2f, 1.0f / 3}), R"([0.1        0.2        0.33333334])"},
      {values_of<std::int64_t>({2, 2}, {1, -20, 300, 4}), R"([[  1 -20]
 [300   4]])"},
      {values_of<std::int8_t>({1, 2, 3}, {-3, -2, -1, 0, 1, 2}), R"([[[-3 -2 -1]
  [ 0  1  2]]])"},
      {values_of<std::uint64_t>({2}, {18446744073709551615u, 0}), R"([18446744073709551615                    0])"},
      {values_of<bool>({2}, {true, false}), R"([ True False])"},
      {values_of<std::complex<double>>({3}, {{1, 2}, {-0.0, -0.5}, {nan, 1}}), R"([ 1.+2.j  -0.-0.5j nan+1.j ])"},
      {values_of<std::complex<float>>({1}, {{1.0f / 3, 2}}), R"([0.33333334+2.j])"},
      {counted({40}, 7), R"([0.         0.14285714 0.28571429 0.42857143 0.57142857 0.71428571
 0.85714286 1.         1.14285714 1.28571429 1.42857143 1.57142857
 1.71428571 1.85714286 2.         2.14285714 2.28571429 2.42857143
 2.57142857 2.71428571 2.85714286 3.         3.14285714 3.28571429
 3.42857143 3.57142857 3.71428571 3.85714286 4.         4.14285714
 4.28571429 4.42857143 4.57142857 4.71428571 4.85714286 5.
 5.14285714 5.28571429 5.42857143 5.57142857])"},
      {counted({2000}, 1), R"([0.000e+00 1.000e+00 2.000e+00 ... 1.997e+03 1.998e+03 1.999e+03])"},
      {counted({2, 40, 50}, 1), R"([[[0.000e+00 1.000e+00 2.000e+00 ... 4.700e+01 4.800e+01 4.900e+01]
  [5.000e+01 5.100e+01 5.200e+01 ... 9.700e+01 9.800e+01 9.900e+01]
  [1.000e+02 1.010e+02 1.020e+02 ... 1.470e+02 1.480e+02 1.490e+02]
  ...
  [1.850e+03 1.851e+03 1.852e+03 ... 1.897e+03 1.898e+03 1.899e+03]
  [1.900e+03 1.901e+03 1.902e+03 ... 1.947e+03 1.948e+03 1.949e+03]
  [1.950e+03 1.951e+03 1.952e+03 ... 1.997e+03 1.998e+03 1.999e+03]]

 [[2.000e+03 2.001e+03 2.002e+03 ... 2.047e+03 2.048e+03 2.049e+03]
  [2.050e+03 2.051e+03 2.052e+03 ... 2.097e+03 2.098e+03 2.099e+03]
  [2.100e+03 2.101e+03 2.102e+03 ... 2.147e+03 2.148e+03 2.149e+03]
  ...
  [3.850e+03 3.851e+03 3.852e+03 ... 3.897e+03 3.898e+03 3.899e+03]
  [3.900e+03 3.901e+03 3.902e+03 ... 3.947e+03 3.948e+03 3.949e+03]
  [3.950e+03 3.951e+03 3.952e+03 ... 3.997e+03 3.998e+03 3.999e+03]]])"},
  };
  for (const auto& [values, text] : expected)
    EXPECT_EQ(printed(values), text);
}

TEST(Printing, OfAnArrayWithoutAxesIsItsNumber) {
  const auto alone = [](auto value) { return printed(values_of<decltype(value)>({}, {value})); };
  EXPECT_EQ(alone(2.5), "2.5");
  EXPECT_EQ(alone(3.0), "3.0");
  EXPECT_EQ(alone(1e16), "1e+16");
  EXPECT_EQ(alone(12345678901234567.0), "1.2345678901234568e+16");
  EXPECT_EQ(alone(1e-5), "1e-05");
  EXPECT_EQ(alone(0.1f), "0.1");
  EXPECT_EQ(alone(true), "True");
  EXPECT_EQ(alone(std::int8_t{-3}), "-3");
  EXPECT_EQ(alone(std::complex<double>(1, 2)), "(1+2j)");
  EXPECT_EQ(alone(std::complex<double>(-0.0, 2)), "(-0+2j)");
  EXPECT_EQ(alone(std::complex<float>(std::numeric_limits<float>::quiet_NaN(), -1)), "(nan-1j)");
}

TEST(Printing, TakesNumPysOptions) {
  EXPECT_EQ(array2string(floats({2}, {1.23456789, 2}), {.precision = 3, .separator = ", "}), "[1.235, 2.   ]");
  EXPECT_EQ(array2string(floats({2}, {1e-9, 1}), {.suppress = true}), "[0. 1.]");
  EXPECT_EQ(array2string(values_of<std::int8_t>({8}, {0, 1, 2, 3, 4, 5, 6, 17}),
                         {.threshold = 5, .edgeitems = 2, .separator = ","}),
            "[ 0, 1,..., 6,17]");
  EXPECT_EQ(array2string(values_of<std::int8_t>({8}, {0, 1, 2, 3, 4, 5, 6, 17}), {.linewidth = 20}),
            "[ 0  1  2  3  4  5\n  6 17]");
}

TEST(Printing, OfAMaskedArrayShowsWhatIsMasked) {
  SerialExecutor executor;
  const auto text = [&](const ma::MaskedArray& array) {
    std::ostringstream out;
    out << compute(executor, array);
    return out.str();
  };
  const auto x = arange(6.0, {.chunks = 4});
  EXPECT_EQ(text(ma::masked_greater(x(slice(3)), 1)), "[0.0 1.0 --]");
  EXPECT_EQ(text(ma::masked_equal(x.reshape({2, 3}), 4) / 2), "[[0.0 0.5 1.0]\n [1.5 -- 2.5]]");
  EXPECT_EQ(text(ma::masked_less(x, 9).mean()), "--");
  EXPECT_EQ(text(ma::masked_less(arange(2000), 1)), "[-- 1 2 ... 1997 1998 1999]");
}

TEST(Values, OfEveryTypeAreSpansVectorsAndEigenTypes) {
  const auto counts = values_of<std::uint16_t>({2, 2}, {1, 2, 3, 65535});
  EXPECT_EQ(counts.to_vector<std::uint16_t>(), (std::vector<std::uint16_t>{1, 2, 3, 65535}));
  EXPECT_EQ(counts.matrix<std::uint16_t>()(1, 1), 65535);
  const Eigen::VectorXcf phases = values_of<std::complex<float>>({2}, {{0, 1}, {2, 0}}).vector<std::complex<float>>();
  EXPECT_EQ(phases[0], std::complex<float>(0, 1));
  EXPECT_EQ(values_of<bool>({2}, {true, false}).to_vector<bool>(), (std::vector<bool>{true, false}));
  EXPECT_EQ(to_string(counts), "uint16 (2, 2): [1, 2, 3, 65535]");
  EXPECT_EQ(message([&] { counts.matrix(); }), "the array is uint16, not float64");
  EXPECT_EQ(message([&] { counts.vector<std::uint16_t>(); }), "an array of shape (2, 2) is not a vector");
}

TEST(Values, AScalarIsAnyTypeThatHoldsItExactly) {
  const auto of = [](auto value) { return values_of<decltype(value)>({}, {value}); };
  EXPECT_EQ(of(std::uint64_t{18446744073709551615u}).scalar<std::uint64_t>(), 18446744073709551615u);
  EXPECT_EQ(of(std::int64_t{9007199254740993}).scalar<std::int64_t>(), 9007199254740993);
  EXPECT_EQ(of(std::int64_t{9007199254740993}).scalar(), 9007199254740992.0) << "rounded, as float() of Python";
  EXPECT_EQ(of(3.0).scalar<int>(), 3);
  EXPECT_EQ(of(std::int8_t{1}).scalar<bool>(), true);
  EXPECT_EQ(of(2.5f).scalar<std::complex<double>>(), std::complex<double>(2.5, 0));
  EXPECT_EQ(of(std::complex<float>(2, 0)).scalar(), 2);
  EXPECT_TRUE(std::isnan(of(nan).scalar<float>()));
  for (const auto& call : std::vector<std::function<void()>>{
           [&] { of(3.5).scalar<int>(); }, [&] { of(300).scalar<std::int8_t>(); }, [&] { of(-1).scalar<unsigned>(); },
           [&] { of(nan).scalar<int>(); }, [&] { of(9223372036854775808.0).scalar<std::int64_t>(); },
           [&] { of(0.1).scalar<float>(); }, [&] { of(std::complex<double>(1, 2)).scalar(); },
           [&] { of(std::int64_t{9223372036854775807}).scalar<float>(); }, [&] { of(2).scalar<bool>(); }})
    EXPECT_EQ(thrown_by(call).code, Errc::invalid_dtype);
  EXPECT_EQ(message([&] { of(3.5).scalar<int>(); }),
            "the array is float64 and its element, 3.5, no whole number of that type");
}

} // namespace
} // namespace troupe
