#include "runtime/base/params.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace troupe {
namespace {

Key hash(const Params& params) {
  KeyHasher hasher;
  params.hash_into(hasher);
  return hasher.finish();
}

TEST(Params, DoNotRememberTheOrderInWhichTheyWereSet) {
  const auto one = Params{}.set("rows", 10).set("alpha", 0.5).set("name", "x");
  const auto other = Params{}.set("name", "x").set("rows", 9).set("alpha", 0.5).set("rows", 10);
  EXPECT_EQ(one, other);
  EXPECT_EQ(hash(one), hash(other));
  EXPECT_EQ(one.entries().size(), 3u);
  EXPECT_EQ(to_string(one), "alpha=0.5 name='x' rows=10");
}

TEST(Params, ArithmeticTypesBecomeBooleansIntegersAndNumbers) {
  const auto params = Params{}.set("b", true).set("c", 'x').set("f", 1.5f).set("i", 7u).set("l", -3ll);
  EXPECT_TRUE(*params.boolean("b"));
  EXPECT_EQ(*params.integer("c"), 'x');
  EXPECT_EQ(*params.real("f"), 1.5);
  EXPECT_EQ(*params.integer("i"), 7);
  EXPECT_EQ(*params.integer("l"), -3);
  EXPECT_EQ(*params.real("l"), -3.0); // an integer is a number
}

TEST(Params, GetNamesTheParameterAndBothKinds) {
  const auto params = Params{}.set("rows", "many");
  EXPECT_EQ(params.integer("rows").error(),
            (Error{Errc::invalid_argument, "parameter 'rows' is a text; expected an integer"}));
  EXPECT_EQ(params.real("seed").error(),
            (Error{Errc::invalid_argument, "parameter 'seed' is missing; expected a number"}));
  EXPECT_FALSE(Params{}.set("x", 1.0).integer("x")); // a number is not an integer
  EXPECT_FALSE(Params{}.set("x", 1).boolean("x"));
  EXPECT_EQ(params.list("rows"), nullptr);
  EXPECT_EQ(params.list("none"), nullptr);
}

TEST(Params, EveryKindReadsBackAndHashesToItsOwn) {
  const std::vector<Params> all{
      Params{}.set("v", false),
      Params{}.set("v", true),
      Params{}.set("v", 0),
      Params{}.set("v", 1),
      Params{}.set("v", 1.0),
      Params{}.set("v", 0.0),
      Params{}.set("v", -0.0),
      Params{}.set("v", std::nan("")),
      Params{}.set("v", std::nan("1")),
      Params{}.set("v", std::numeric_limits<double>::infinity()),
      Params{}.set("v", std::numeric_limits<double>::denorm_min()),
      Params{}.set("v", ""),
      Params{}.set("v", "1"),
      Params{}.set("v", Params::Value(Params::Ints{})),
      Params{}.set("v", Params::Value(Params::Ints{1})),
      Params{}.set("v", Params::Value(Params::Doubles{})),
      Params{}.set("v", Params::Value(Params::Doubles{1})),
      Params{}.set("v", Params::Value(Params::Strings{})),
      Params{}.set("v", Params::Value(Params::Strings{""})),
      Params{}.set("v", Params::Value(Params::Strings{"", ""})),
      Params{}.set("v", Params::Value(Params::List{})),
      Params{}.set("v", Params::Value(Params::List{Params{}})),
      Params{}.set("v", Params::Value(Params::List{Params{}.set("v", 1)})),
      Params{}.set("w", 1),
      Params{},
  };
  std::set<Key> keys;
  for (const auto& params : all)
    EXPECT_TRUE(keys.insert(hash(params)).second) << to_string(params);
}

TEST(Params, PrintCutsLongListsShort) {
  const auto params = Params{}
                          .set("list", Params::Value(Params::Ints{1, 2, 3, 4, 5, 6, 7, 8}))
                          .set("nested", Params::Value(Params::List{Params{}.set("a", true)}))
                          .set("reals", Params::Value(Params::Doubles{1}));
  EXPECT_EQ(to_string(params), "list=[1, 2, 3, 4, 5, 6, ... 8 in all] nested=[{a=true}] reals=[1.0]");
}

} // namespace
} // namespace troupe
