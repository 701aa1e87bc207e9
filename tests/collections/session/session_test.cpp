// What turns the chunks of a computed collection into values: gather, assemble, concatenate, values, explain.
#include "collections/array/creation.hpp"
#include "collections/session/assemble.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/concatenate.hpp"
#include "collections/session/explain.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace test;

std::vector<double> numbers_of(const Block& block) {
  const auto values = block.values<double>();
  return {values.begin(), values.end()};
}

// Assemble
// --------------------------------------------------------------------------------------------------------------

/// The chunks of 0, 1, 2, ... in C order, cut as the grid says.
std::vector<ChunkPtr> counted_chunks(const ChunkGrid& grid) {
  std::vector<ChunkPtr> chunks;
  for (std::uint32_t index = 0; index < grid.size(); ++index) {
    const auto extents = grid.chunk_shape(index);
    const auto origin = grid.origin(index);
    std::vector<double> values;
    for (std::int64_t local = 0; local < element_count(extents); ++local) {
      std::int64_t rest = local, place = 0, step = 1;
      for (auto axis = extents.size(); axis-- > 0;) {
        place += (origin[axis] + rest % extents[axis]) * step;
        rest /= extents[axis];
        step *= grid.shape()[axis];
      }
      values.push_back(static_cast<double>(place));
    }
    chunks.push_back(chunk_of(extents, values));
  }
  return chunks;
}

