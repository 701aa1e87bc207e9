#include "runtime/base/ids.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <type_traits>

namespace troupe {
namespace {

static_assert(!std::is_convertible_v<WorkerId, JobId>);
static_assert(!std::is_convertible_v<std::uint64_t, JobId>);

TEST(Ids, AreSixteenHexadecimalDigits) {
  EXPECT_EQ(to_hex(0), "0000000000000000");
  EXPECT_EQ(to_hex(0xDEADBEEF01ull), "000000deadbeef01");
  EXPECT_EQ(to_hex(std::numeric_limits<std::uint64_t>::max()), "ffffffffffffffff");
  EXPECT_EQ(to_string(WorkerId{0x2a}), "000000000000002a");
}

TEST(Ids, ReadBackInEitherCaseAndShort) {
  std::uint64_t value = 0;
  EXPECT_TRUE(from_hex("000000deadbeef01", value));
  EXPECT_EQ(value, 0xDEADBEEF01ull);
  EXPECT_TRUE(from_hex("FfFfFfFfFfFfFfFf", value));
  EXPECT_EQ(value, std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(from_hex("7", value));
  EXPECT_EQ(value, 7u);
}

TEST(Ids, RefuseWhatIsNoHexadecimalNumber) {
  std::uint64_t value = 99;
  for (const char* text : {"", "g", "-1", "+1", " 1", "1 ", "0x1", "12345678901234567"}) {
    EXPECT_FALSE(from_hex(text, value)) << text;
    EXPECT_EQ(value, 99u) << text;
  }
}

TEST(Ids, ZeroIsNone) {
  EXPECT_FALSE(JobId{});
  EXPECT_TRUE(JobId{1});
  EXPECT_LT(JobId{1}, JobId{2});
}

} // namespace
} // namespace troupe
