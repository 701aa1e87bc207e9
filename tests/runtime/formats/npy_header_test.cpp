#include "runtime/formats/npy_header.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

/// A head as NumPy writes it: magic, version, length, text.
std::string head(const std::string& text, int version = 1) {
  std::string made = "\x93NUMPY";
  made += {static_cast<char>(version), '\0'};
  for (int byte = 0; byte < (version == 1 ? 2 : 4); ++byte)
    made += static_cast<char>(text.size() >> (8 * byte) & 0xff);
  return made + text;
}

NpyHeader parsed(const std::string& text, int version = 1) { return parse_npy_header(head(text, version)).value(); }
Error refused(const std::string& bytes) {
  const auto header = parse_npy_header(bytes);
  return header ? Error{} : header.error();
}

TEST(NpyHeader, SaysTypeOrderAndShape) {
  const std::string text = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }   \n";
  EXPECT_EQ(parsed(text),
            (NpyHeader{DType::float64, false, false, {3, 4}, static_cast<std::int64_t>(10 + text.size())}));
  const std::string turned = "{'descr': '>i4', 'fortran_order': True, 'shape': (2, 0, 5), }\n";
  const auto big = parsed(turned, 2);
  EXPECT_EQ(big.dtype, DType::int32);
  EXPECT_TRUE(big.swapped);
  EXPECT_TRUE(big.fortran_order);
  EXPECT_EQ(big.shape, (Shape{2, 0, 5}));
  EXPECT_EQ(big.data, static_cast<std::int64_t>(12 + turned.size()));
}

TEST(NpyHeader, TakesEveryTypeThatTroupeHas) {
  const std::pair<const char*, DType> types[] = {
      {"|b1", DType::bool_},   {"|i1", DType::int8},      {"<i2", DType::int16},      {"<i8", DType::int64},
      {"|u1", DType::uint8},   {"<u2", DType::uint16},    {"<u4", DType::uint32},     {"<u8", DType::uint64},
      {"<f4", DType::float32}, {"<c8", DType::complex64}, {"=c16", DType::complex128}};
  for (const auto& [descr, dtype] : types)
    EXPECT_EQ(parsed(std::string("{'descr': '") + descr + "', 'fortran_order': False, 'shape': (), }\n").dtype, dtype)
        << descr;
  EXPECT_FALSE(parsed("{'descr': '>u1', 'fortran_order': False, 'shape': (), }\n").swapped) << "a byte has no order";
}

TEST(NpyHeader, TakesPythonsOtherWaysOfWritingIt) {
  EXPECT_EQ(parsed("{\"shape\": (7L,), \"descr\": \"<f4\", \"fortran_order\": False}").shape, (Shape{7}));
  EXPECT_EQ(parsed("{'descr':'<f4','fortran_order':False,'shape':(1,2)}\n", 3).shape, (Shape{1, 2}));
}

TEST(NpyHeader, RefusesWhatItIsNotAndSaysWhat) {
  EXPECT_EQ(refused("PK\x03\x04 this is a zip").code, Errc::parse_error);
  EXPECT_EQ(refused(head("{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }\n")).code, Errc::invalid_dtype);
  EXPECT_NE(refused(head("{'descr': '|O', 'fortran_order': False, 'shape': (3,), }\n")).message.find("'|O'"),
            std::string::npos);
  EXPECT_EQ(refused(head("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,), }\n")).code,
            Errc::invalid_dtype);
  EXPECT_EQ(refused(head("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }\n")).code, Errc::invalid_shape);
  EXPECT_EQ(refused(head("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4, 0), }\n")).code,
            Errc::invalid_shape);
  EXPECT_EQ(refused(head("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }\n")).code,
            Errc::parse_error);
  EXPECT_EQ(refused(head("{'descr': '<f8', 'fortran_order': False, 'shape': 3, }\n")).code, Errc::parse_error);
  EXPECT_EQ(refused(head("{'descr': '<f8', 'fortran_order': 0, 'shape': (3,), }\n")).code, Errc::parse_error);
  EXPECT_EQ(refused(head("{'descr': '<f8', 'shape': (3,), }\n")).code, Errc::parse_error);
  EXPECT_EQ(refused(head("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'more': 1}\n")).code,
            Errc::parse_error);
  EXPECT_EQ(refused(head("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), } import os\n")).code,
            Errc::parse_error);
  EXPECT_NE(refused(head("{}", 4)).message.find("version 4"), std::string::npos);
}

TEST(NpyHeader, RefusesMoreAxesThanThereAre) {
  std::string shape;
  for (int axis = 0; axis < 33; ++axis)
    shape += "1, ";
  EXPECT_EQ(refused(head("{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }\n")).code,
            Errc::invalid_shape);
}

TEST(NpyHeader, RefusesAHeadThatSaysItIsHuge) {
  auto bytes = head("{}", 2);
  bytes[8] = bytes[9] = bytes[10] = bytes[11] = '\xff';
  EXPECT_EQ(npy_head_length(bytes).error().code, Errc::parse_error);
}

TEST(NpyHeader, RefusesEveryCut) {
  const auto whole = format_npy_header(DType::complex64, {3, 1, 7});
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_EQ(refused(whole.substr(0, length)).code, Errc::parse_error) << length;
}

TEST(NpyHeader, ReadsBackWhatItWrites) {
  const Shape shapes[] = {{}, {0}, {5}, {3, 4}, {1, 2, 3, 4, 5, 6, 7, 8}, {1'000'000'000'000, 3}};
  for (int number = 0; number < static_cast<int>(DType::string); ++number)
    for (const auto& shape : shapes) {
      const auto dtype = static_cast<DType>(number);
      const auto made = format_npy_header(dtype, shape);
      EXPECT_EQ(made.size() % 64, 0u);
      EXPECT_EQ(parse_npy_header(made).value(),
                (NpyHeader{dtype, false, false, shape, static_cast<std::int64_t>(made.size())}));
    }
}

TEST(NpyHeader, SurvivesFlippedBits) {
  const auto whole = format_npy_header(DType::float64, {31, 17});
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      auto bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
      const auto header = parse_npy_header(bytes); // refused, or a head that can be counted
      if (header) {
        EXPECT_GE(element_count(header->shape), 0);
      }
    }
}

} // namespace
} // namespace troupe
