#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace troupe {
namespace {

using namespace test;

/// A frame of three partitions of 2, 0 and 3 rows, whose kernel counts how often it ran.
class Frames : public testing::Test {
protected:
  Frames() {
    register_builtin_kernels(registry);
    registry
        .add({"test.table",
              [this](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
                ++made;
                const std::vector<std::vector<double>> delays{{1.5, 2.5}, {}, {3, std::nan(""), 5}};
                const std::vector<std::vector<std::int64_t>> hours{{1, 2}, {}, {3, 4, 5}};
                const std::vector<std::vector<std::string>> carriers{{"AA", "UA"}, {}, {"DL", "AA", ""}};
                auto delay = column_of<double>("delay", delays[context.index]);
                if (context.index == 2)
                  delay = with_nulls(std::move(delay), {1});
                return table_of({column_of<std::int64_t>("hour", hours[context.index]), std::move(delay),
                                 text_column_of("carrier", carriers[context.index])});
              },
              nullptr, nullptr})
        .value();
  }
  template <class Collection>
  auto run(const Collection& collection) {
    return compute(executor, collection);
  }

  static DataFrame frame() {
    return DataFrame::make(Expression::make({"test.table", {}, 3, {}, true}).value(),
                           {{"hour", DType::int64}, {"delay", DType::float64}, {"carrier", DType::string}})
        .value();
  }

