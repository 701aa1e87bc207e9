#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace troupe {
namespace {

using namespace test;

ChunkPtr sample() {
  return table_of({column_of<std::int64_t>("hour", {1, 2, 3}),
                   with_nulls(column_of<double>("delay", {0.5, 99, 2.5}), {1}),
                   text_column_of("carrier", {"AA", "UA", "DL"}), column_of<bool>("late", {true, false, true})});
}

Params column(const char* name) { return Params{}.set("column", name); }
Params columns(Params::Strings names) { return Params{}.set("columns", std::move(names)); }

TEST(TableKernels, SelectColumnsInTheOrderGivenWithoutACopy) {
  const auto table = sample();
  const auto made = call_kernel("table.select", columns({"carrier", "hour"}), {table}).value();
  const auto* selected = as_table(*made).value();
  EXPECT_EQ(selected->rows, 3);
  ASSERT_EQ(selected->columns.size(), 2u);
  EXPECT_EQ(selected->columns[0].name, "carrier");
  EXPECT_EQ(selected->columns[1].data.data(), as_table(*table).value()->columns[0].data.data());
}

TEST(TableKernels, CountRowsOrValues) {
  EXPECT_EQ(doubles_in(call_kernel("table.count", {}, {sample()}).value()), std::vector<double>{3});
  EXPECT_EQ(doubles_in(call_kernel("table.count", column("delay"), {sample()}).value()), std::vector<double>{2});
  EXPECT_EQ(doubles_in(call_kernel("table.count", column("carrier"), {sample()}).value()), std::vector<double>{3});
}

TEST(TableKernels, SumWhatIsThere) {
  EXPECT_EQ(doubles_in(call_kernel("table.sum", column("delay"), {sample()}).value()), std::vector<double>{3});
  EXPECT_EQ(doubles_in(call_kernel("table.sum", column("hour"), {sample()}).value()), std::vector<double>{6});
  EXPECT_EQ(doubles_in(call_kernel("table.sum", column("late"), {sample()}).value()), std::vector<double>{2});
  const auto refused = call_kernel("table.sum", column("carrier"), {sample()});
  EXPECT_EQ(refused.error(),
            (Error{Errc::invalid_dtype, "column 'carrier' is string; a column of real numbers is needed"}));
}

TEST(TableKernels, SumLongColumnsWithLittleRounding) {
  const std::vector<double> tenths(1'000'000, 0.1);
  const auto sum =
      doubles_in(call_kernel("table.sum", column("x"), {table_of({column_of<double>("x", tenths)})}).value())[0];
  EXPECT_NEAR(sum, 100'000, 1e-8); // one number after the other is off by more than 1e-6
}

TEST(TableKernels, MakeABlockOfColumnsWithNullsAsNaN) {
  const auto made = call_kernel("table.to_block", columns({"delay", "hour"}), {sample()}).value();
  EXPECT_EQ(as_block(*made).value()->shape, (Shape{3, 2}));
  const auto values = doubles_in(made);
  EXPECT_EQ((std::vector<double>{values[0], values[1], values[3], values[4], values[5]}),
            (std::vector<double>{0.5, 1, 2, 2.5, 3}));
  EXPECT_TRUE(std::isnan(values[2]));
}

TEST(TableKernels, MakeBlocksLongerThanATile) {
  std::vector<std::int64_t> whole;
  std::vector<float> halves;
  for (int i = 0; i < 3'000; ++i) {
    whole.push_back(i);
    halves.push_back(static_cast<float>(i) / 2);
  }
  const auto values = doubles_in(
      call_kernel("table.to_block", {}, {table_of({column_of("i", whole), column_of("h", halves)})}).value());
  for (std::size_t i = 0; i < 3'000; ++i) {
    ASSERT_EQ(values[2 * i], static_cast<double>(i));
    ASSERT_EQ(values[2 * i + 1], static_cast<double>(i) / 2);
  }
}

TEST(TableKernels, NameTheNearestOfTheColumnsThatAreThere) {
  for (const char* kernel : {"table.sum", "table.count"}) {
    const auto refused = call_kernel(kernel, column("hours"), {sample()});
    EXPECT_EQ(refused.error().code, Errc::not_found);
    EXPECT_NE(refused.error().message.find("no column 'hours'"), std::string::npos);
    EXPECT_NE(refused.error().message.find("'hour'"), std::string::npos) << refused.error().message;
  }
  EXPECT_EQ(call_kernel("table.select", columns({"hour", "nope"}), {sample()}).error().code, Errc::not_found);
}

TEST(TableKernels, TakeOneTable) {
  for (const char* kernel : {"table.sum", "table.count", "table.select", "table.to_block"}) {
    EXPECT_EQ(call_kernel(kernel, column("hour"), {chunk_of({1}, {1})}).error().code, Errc::invalid_argument) << kernel;
    EXPECT_EQ(call_kernel(kernel, column("hour"), {sample(), sample()}).error().code, Errc::invalid_argument) << kernel;
  }
}

} // namespace
} // namespace troupe
