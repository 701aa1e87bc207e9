#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "runtime/kernels/user/bag_function.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <map>

namespace troupe {
namespace {

using test::message;

using Items = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::int64_t>>;

class BagTest : public testing::Test {
protected:
  BagTest() {
    register_builtin_kernels(registry);
    register_bag_map(registry, "shout", [](std::string_view word) { return std::string(word) + "!"; });
    register_bag_filter(registry, "longer", [](const Params& params, std::string_view word) {
      return std::ssize(word) > params.integer("than").value();
    });
    register_bag_fold(registry, "longest", [](const std::string& so_far, std::string_view item) {
      return item.size() > so_far.size() ? std::string(item) : so_far;
    });
  }
  template <class Collection>
  auto run(const Collection& collection) {
    return compute(executor, collection);
  }

  KernelRegistry registry;
  SerialExecutor executor{registry};
  const Bag lines = from_sequence({"The cat", "the dog and the cat", "", "A  bird"}, {.partition_size = 1});
};

TEST_F(BagTest, GivesBackTheItemsOfASequence) {
  EXPECT_EQ(run(lines), (Items{"The cat", "the dog and the cat", "", "A  bird"}));
  EXPECT_EQ(lines.npartitions(), 4u);
  EXPECT_EQ(run(from_sequence({})), Items{});
}

TEST_F(BagTest, CutsSequencesAsDaskDoes) {
  EXPECT_EQ(from_sequence(Items(250, "x")).npartitions(), 84u) << "three items each";
  EXPECT_EQ(from_sequence(Items(50, "x")).npartitions(), 50u);
  EXPECT_EQ(from_sequence(Items(10, "x"), {.npartitions = 3}).npartitions(), 3u);
  EXPECT_EQ(from_sequence({}).npartitions(), 1u);
  for (const std::int64_t n : {1, 2, 3, 7, 100})
    EXPECT_EQ(run(from_sequence({"a", "b", "c", "d", "e", "f", "g"}, {.npartitions = n})),
              (Items{"a", "b", "c", "d", "e", "f", "g"}))
        << n;
  EXPECT_THROW(from_sequence({"a"}, {.npartitions = 1, .partition_size = 1}), TroupeError);
  EXPECT_THROW(from_sequence({"a"}, {.npartitions = -1}), TroupeError);
}

TEST_F(BagTest, CountsWords) {
  const auto words = lines.lower().split();
  EXPECT_EQ(run(words), (Items{"the", "cat", "the", "dog", "and", "the", "cat", "a", "bird"}));
  EXPECT_EQ(run(words.frequencies()), (Pairs{{"a", 1}, {"and", 1}, {"bird", 1}, {"cat", 2}, {"dog", 1}, {"the", 3}}));
  EXPECT_EQ(run(words.frequencies().topk(2)), (Pairs{{"the", 3}, {"cat", 2}}));
  EXPECT_EQ(run(words.distinct()), (Items{"the", "cat", "dog", "and", "a", "bird"}));
}

TEST_F(BagTest, CountsWordsAlikeForAnyPartitions) {
  Items items;
  std::map<std::string, std::int64_t> counts;
  for (int i = 0; i < 300; ++i) {
    items.push_back("w" + std::to_string(i * i % 17));
    ++counts[items.back()];
  }
  const Pairs wanted(counts.begin(), counts.end());
  for (const std::int64_t n : {1, 2, 9, 65, 300})
    EXPECT_EQ(run(from_sequence(items, {.npartitions = n}).frequencies()), wanted) << n;
}

TEST_F(BagTest, RunsUsersFunctionsByName) {
  EXPECT_EQ(run(lines.split().map("shout").filter("longer", Params{}.set("than", 4))), (Items{"bird!"}));
  EXPECT_EQ(run(lines.split().fold("longest")), (Items{"bird"}));
  EXPECT_EQ(run(lines.split().fold("longest", {}, 2)), (Items{"bird"}));
  EXPECT_EQ(run(from_sequence({}).fold("longest")), Items{});
  EXPECT_EQ(run(lines.reduction("bag.split", "bag.distinct")), (Items{"The", "cat", "the", "dog", "and", "A", "bird"}));
}

TEST_F(BagTest, NamesAFunctionThatIsNotRegistered) {
  const auto refused = message([&] { run(lines.map("shoot")); });
  EXPECT_NE(refused.find("no kernel 'shoot'"), std::string::npos) << refused;
  EXPECT_NE(refused.find("did you mean 'shout'"), std::string::npos) << refused;
}

TEST_F(BagTest, TakesFromAsManyPartitionsAsSaid) {
  EXPECT_EQ(run(lines.take(5)), (Items{"The cat"})) << "the first partition alone, as in Dask";
  EXPECT_EQ(run(lines.take(3, 2)), (Items{"The cat", "the dog and the cat"}));
  EXPECT_EQ(run(lines.take(3, -1)), (Items{"The cat", "the dog and the cat", ""}));
  for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-2}, std::int64_t{5}, std::int64_t{1} << 40})
    EXPECT_THROW(lines.take(1, n), TroupeError) << n;
  EXPECT_THROW(lines.take(-1), TroupeError);
}