TEST(Assemble, PutsChunksOfAnyCutTogether) {
  for (const auto& [shape, cut] :
       {std::pair{Shape{7}, Shape{3}}, std::pair{Shape{5, 4}, Shape{2, 3}}, std::pair{Shape{5, 4}, Shape{2, 4}},
        std::pair{Shape{3, 4, 5}, Shape{2, 3, 2}}, std::pair{Shape{3, 4, 5}, Shape{1, 4, 5}},
        std::pair{Shape{}, Shape{}}, std::pair{Shape{0, 3}, Shape{1, 2}}, std::pair{Shape{6, 1}, Shape{4, 1}}}) {
    const auto grid = ChunkGrid::make(shape, cut).value();
    const auto whole = assemble(grid, DType::float64, counted_chunks(grid)).value();
    EXPECT_EQ(whole.shape, shape);
    const auto values = numbers_of(whole);
    ASSERT_EQ(std::ssize(values), element_count(shape));
    for (std::size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(values[i], static_cast<double>(i)) << to_string(shape) << " cut by " << to_string(cut);
  }
}

TEST(Assemble, PutsUnevenCutsTogether) {
  const auto grid = ChunkGrid::from_extents({{1, 0, 3}, {2, 3}}).value();
  const auto values = numbers_of(assemble(grid, DType::float64, counted_chunks(grid)).value());
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_EQ(values[i], static_cast<double>(i));
}

TEST(Assemble, OfOneChunkIsItsMemory) {
  const auto grid = ChunkGrid::make({4}, {4}).value();
  const auto chunks = counted_chunks(grid);
  EXPECT_EQ(assemble(grid, DType::float64, chunks).value().data.data(), as_block(*chunks[0]).value()->data.data());
}

TEST(Assemble, NamesTheChunkThatDoesNotFit) {
  const auto grid = ChunkGrid::make({5}, {3}).value();
  const auto good = counted_chunks(grid);
  const auto error_with = [&](ChunkPtr second) {
    const std::vector<ChunkPtr> chunks{good[0], std::move(second)};
    return assemble(grid, DType::float64, chunks).error();
  };
  EXPECT_EQ(error_with(chunk_of({3}, {1, 2, 3})),
            (Error{Errc::invalid_shape, "chunk 1 of an array of shape (5,) has shape (3,); expected (2,)"}));
  EXPECT_EQ(error_with(bag_of({"a", "b"})).code, Errc::invalid_argument);
  EXPECT_EQ(error_with(make_chunk(Block{DType::int64, {2}, process_pool().allocate(16)})).code, Errc::invalid_dtype);
  EXPECT_EQ(error_with(nullptr).code, Errc::internal);
  EXPECT_EQ(assemble(grid, DType::float64, {good.data(), 1}).error().code, Errc::invalid_shape);
}

// Concatenate
// -----------------------------------------------------------------------------------------------------------

TEST(Concatenate, PutsTablesEndToEnd) {
  const std::vector<ChunkPtr> parts{table_of({column_of<double>("x", {1, 2}), text_column_of("s", {"a", ""})}),
                                    table_of({column_of<double>("x", {}), text_column_of("s", {})}),
                                    table_of({with_nulls(column_of<double>("x", {3, 4, 5}), {1}),
                                              with_nulls(text_column_of("s", {"", "bc", "d"}), {0})})};
  const auto table = concatenate_tables(parts).value();
  EXPECT_EQ(table.rows, 5);
  const auto x = table.columns[0].values<double>();
  EXPECT_EQ((std::vector<double>{x[0], x[1], x[2], x[4]}), (std::vector<double>{1, 2, 3, 5}));
  EXPECT_EQ(table.columns[0].null_count, 1);
  EXPECT_EQ(texts_in(table.columns[1]), (std::vector<std::string>{"a", "", "<null>", "bc", "d"}));
  for (std::int64_t row = 0; row < 5; ++row)
    EXPECT_EQ(table.columns[0].is_null(row), row == 3) << row;
}

TEST(Concatenate, TakesTextsThatAreAPieceOfALongerColumn) {
  auto column = text_column_of("items", {"skipped", "b", "cc", "left out"});
  column.offsets = column.offsets.slice(sizeof(std::int64_t), 3 * sizeof(std::int64_t));
  column.length = 2;
  const std::vector<ChunkPtr> parts{bag_of({"a"}), make_chunk(BagPart{column})};
  EXPECT_EQ(texts_in(concatenate_bags(parts).value().items), (std::vector<std::string>{"a", "b", "cc"}));
}

TEST(Concatenate, NamesThePartAndColumnThatAreNotAlike) {
  const auto first = table_of({column_of<double>("x", {1})});
  const auto error_with = [&](ChunkPtr second) {
    const std::vector<ChunkPtr> parts{first, std::move(second)};
    return concatenate_tables(parts).error();
  };
  EXPECT_EQ(error_with(table_of({column_of<std::int64_t>("x", {1})})),
            (Error{Errc::invalid_dtype, "column 'x' is int64 in part 1 and float64 in part 0"}));
  EXPECT_EQ(error_with(table_of({column_of<double>("y", {1})})),
            (Error{Errc::invalid_argument, "part 1 of a table has no column 'x'"}));
  EXPECT_EQ(error_with(table_of({column_of<double>("x", {1}), column_of<double>("y", {1})})).message,
            "part 1 of a table has 2 columns; part 0 has 1");
  EXPECT_EQ(error_with(bag_of({"a"})).message, "part 1 of a table is a bag of 1 items");
  EXPECT_EQ(error_with(nullptr).message, "part 1 of a table is missing");
}

// Values
// ----------------------------------------------------------------------------------------------------------------

TEST(Values, AreSeenAsNumbersSpansAndEigenTypes) {
  const Values matrix(block_of({2, 3}, {1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(matrix.matrix()(1, 0), 4) << "rows first, as NumPy";
  EXPECT_EQ(matrix.values<double>()[5], 6);
  EXPECT_EQ(Values(block_of({3, 1}, {1, 2, 3})).vector().sum(), 6);
  EXPECT_EQ(Values(block_of({1, 1}, {9})).scalar(), 9);
  EXPECT_EQ(Values(block_of({}, {9})).scalar(), 9);
  const Eigen::VectorXd own = Values(block_of({2}, {1, 2})).vector();
  EXPECT_EQ(own[1], 2);
  EXPECT_EQ(to_string(matrix), "float64 (2, 3): [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]");
  EXPECT_EQ(to_string(Values(block_of({9}, std::vector<double>(9, 0.5)))),
            "float64 (9,): [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, ...]");
}

TEST(Values, SayWhatTheyAreNot) {
  const Values matrix(block_of({2, 2}, {1, 2, 3, 4}));
  EXPECT_EQ(thrown_by([&] { matrix.scalar(); }).message, "an array of shape (2, 2) is not a scalar");
  EXPECT_EQ(thrown_by([&] { matrix.vector(); }).message, "an array of shape (2, 2) is not a vector");
  EXPECT_EQ(thrown_by([&] {
              Values(block_of({2}, {1, 2})).matrix();
            }).message,
            "an array of shape (2,) is not a matrix");
  EXPECT_EQ(thrown_by([&] { matrix.values<float>(); }).message, "the array is float64, not float32");
}

// Gather
// ----------------------------------------------------------------------------------------------------------------

TEST(Gather, ComputesOnceWhatIsAskedForTwice) {
  KernelRegistry registry;
  int ran = 0;
  registry
      .add({"count",
            [&](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
              ++ran;
              return chunk_of({1}, {static_cast<double>(context.index)});
            },
            nullptr, nullptr})
      .value();
  SerialExecutor executor(registry);
  const auto two = Expression::make({"count", {}, 2, {}, true}).value();
  const auto again = Expression::make({"count", {}, 2, {}, true}).value();
  const auto other = Expression::make({"count", Params{}.set("other", 1), 3, {}, true}).value();
  const auto parts = gather(executor, std::vector{two, other, again}).value();
  EXPECT_EQ(ran, 5);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].size(), 2u);
  EXPECT_EQ(parts[1].size(), 3u);
  EXPECT_EQ(parts[2], parts[0]);
  EXPECT_EQ(doubles_in(parts[1][2]), std::vector<double>{2});
}

TEST(Gather, OfSeveralCollectionsIsOneJob) {
  SerialExecutor executor;
  const auto x = random::normal({40, 3}, {.chunks = {16, -1}, .seed = 2});
  const auto [whole, bag] = compute(executor, x, from_sequence({"a", "b"}));
  EXPECT_EQ(whole.shape(), (Shape{40, 3}));
  EXPECT_EQ(bag, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(
      same_bits(numbers_of(whole.block()),
                numbers_of(compute(executor, random::normal({40, 3}, {.chunks = {40, 1}, .seed = 2})).block())));
}

// Explain
// ---------------------------------------------------------------------------------------------------------------

TEST(Explain, ShowsTheGraphAsWrittenAndAsItRuns) {
  const auto bag = from_sequence({"a", "b", "c", "d"}).lower().strip().distinct();
  const auto text = explain(bag);
  EXPECT_TRUE(text.starts_with("optimised 5 layers, 17 tasks to 2 layers, 5 tasks\n")) << text;
  EXPECT_NE(text.find("\nbefore\n0      bag.from_sequence[0]"), std::string::npos) << text;
  EXPECT_NE(text.find("\n4      bag.lower[0] 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nafter\n0      fused: bag.from_sequence > bag.lower > bag.strip > bag.distinct[0]\n"),
            std::string::npos)
      << text;
}

} // namespace
} // namespace troupe
