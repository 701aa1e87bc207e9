#include "runtime/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace troupe {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0)
    return fail(Errc::invalid_argument, std::to_string(number) + " is odd");
  return number / 2;
}

Result<int> quarter(int number) {
  TROUPE_TRY(once, half(number));
  TROUPE_TRY(twice, half(once));
  return twice;
}

Result<void> all_even(int first, int second) {
  TROUPE_CHECK(half(first));
  TROUPE_CHECK(half(second));
  return {};
}

TEST(Result, HoldsAValueOrAnError) {
  const auto good = half(8);
  ASSERT_TRUE(good.ok());
  EXPECT_TRUE(static_cast<bool>(good));
  EXPECT_EQ(*good, 4);
  EXPECT_EQ(good.value(), 4);
  const auto bad = half(7);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error(), (Error{Errc::invalid_argument, "7 is odd"}));
}

TEST(Result, TryReturnsTheFirstFailureUnchanged) {
  EXPECT_EQ(*quarter(12), 3);
  EXPECT_EQ(quarter(7).error().message, "7 is odd");
  EXPECT_EQ(quarter(6).error().message, "3 is odd");
  EXPECT_TRUE(all_even(2, 4));
  EXPECT_EQ(all_even(2, 5).error().message, "5 is odd");
  EXPECT_EQ(all_even(1, 5).error().message, "1 is odd");
}

TEST(Result, ValueThrowsTheErrorOnlyAtTheUsersEdge) {
  try {
    half(3).value();
    FAIL() << "an error is no value";
  } catch (const TroupeError& thrown) {
    EXPECT_STREQ(thrown.what(), "invalid_argument: 3 is odd");
    EXPECT_EQ(thrown.error().code, Errc::invalid_argument);
  }
  const Result<void> failed = fail(Errc::lost, "gone");
  EXPECT_THROW(failed.value(), TroupeError);
  EXPECT_NO_THROW(Result<void>().value());
}

TEST(Result, MovesWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
  auto taken = *std::move(result);
  EXPECT_EQ(*taken, 5);
  auto by_value = Result<std::unique_ptr<int>>(std::make_unique<int>(6)).value();
  EXPECT_EQ(*by_value, 6);
}

TEST(Result, AnErrorOfTheErrorTypeIsStillAnError) {
  // A Result<Error> that is ok must not be taken for a failure.
  const Result<Error> ok(Error{Errc::timeout, "as a value"});
  EXPECT_TRUE(ok.ok());
  const Result<Error> bad(fail(Errc::timeout, "as a failure"));
  EXPECT_FALSE(bad.ok());
}

} // namespace
} // namespace troupe
