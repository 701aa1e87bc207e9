#include "runtime/base/error.hpp"

#include <gtest/gtest.h>

#include <set>

namespace troupe {
namespace {

TEST(Error, EveryCodeHasANameOfItsOwnThatReadsBack) {
  std::set<std::string_view> names;
  for (int number = 1; number <= static_cast<int>(Errc::internal); ++number) {
    const auto code = static_cast<Errc>(number);
    EXPECT_TRUE(names.insert(to_string(code)).second) << number;
    EXPECT_EQ(errc_from_string(to_string(code)), code);
  }
  EXPECT_EQ(names.size(), 18u);
  EXPECT_EQ(to_string(Errc::not_found), "not_found");
  EXPECT_EQ(to_string(Errc::illegal_transition), "illegal_transition");
}

TEST(Error, WhatIsNoCodeIsABugOfOurs) {
  EXPECT_EQ(to_string(static_cast<Errc>(0)), "internal");
  EXPECT_EQ(to_string(static_cast<Errc>(1000)), "internal");
  EXPECT_EQ(errc_from_string(""), Errc::internal);
  EXPECT_EQ(errc_from_string("NOT_FOUND"), Errc::internal);
}

TEST(Error, ReadsAsCodeAndSentence) {
  EXPECT_EQ(to_string(Error{Errc::not_found, "no column 'hours'"}), "not_found: no column 'hours'");
  EXPECT_EQ(to_string(Error{Errc::io_error, ""}), "io_error: ");
}

} // namespace
} // namespace troupe