TEST_F(BagTest, ComputesNoPartitionsThatAreNotTaken) {
  int made = 0;
  registry
      .add({"counted",
            [&](const KernelContext&, std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
              ++made;
              return inputs[0];
            },
            nullptr, nullptr})
      .value();
  EXPECT_EQ(run(lines.map_partitions("counted").take(1)).size(), 1u);
  EXPECT_EQ(made, 1);
}

TEST_F(BagTest, FindsTheLargest) {
  const auto numbers = from_sequence({"9", "10", "8", "100", "-3"}, {.npartitions = 3});
  EXPECT_EQ(run(numbers.topk(2)), (Items{"9", "8"}));
  EXPECT_EQ(run(numbers.topk(2, "number")), (Items{"100", "10"}));
  EXPECT_EQ(run(numbers.topk(2, "length")), (Items{"100", "10"}));
  EXPECT_THROW(numbers.topk(-1), TroupeError);
  EXPECT_THROW(numbers.topk(1, "colour"), TroupeError);
  EXPECT_EQ(message([&] { run(from_sequence({"one"}).topk(1, "number")); }), "bag.topk: 'one' is not a number");
}

TEST_F(BagTest, PlucksSplitsStripsAndContains) {
  const auto rows = from_sequence({"a, 1", "b, 22", "c"});
  EXPECT_EQ(run(rows.pluck(0, ",")), (Items{"a", "b", "c"}));
  EXPECT_EQ(run(rows.pluck(1, ",", "none").strip()), (Items{"1", "22", "none"}));
  EXPECT_EQ(run(rows.split(", ")), (Items{"a", "1", "b", "22", "c"}));
  EXPECT_EQ(run(rows.contains(", 2")), (Items{"b, 22"}));
  EXPECT_EQ(run(rows.contains("")), (Items{"a, 1", "b, 22", "c"}));
  EXPECT_THROW(rows.split(""), TroupeError);
  EXPECT_THROW(rows.pluck(0, ""), TroupeError);
}

TEST_F(BagTest, CountsItsItems) {
  EXPECT_EQ(run(lines.split().count()).scalar(), 9);
  EXPECT_EQ(run(from_sequence({}).count()).scalar(), 0);
}

TEST_F(BagTest, SaysWhatItIs) {
  EXPECT_EQ(to_string(lines), "Bag(4 partitions)");
  EXPECT_EQ(to_string(from_sequence({"a"})), "Bag(1 partition)");
  EXPECT_EQ(Bag::make(nullptr).error().code, Errc::invalid_argument);
}

TEST_F(BagTest, IsTheSameComputationWhenItIsWrittenTheSame) {
  EXPECT_EQ(lines.lower().expression()->key(), lines.lower().expression()->key());
  EXPECT_NE(lines.lower().expression()->key(), lines.strip().expression()->key());
}

} // namespace
} // namespace troupe
