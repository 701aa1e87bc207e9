#include "collections/session/from_memory.hpp"

#include "collections/array/creation.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/scatter.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <numeric>

namespace troupe {
namespace {

template <class T>
std::vector<T> computed(const Array& array) {
  SerialExecutor executor;
  const auto values = compute(executor, array);
  const auto elements = values.values<T>();
  return {elements.begin(), elements.end()};
}

std::vector<double> counted(std::size_t count) {
  std::vector<double> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0.0);
  return numbers;
}

TEST(FromMemory, ATemporaryIsTakenOverAndLivesAsLongAsTheArray) {
  auto x = from_span(counted(1000));
  const auto y = from_vector(counted(3));
  std::vector<double> given = counted(2);
  const auto moved = from_vector(std::move(given));
  for (int i = 0; i < 50; ++i)
    std::vector<double> over(1000, -1.0); // what was freed would be written over
  EXPECT_EQ(computed<double>(x), counted(1000));
  EXPECT_EQ(computed<double>(y), counted(3));
  EXPECT_EQ(computed<double>(moved), counted(2));
  x = ones({1});
  EXPECT_EQ(computed<double>(x), std::vector<double>{1});
}

TEST(FromMemory, AVariableIsUsedWhereItLies) {
  auto numbers = counted(4);
  const auto x = from_span(numbers), y = from_span(std::span<const double>(numbers).subspan(1, 2)),
             copy = from_vector(numbers);
  numbers[1] = 10;
  EXPECT_EQ(computed<double>(x), (std::vector<double>{0, 10, 2, 3}));
  EXPECT_EQ(computed<double>(y), (std::vector<double>{10, 2}));
  EXPECT_EQ(computed<double>(copy), counted(4));
}

TEST(FromMemory, IsCutWhereItLies) {
  const auto numbers = counted(10);
  const auto x = from_span(numbers, {.rows = 4});
  EXPECT_EQ(x.chunks(), (std::vector<std::vector<std::int64_t>>{{4, 4, 2}}));
  EXPECT_EQ(computed<double>(x), numbers);
  EXPECT_EQ(from_span(std::vector<double>(), {.rows = 4}).shape(), Shape{0});
  EXPECT_EQ(test::thrown_by([&] { from_span(numbers, {.rows = 0}); }).code, Errc::invalid_shape);
}

TEST(FromMemory, EveryElementTypeHasItsDtype) {
  EXPECT_EQ(from_vector(std::vector<bool>{true, false, true}).dtype(), DType::bool_);
  EXPECT_EQ(computed<bool>(from_vector(std::vector<bool>{true, false, true})), (std::vector<bool>{true, false, true}));
  EXPECT_EQ(computed<std::int8_t>(from_vector(std::vector<std::int8_t>{-128})), std::vector<std::int8_t>{-128});
  EXPECT_EQ(from_vector(std::vector<long long>{1}).dtype(), DType::int64);
  EXPECT_EQ(from_vector(std::vector<unsigned long long>{1}).dtype(), DType::uint64);
  EXPECT_EQ(computed<std::uint16_t>(from_vector(std::vector<std::uint16_t>{65535})), std::vector<std::uint16_t>{65535});
  EXPECT_EQ(computed<float>(from_vector(std::vector<float>{0.5f})), std::vector<float>{0.5f});
  EXPECT_EQ(from_vector(std::vector<std::complex<float>>{{1, 2}}).dtype(), DType::complex64);
}

TEST(FromMemory, MatricesInRowsAndInColumnsAreTheSameArray) {
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows(2, 3);
  rows << 1, 2, 3, 4, 5, 6;
  const Eigen::MatrixXd columns = rows;
  for (const auto& array : {from_eigen(rows), from_eigen(columns), from_eigen(columns, {.rows = 1})}) {
    EXPECT_EQ(array.shape(), (Shape{2, 3}));
    EXPECT_EQ(computed<double>(array), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  }
  EXPECT_EQ(from_eigen(Eigen::Vector3f(1, 2, 3)).shape(), Shape{3});
  EXPECT_EQ(computed<int>(from_eigen(Eigen::RowVector2i(7, 8))), (std::vector<int>{7, 8}));
  const Eigen::ArrayXXf array = Eigen::ArrayXXf::Constant(2, 2, 3);
  EXPECT_EQ(computed<float>(from_eigen(array)), (std::vector<float>{3, 3, 3, 3}));
}

TEST(FromMemory, ExpressionsOfEigenAreEvaluatedIntoMemoryOfTheArraysOwn) {
  Array product = ones({1}), block = product, strided = product, temporary = product;
  {
    Eigen::MatrixXd a(2, 2), b(2, 2);
    a << 1, 2, 3, 4;
    b << 0, 1, 1, 0;
    product = from_eigen(a * b);
    block = from_eigen(a.block(0, 1, 2, 1));
    strided =
        from_eigen(Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>>(a.data(), 1, 2, Eigen::OuterStride<>(2)));
    temporary = from_eigen(Eigen::MatrixXd(a.transpose()));
    a.setConstant(-1);
  }
  EXPECT_EQ(computed<double>(product), (std::vector<double>{2, 1, 4, 3}));
  EXPECT_EQ(computed<double>(block), (std::vector<double>{2, 4}));
  EXPECT_EQ(computed<double>(strided), (std::vector<double>{1, 2}));
  EXPECT_EQ(computed<double>(temporary), (std::vector<double>{1, 3, 2, 4}));
}

TEST(FromMemory, AMapIsTheCallersMemory) {
  auto numbers = counted(4);
  const auto x = from_eigen(Eigen::Map<const Eigen::MatrixXd>(numbers.data(), 2, 2));
  numbers[2] = 9;
  EXPECT_EQ(computed<double>(x), (std::vector<double>{0, 9, 1, 3}));
}

TEST(FromMemory, IsNeverWrittenTo) {
  const auto numbers = counted(5);
  const auto x = from_span(numbers);
  EXPECT_EQ(computed<double>(x * 2 + 1), (std::vector<double>{1, 3, 5, 7, 9}));
  SerialExecutor executor;
  const auto sent = scatter(executor, x, {.broadcast = true});
  EXPECT_EQ(computed<double>(sent - 1), (std::vector<double>{-1, 0, 1, 2, 3}));
  EXPECT_EQ(numbers, counted(5));
}

} // namespace
} // namespace troupe
