#include "tools/troupe/arguments.hpp"

#include "tools/troupe/exit_code.hpp"

#include <gmock/gmock.h>

namespace troupe::tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<Flag>& flags() {
  static const std::vector<Flag> all = [] {
    Flag input{"input", "GLOB", ""};
    input.repeated = true;
    Flag hidden{"hidden", "N", ""};
    hidden.hidden = true;
    Flag help{"help", "", ""};
    help.letter = 'h';
    return std::vector<Flag>{input, {"target", "COLUMN", ""}, {"features", "A,B", ""}, {"json", "", ""}, hidden, help};
  }();
  return all;
}

Arguments parse(const std::vector<std::string>& words) { return Arguments::parse(flags(), words); }

std::string refusal(const std::vector<std::string>& words) {
  try {
    parse(words);
  } catch (const CommandFailure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::usage);
    return failure.what();
  }
  return "not refused";
}

TEST(Arguments, TakesValuesAfterABlankOrAnEqualsSign) {
  const auto arguments = parse({"job", "--target", "delay", "--input=a.csv", "--json"});
  EXPECT_EQ(arguments.text("target"), "delay");
  EXPECT_THAT(arguments.all("input"), ElementsAre("a.csv"));
  EXPECT_TRUE(arguments.has("json"));
  EXPECT_FALSE(arguments.has("features"));
  EXPECT_THAT(arguments.positional(), ElementsAre("job"));
  EXPECT_THAT(arguments.given(), ElementsAre("input", "json", "target"));
}

TEST(Arguments, CollectsARepeatedFlagInOrder) {
  EXPECT_THAT(parse({"--input", "b", "--input", "a"}).all("input"), ElementsAre("b", "a"));
}

TEST(Arguments, TakesOneLetterForms) { EXPECT_TRUE(parse({"-h"}).has("help")); }

TEST(Arguments, TakesWhatFollowsTwoDashesForOperands) {
  EXPECT_THAT(parse({"--", "--json"}).positional(), ElementsAre("--json"));
}

TEST(Arguments, RefusesASecondValueOfAFlagThatIsNotRepeated) {
  EXPECT_EQ(refusal({"--target", "a", "--target", "b"}), "--target is given twice");
}

TEST(Arguments, NamesTheNearestFlagButNoHiddenOne) {
  EXPECT_EQ(refusal({"--tagret", "a"}), "unknown flag '--tagret'; did you mean '--target'?");
  EXPECT_THAT(refusal({"--hiden", "1"}), testing::Not(HasSubstr("--hidden")));
}

TEST(Arguments, RefusesPrefixesOfFlags) { EXPECT_THAT(refusal({"--targ", "a"}), HasSubstr("unknown flag '--targ'")); }

TEST(Arguments, RefusesAFlagWithoutItsValueAndASwitchWithOne) {
  EXPECT_EQ(refusal({"--target"}), "--target needs a value: --target COLUMN");
  EXPECT_EQ(refusal({"--json=yes"}), "--json takes no value");
}

TEST(Arguments, CutsListsAtCommasAndRefusesEmptyParts) {
  EXPECT_THAT(parse({"--features", "a,b,c"}).list("features"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(parse({}).list("features"), ElementsAre());
  EXPECT_THROW(parse({"--features", "a,,c"}).list("features"), CommandFailure);
  EXPECT_THROW(parse({"--features", "a,"}).list("features"), CommandFailure);
}

TEST(Arguments, ReadsWholeNumbersWithinTheirBounds) {
  const auto read = [](const std::string& text) { return parse({"--target", text}).whole_number("target", 1, 9); };
  EXPECT_EQ(read("9"), 9);
  EXPECT_EQ(parse({}).whole_number("target", 1, 9), std::nullopt);
  for (const auto* text : {"0", "10", "5x", "", "1.0", "99999999999999999999"})
    EXPECT_THROW(read(text), CommandFailure) << text;
}

TEST(Arguments, ReadsSizesAndDurationsOrSaysWhichFlagIsWrong) {
  EXPECT_EQ(parse({"--target", "2KiB"}).bytes("target"), 2048u);
  EXPECT_EQ(parse({"--target", "1.5s"}).duration("target"), std::chrono::milliseconds(1500));
  try {
    parse({"--target", "much"}).bytes("target");
    FAIL();
  } catch (const CommandFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("--target much: "));
  }
}

TEST(Arguments, SaysWhichFlagIsNeeded) {
  try {
    parse({}).required("target");
    FAIL();
  } catch (const CommandFailure& failure) {
    EXPECT_STREQ(failure.what(), "--target is needed");
  }
}

} // namespace
} // namespace troupe::tool
