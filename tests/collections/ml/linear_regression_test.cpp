#include "collections/ml/linear_regression.hpp"

#include "collections/array/creation.hpp"
#include "collections/array/joining.hpp"
#include "collections/io/read_csv.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

namespace troupe {
namespace {

using namespace test;

using Strings = std::vector<std::string>;

class Regression : public testing::Test {
protected:
  LinearRegressionResult run(const LinearRegression& model, bool optimized = true) {
    return compute(executor, model, {.optimize = optimized});
  }
  DataFrame frame(const std::string& text, const ReadCsvOptions& options = {}) {
    return read_csv(folder.write("data.csv", text), options);
  }

  test::TempDir folder;
  SerialExecutor executor;
};

TEST_F(Regression, FitsAFrame) {
  // z = 2 x - 3 y + 5 exactly
  const auto df = frame("x,y,z,name\n0,0,5,a\n1,0,7,b\n0,1,2,c\n2,3,0,d\n5,-1,18,e\n");
  const auto fit = run(LinearRegression::fit(df, "z", {"x", "y"}));
  EXPECT_EQ(fit.rows, 5);
  EXPECT_EQ(fit.features, (Strings{"x", "y"}));
  EXPECT_NEAR(fit.ols.weights[0], 2, 1e-14);
  EXPECT_NEAR(fit.ols.weights[1], -3, 1e-14);
  EXPECT_NEAR(fit.ols.intercept, 5, 1e-14);
  EXPECT_NEAR(fit.ols.r2, 1, 1e-15);
  // Of x alone, by hand: mean x 1.6, mean z 6.4, Sxx 17.2, Sxz 45.8.
  ASSERT_EQ(fit.simple.size(), 2u);
  EXPECT_EQ(fit.simple[0].feature, "x");
  EXPECT_NEAR(fit.simple[0].weight, 45.8 / 17.2, 1e-14);
  EXPECT_NEAR(fit.simple[0].intercept, 6.4 - 1.6 * 45.8 / 17.2, 1e-14);
}

TEST_F(Regression, AnswersAlikeForAnyPartitionsWithAndWithoutOptimiser) {
  std::string text = "x,y,z\n";
  for (int i = 0; i < 500; ++i)
    text += std::to_string(i) + "," + std::to_string(i * i % 101) + "," + std::to_string(i * 7 % 13) + "\n";
  const auto whole = run(LinearRegression::fit(frame(text), "z", {"x", "y"}));
  for (const std::int64_t blocksize : {100, 333, 4'000}) {
    const auto model = LinearRegression::fit(frame(text, {.blocksize = blocksize}), "z", {"x", "y"});
    const auto fit = run(model);
    EXPECT_EQ(fit, run(model, false)) << "to the last bit";
    EXPECT_EQ(fit.rows, 500);
    for (std::size_t i = 0; i < 2; ++i)
      EXPECT_NEAR(fit.ols.weights[i], whole.ols.weights[i], 1e-13);
  }
}

TEST_F(Regression, FitsArraysWithoutMaterialisingThem) {
  const auto fit_with = [&](std::int64_t rows_of_a_chunk) {
    const auto x = random::normal({2'000, 3}, {.chunks = {rows_of_a_chunk, -1}, .seed = 7});
    const auto y = random::normal({2'000}, {.chunks = {rows_of_a_chunk}, .seed = 8});
    return run(LinearRegression::fit(x, y));
  };
  const auto whole = fit_with(2'000);
  EXPECT_EQ(whole.features, (Strings{"x0", "x1", "x2"}));
  EXPECT_LT(std::abs(whole.ols.weights[0]), 0.1) << "independent of the target";
  for (const std::int64_t rows : {64, 300, 999}) {
    const auto fit = fit_with(rows);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(fit.ols.weights[i], whole.ols.weights[i], 1e-14) << "same seed, other chunks: same data";
  }
}

TEST_F(Regression, TakesNamesForTheColumnsOfAnArray) {
  const auto x = random::normal({50, 2}, {.chunks = {20, -1}, .seed = 1}),
             y = random::normal({50, 1}, {.chunks = {20, -1}, .seed = 2});
  EXPECT_EQ(run(LinearRegression::fit(x, y, {.feature_names = {"a", "b"}})).simple[1].feature, "b");
  EXPECT_EQ(thrown_by([&] { LinearRegression::fit(x, y, {.feature_names = {"a"}}); }).code, Errc::invalid_argument);
}

TEST_F(Regression, FitsOneFeatureThatIsAVector) {
  const auto x = arange(10, {.chunks = {4}});
  const auto fit = run(LinearRegression::fit(random::normal({10}, {.chunks = {4}, .seed = 3}),
                                             random::normal({10}, {.chunks = {4}, .seed = 3})));
  EXPECT_NEAR(fit.ols.weights[0], 1, 1e-14);
  EXPECT_NEAR(fit.ols.intercept, 0, 1e-14);
}

TEST_F(Regression, LeavesRowsWithoutAValueOutOnlyWhenTold) {
  const auto df = frame("x,z\n1,1\n,5\n2,NA\n3,9\n4,10\n");
  const auto error = thrown_by([&] { run(LinearRegression::fit(df, "z", {"x"})); });
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_NE(error.message.find("column 'x' has no value in row 1"), std::string::npos) << error.message;
  EXPECT_EQ(run(LinearRegression::fit(df, "z", {"x"}, {.missing = "drop"})).rows, 3);
  EXPECT_EQ(thrown_by([&] { LinearRegression::fit(df, "z", {"x"}, {.missing = "guess"}); }).message,
            "missing is 'guess'; expected 'error' or 'drop'");
}

TEST_F(Regression, NamesTheFeatureThatMakesItSingular) {
  const auto df = frame("x,flat,twice,z\n1,7,2,1\n2,7,4,5\n3,7,6,4\n4,7,8,9\n");
  EXPECT_EQ(thrown_by([&] {
              run(LinearRegression::fit(df, "z", {"x", "flat"}));
            }),
            (Error{Errc::singular, "feature 'flat' is constant, so its weight is not determined; leave it out"}));
  const auto dependent = thrown_by([&] { run(LinearRegression::fit(df, "z", {"x", "twice"})); });
  EXPECT_EQ(dependent.code, Errc::singular);
  EXPECT_EQ(dependent.message.find("feature 'twice' is a linear combination"), 0u) << dependent.message;
}

TEST_F(Regression, RefusesColumnsThatMakeNoSense) {
  const auto df = frame("x,z,name\n1,1,a\n2,5,b\n");
  const auto fit = [&](const std::string& target, const Strings& features) {
    return thrown_by([&] { LinearRegression::fit(df, target, features); });
  };
  EXPECT_EQ(fit("z", {"y"}).code, Errc::not_found);
  EXPECT_EQ(fit("q", {"x"}).code, Errc::not_found);
  EXPECT_EQ(fit("z", {"name"}), (Error{Errc::invalid_dtype, "column 'name' holds texts; a regression needs numbers"}));
  EXPECT_EQ(fit("z", {"x", "z"}), (Error{Errc::invalid_argument, "column 'z' is both the target and a feature"}));
  EXPECT_EQ(fit("z", {"x", "x"}).code, Errc::invalid_argument);
  EXPECT_EQ(fit("z", {}).code, Errc::invalid_argument);
}

TEST_F(Regression, RefusesArraysThatDoNotFit) {
  const auto x = random::normal({10, 2}, {.chunks = {5, -1}});
  const auto fit = [&](const Array& a, const Array& b) { return thrown_by([&] { LinearRegression::fit(a, b); }).code; };
  EXPECT_EQ(fit(x, random::normal({9}, {.chunks = {5}})), Errc::invalid_shape);
  EXPECT_EQ(fit(x, random::normal({10}, {.chunks = {4}})), Errc::invalid_shape) << "cut into other rows";
  EXPECT_EQ(fit(x, random::normal({10, 2}, {.chunks = {5, -1}})), Errc::invalid_shape);
  EXPECT_EQ(fit(random::normal({10, 2}, {.chunks = {5, 1}}), random::normal({10}, {.chunks = {5}})),
            Errc::invalid_shape);
  EXPECT_EQ(fit(random::normal({2, 2, 2}, {}), random::normal({2}, {})), Errc::invalid_shape);
}

TEST_F(Regression, ReadsNoMoreColumnsThanItNeeds) {
  const auto df = frame("x,z,broken\n1,1,3\n2,5,oops\n4,6,1\n", {.dtype = {{"broken", DType::int64}}});
  EXPECT_EQ(run(LinearRegression::fit(df, "z", {"x"})).rows, 3);
  EXPECT_EQ(thrown_by([&] { run(LinearRegression::fit(df, "z", {"x", "broken"})); }).code, Errc::parse_error);
}

TEST_F(Regression, FitsTheRowsThatAMaskKeeps) {
  const auto row = arange(12.0, {.chunks = 5});
  const auto kept = row < 9; // beyond which y is something else
  const auto x = stack({row, row * row}, 1).rechunk({5, -1}), y = where(kept, 3 * row - row * row / 2 + 1, 99.0);
  const auto fit = run(LinearRegression::fit(x(kept), y(kept)));
  EXPECT_EQ(fit.rows, 9);
  EXPECT_NEAR(fit.ols.weights[0], 3, 1e-12);
  EXPECT_NEAR(fit.ols.weights[1], -0.5, 1e-12);
  EXPECT_NEAR(fit.ols.intercept, 1, 1e-12);
  EXPECT_NE(message([&] { LinearRegression::fit(x(kept), y(row < 8)); }).find("may have other rows"),
            std::string::npos);
}

TEST(LinearRegressionResult, IsPrintedAsALineForEachCoefficient) {
  const LinearRegressionResult result{3, {"height", "w"}, {}, {{2.0, -0.25}, 5.0, 1.0, {0.5, 0.125}, 1.5, 0.0}};
  std::ostringstream out;
  out << result;
  EXPECT_EQ(out.str(),
            "3 rows, r2 1.0, residual_std 0.0\nintercept  5.0    1.5\nheight     2.0    0.5\nw          -0.25  0.125");
}

TEST(LinearRegressionResult, BelievesNoChunkOfAnotherRegression) {
  EXPECT_FALSE(parse_linear_regression(nullptr, {"a"}).ok());
  const auto block = [](std::vector<double> values) {
    Block made{DType::float64, {std::ssize(values)}, process_pool().allocate_for<double>(values.size())};
    std::copy(values.begin(), values.end(), made.values<double>().begin());
    return make_chunk(std::move(made));
  };
  const auto good = block({10, 1, 2, 3, 2, 3, 0.5, 6, 7, 8});
  EXPECT_EQ(parse_linear_regression(good, {"a"}).value().ols, (OrdinaryLeastSquares{{2}, 3, 0.5, {6}, 7, 8}));
  EXPECT_EQ(parse_linear_regression(good, {"a", "b"}).error().code, Errc::invalid_argument);
  EXPECT_FALSE(parse_linear_regression(block({10, 2, 2, 3, 2, 3, 0.5, 6, 7, 8}), {"a"}).ok())
      << "another count of features";
  EXPECT_FALSE(parse_linear_regression(block({10.5, 1, 2, 3, 2, 3, 0.5, 6, 7, 8}), {"a"}).ok()) << "half a row";
  EXPECT_FALSE(parse_linear_regression(block({10, 1, 2, 3, 2, 3, 0.5, 6, 7}), {"a"}).ok());
}

} // namespace
} // namespace troupe
