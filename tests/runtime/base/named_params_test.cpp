#include "runtime/base/named_params.hpp"

#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

Params given(const NamedParams& params) { return params; }

TEST(NamedParams, AreWrittenInBracesWithTheTypesOfTheirValues) {
  const auto params = given({{"k", 1.5},
                             {"order", 2},
                             {"name", "box"},
                             {"exact", true},
                             {"edges", {0.5, 1.5}},
                             {"axes", {0, 1}},
                             {"words", {"a", "b"}}});
  EXPECT_EQ(params, Params{}
                        .set("k", 1.5)
                        .set("order", 2)
                        .set("name", "box")
                        .set("exact", true)
                        .set("edges", Params::Doubles{0.5, 1.5})
                        .set("axes", Params::Ints{0, 1})
                        .set("words", Params::Strings{"a", "b"}));
  EXPECT_TRUE(given({}).empty());
  EXPECT_EQ(given({{"k", 1}, {"k", 2}}), Params{}.set("k", 2));
  EXPECT_EQ(given(Params{}.set("k", 2)), Params{}.set("k", 2));
}

TEST(NamedParams, AreReadWithAType) {
  const auto params = given({{"k", 3}, {"name", "box"}, {"edges", {1, 2}}, {"exact", false}});
  EXPECT_EQ(param<int>(params, "k"), 3);
  EXPECT_EQ(param<double>(params, "k"), 3.0);
  EXPECT_EQ(param<float>(params, "none", 0.5f), 0.5f);
  EXPECT_EQ(param<std::string>(params, "name"), "box");
  EXPECT_EQ(param<Params::Doubles>(params, "edges"), (Params::Doubles{1, 2}));
  EXPECT_FALSE(param<bool>(params, "exact"));
}

TEST(NamedParams, SayWhatIsMissingOfAnotherKindOrTooLarge) {
  const auto params = given({{"factor", 3}, {"name", "box"}, {"large", 300}, {"below", -1}});
  EXPECT_EQ(test::message([&] { param<double>(params, "faktor"); }),
            "parameter 'faktor' is missing; expected a number; did you mean 'factor'?");
  EXPECT_EQ(test::message([&] { param<double>(params, "name"); }), "parameter 'name' is a text; expected a number");
  EXPECT_EQ(test::message([&] { param<double>(params, "name", 1.0); }),
            "parameter 'name' is a text; expected a number");
  EXPECT_EQ(test::thrown_by([&] { param<std::int8_t>(params, "large"); }).code, Errc::invalid_argument);
  EXPECT_EQ(test::thrown_by([&] { param<unsigned>(params, "below"); }).code, Errc::invalid_argument);
}

} // namespace
} // namespace troupe
