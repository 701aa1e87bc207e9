#include "tools/troupe/linear_regression_job.hpp"

#include "collections/ml/linear_regression_result.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"
#include "tools/troupe/exit_code.hpp"

#include <gmock/gmock.h>

namespace troupe::tool {
namespace {

using testing::HasSubstr;

Arguments parse(const std::vector<std::string>& words) {
  return Arguments::parse(linear_regression_job().flags, words);
}

JobOutcome computed(const std::vector<std::string>& words) {
  auto planned = plan(job_named("linear-regression"), parse(words));
  SerialExecutor executor;
  auto chunks = executor.submit(std::move(planned.graph)).value()->gather().value();
  return {planned.meta, std::move(chunks), 1.5, 3};
}

std::string refusal(const std::vector<std::string>& words) {
  try {
    plan(job_named("linear-regression"), parse(words));
  } catch (const CommandFailure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::usage);
    return failure.what();
  }
  return "not refused";
}

class LinearRegressionJob : public testing::Test {
protected:
  test::TempDir folder_;
  /// y = 2 a + 1, and b is independent of both.
  std::string file_ = folder_.write("t.csv", "a;b;y\n0;1;1\n1;-1;3\n2;-1;5\n3;1;7\n");
};

TEST_F(LinearRegressionJob, PrintsOneObjectWithTheFieldsThatScriptsRelyOn) {
  const auto outcome = computed({"--input", file_, "--separator", ";", "--target", "y", "--features", "a,b"});
  const auto text = report(outcome, true);
  EXPECT_THAT(text, testing::StartsWith("{\"rows\": 4, \"features\": [\"a\", \"b\"], \"simple\": [{\"feature\": \"a\", "
                                        "\"weight\": 2.0, \"intercept\": 1.0}, "
                                        "{\"feature\": \"b\", \"weight\": 0.0, \"intercept\": 4.0}], \"ols\": "
                                        "{\"weights\": [2.0, 0.0], \"intercept\": 1.0, "
                                        "\"r2\": 1.0, \"standard_errors\": ["));
  EXPECT_THAT(text, HasSubstr("], \"intercept_standard_error\": ")); // all but 0 here, to twice the digits of double
  EXPECT_THAT(text, HasSubstr(", \"residual_std\": "));
  EXPECT_THAT(text, testing::EndsWith("}, \"seconds\": 1.5, \"tasks\": 3}\n"));
}

TEST_F(LinearRegressionJob, PrintsATableForPeople) {
  const auto text = report(computed({"--input", file_, "--separator", ";", "--target", "y", "--features", "a"}), false);
  EXPECT_THAT(text, HasSubstr("'y' over 4 rows"));
  EXPECT_THAT(text, HasSubstr("\n(intercept)"));
  EXPECT_THAT(text, HasSubstr("3 tasks in 1.5 s\n"));
}

TEST_F(LinearRegressionJob, TakesSeveralInputsOneAfterTheOther) {
  const auto outcome =
      computed({"--input", file_, "--input", file_, "--separator", ";", "--target", "y", "--features", "a"});
  EXPECT_THAT(report(outcome, true), HasSubstr("\"rows\": 8"));
}

TEST_F(LinearRegressionJob, ReadsNumbersWhereTheSampleShowsTextsAndSaysWhereTheyAre) {
  const auto path = folder_.write("text.csv", "a,y\n1,2\nfive,3\n2,4\n");
  EXPECT_THAT(test::message([&] {
                computed({"--input", path, "--target", "y", "--features", "a"});
              }),
              HasSubstr("text.csv line 3, column 'a': 'five'"));
}

TEST_F(LinearRegressionJob, RefusesFlagsThatDoNotGoTogether) {
  EXPECT_EQ(refusal({}), "--input GLOB or --random ROWSxCOLUMNS is needed");
  EXPECT_EQ(refusal({"--input", file_, "--random", "10x2"}), "--input and --random exclude each other");
  EXPECT_EQ(refusal({"--random", "10x2", "--target", "y"}), "--target goes with --input only");
  EXPECT_EQ(refusal({"--input", file_, "--target", "y", "--features", "a", "--seed", "1"}),
            "--seed goes with --random only");
  EXPECT_EQ(refusal({"--input", file_, "--features", "a"}), "--target is needed");
  EXPECT_EQ(refusal({"--input", file_, "--target", "y"}), "--features is needed");
}

TEST_F(LinearRegressionJob, RefusesShapesAndTypesThatAreNone) {
  for (const auto* shape : {"10", "x", "10x", "x2", "0x2", "10x0", "-1x2", "10x2x3", "1e6x2"})
    EXPECT_THAT(refusal({"--random", shape}), HasSubstr("expected ROWSxCOLUMNS")) << shape;
  EXPECT_THAT(refusal({"--input", file_, "--target", "y", "--features", "a", "--dtypes", "a=int99"}),
              HasSubstr("a=int99"));
  EXPECT_THAT(refusal({"--input", file_, "--target", "y", "--features", "a", "--dtypes", "a"}),
              HasSubstr("COLUMN=TYPE"));
}

TEST(LinearRegressionJobOnRandom, DrawsTheSameNumbersForAnyChunks) {
  const auto whole = computed({"--random", "1000x3", "--seed", "7"});
  const auto cut = computed({"--random", "1000x3", "--seed", "7", "--chunk-rows", "64"});
  const auto a = parse_linear_regression(whole.chunks.front(), {"x0", "x1", "x2"}).value();
  const auto b = parse_linear_regression(cut.chunks.front(), {"x0", "x1", "x2"}).value();
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(a.ols.weights[i], b.ols.weights[i], 1e-12);
  EXPECT_NEAR(a.ols.intercept, b.ols.intercept, 1e-12);
}

// Drawn from one stream, a single feature would be the target itself.
TEST(LinearRegressionJobOnRandom, DrawsTheTargetFromAStreamOfItsOwn) {
  const auto outcome = computed({"--random", "100000x1", "--seed", "7"});
  const auto result = parse_linear_regression(outcome.chunks.front(), {"x0"}).value();
  EXPECT_LT(result.ols.r2, 1e-3); // five standard deviations of the correlation are 0.016
  EXPECT_NEAR(result.ols.weights[0], 0, 0.02);
}

} // namespace
} // namespace troupe::tool
