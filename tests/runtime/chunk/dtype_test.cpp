#include "runtime/chunk/dtype.hpp"

#include <gtest/gtest.h>

#include <set>

namespace troupe {
namespace {

TEST(DType, HasTheSizeOfItsCppType) {
  EXPECT_EQ(size_of(dtype_of_v<bool>), sizeof(bool));
  EXPECT_EQ(size_of(dtype_of_v<std::int8_t>), 1u);
  EXPECT_EQ(size_of(dtype_of_v<std::uint16_t>), 2u);
  EXPECT_EQ(size_of(dtype_of_v<float>), 4u);
  EXPECT_EQ(size_of(dtype_of_v<std::int64_t>), 8u);
  EXPECT_EQ(size_of(dtype_of_v<std::complex<float>>), 8u);
  EXPECT_EQ(size_of(dtype_of_v<std::complex<double>>), 16u);
  EXPECT_EQ(size_of(DType::string), 0u);
}

TEST(DType, EveryNameReadsBack) {
  std::set<std::string_view> names;
  for (int i = 0; i < dtype_count; ++i) {
    const auto dtype = static_cast<DType>(i);
    EXPECT_TRUE(names.insert(to_string(dtype)).second);
    EXPECT_EQ(*dtype_from_string(to_string(dtype)), dtype);
  }
  EXPECT_EQ(to_string(DType::bool_), "bool");
  EXPECT_EQ(to_string(DType::complex128), "complex128");
}

TEST(DType, TakesPythonsNames) {
  EXPECT_EQ(*dtype_from_string("float"), DType::float64);
  EXPECT_EQ(*dtype_from_string("int"), DType::int64);
  EXPECT_EQ(*dtype_from_string("str"), DType::string);
}

TEST(DType, SuggestsTheNearestName) {
  const auto result = dtype_from_string("flaot64");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::invalid_dtype);
  EXPECT_NE(result.error().message.find("did you mean 'float64'"), std::string::npos) << result.error().message;
}

} // namespace
} // namespace troupe