  KernelRegistry registry;
  SerialExecutor executor{registry};
  int made = 0;
};

TEST_F(Frames, KnowTheirColumnsBeforeAnythingIsComputed) {
  const auto df = frame();
  EXPECT_EQ(df.columns(), (std::vector<std::string>{"hour", "delay", "carrier"}));
  EXPECT_EQ(df.dtypes()[2], (Field{"carrier", DType::string}));
  EXPECT_EQ(df.npartitions(), 3u);
  EXPECT_EQ(to_string(df), "DataFrame(hour int64, delay float64, carrier string; 3 partitions)");
  EXPECT_EQ(made, 0);
}

TEST_F(Frames, ComputeToOneTable) {
  const auto table = run(frame());
  EXPECT_EQ(table.rows, 5);
  EXPECT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(texts_in(*table.find("carrier")), (std::vector<std::string>{"AA", "UA", "DL", "AA", ""}));
  const auto& delay = *table.find("delay");
  EXPECT_EQ(delay.null_count, 1);
  EXPECT_TRUE(delay.is_null(3));
  EXPECT_FALSE(delay.is_null(2) || delay.is_null(4));
  const auto hours = table.find("hour")->values<std::int64_t>();
  EXPECT_EQ((std::vector<std::int64_t>(hours.begin(), hours.end())), (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
}

TEST_F(Frames, SelectColumnsInTheOrderGiven) {
  const auto selected = frame()[{"carrier", "hour"}];
  EXPECT_EQ(selected.columns(), (std::vector<std::string>{"carrier", "hour"}));
  const auto table = run(selected);
  ASSERT_EQ(table.columns.size(), 2u);
  EXPECT_EQ(table.columns[0].name, "carrier");
  EXPECT_EQ(frame().select({"hour", "delay", "carrier"}).expression()->key(), frame().expression()->key())
      << "all of them: nothing to do";
}

TEST_F(Frames, GiveOneColumnAsASeries) {
  const auto series = frame()["hour"];
  EXPECT_EQ(series.name(), "hour");
  EXPECT_EQ(series.dtype(), DType::int64);
  EXPECT_EQ(series.npartitions(), 3u);
  const auto column = run(series);
  EXPECT_EQ(column.name, "hour");
  EXPECT_EQ(column.length, 5);
  EXPECT_EQ(column.values<std::int64_t>()[4], 5);
}

TEST_F(Frames, NameTheNearestColumn) {
  const auto missing = thrown_by([&] { frame()["hours"]; });
  EXPECT_EQ(missing.code, Errc::not_found);
  EXPECT_NE(missing.message.find("no column 'hours'; did you mean 'hour'"), std::string::npos) << missing.message;
  EXPECT_EQ(thrown_by([&] {
              frame().select({"hour", "hour"});
            }),
            (Error{Errc::invalid_argument, "column 'hour' is named twice"}));
}

TEST_F(Frames, RefuseColumnsThatShareAName) {
  const auto expression = Expression::make({"test.table", {}, 3, {}, true}).value();
  EXPECT_EQ(DataFrame::make(expression, {{"a", DType::int64}, {"a", DType::float64}}).error().code,
            Errc::invalid_argument);
  EXPECT_EQ(DataFrame::make(nullptr, {}).error().code, Errc::invalid_argument);
}

TEST_F(Frames, KnowHowManyRowsEachPartitionHas) {
  const auto lengths = run(frame().partition_lengths());
  EXPECT_EQ(lengths.shape(), (Shape{3}));
  const auto rows = lengths.values<double>();
  EXPECT_EQ((std::vector<double>(rows.begin(), rows.end())), (std::vector<double>{2, 0, 3}));
}

TEST_F(Frames, BecomeAMatrixWithMissingValuesAsNaN) {
  const auto matrix = run(frame()[{"delay", "hour"}].to_array({2, 0, 3}));
  EXPECT_EQ(matrix.shape(), (Shape{5, 2}));
  const auto values = matrix.matrix();
  EXPECT_EQ(values(0, 0), 1.5);
  EXPECT_EQ(values(4, 1), 5);
  EXPECT_TRUE(std::isnan(values(3, 0)));
}

TEST_F(Frames, BecomeNoMatrixOfTextsOrOfUnknownRows) {
  EXPECT_EQ(thrown_by([&] {
              frame().to_array({2, 0, 3});
            }).message,
            "column 'carrier' holds texts; select columns of numbers for to_array");
  EXPECT_EQ(thrown_by([&] { frame().select({"hour"}).to_array({5}); }).message,
            "to_array needs the rows of each of 3 partitions; it was given 1");
  EXPECT_EQ(thrown_by([&] {
              run(frame().select({"hour"}).to_array({2, 1, 3}));
            }).code,
            Errc::invalid_shape)
      << "wrong lengths are found out";
}

TEST_F(Frames, CountSumAndAverageWhatIsThere) {
  const auto df = frame();
  EXPECT_EQ(run(df.len()).scalar(), 5);
  EXPECT_EQ(run(df["delay"].size()).scalar(), 5);
  EXPECT_EQ(run(df["delay"].count()).scalar(), 4);
  EXPECT_EQ(run(df["delay"].sum()).scalar(), 12);
  EXPECT_EQ(run(df["delay"].mean()).scalar(), 3);
  EXPECT_EQ(run(df["hour"].mean()).scalar(), 3);
  EXPECT_EQ(run(df["carrier"].count()).scalar(), 5);
}

TEST_F(Frames, HaveNoSumOfTexts) {
  EXPECT_EQ(thrown_by([&] { frame()["carrier"].sum(); }),
            (Error{Errc::invalid_dtype, "column 'carrier' holds texts, which have no sum"}));
}

TEST_F(Frames, AskAReaderForNoOtherColumns) {
  const auto reader = Expression::make({"csv.read",
                                        Params{}
                                            .set("usecols", Params::Strings{"a", "b", "c"})
                                            .set("dtypes", Params::Strings{"int64", "string", "float64"}),
                                        2,
                                        {},
                                        true})
                          .value();
  const auto df = DataFrame::make(reader, {{"a", DType::int64}, {"b", DType::string}, {"c", DType::float64}}).value();
  const auto narrowed = df[{"c", "a"}].expression();
  EXPECT_EQ(narrowed->kernel(), "csv.read");
  EXPECT_EQ(narrowed->tasks(), 2u);
  EXPECT_EQ(narrowed->params().texts("usecols").value(), (Params::Strings{"c", "a"}));
  EXPECT_EQ(narrowed->params().texts("dtypes").value(), (Params::Strings{"float64", "int64"}));
  EXPECT_EQ((df[{"c", "a"}]["a"].expression()->params().texts("usecols").value()), Params::Strings{"a"});
}

} // namespace
} // namespace troupe
