#include "runtime/kernels/user/bag_function.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace troupe {
namespace {

using namespace test;
using Items = std::vector<std::string>;

Items run(const std::string& kernel, std::vector<ChunkPtr> parts, const Params& params = {}) {
  return items_in(call_kernel(kernel, params, std::move(parts)).value());
}

std::vector<std::pair<std::string, std::int64_t>> rows_of(const ChunkPtr& frequencies) {
  const auto counts = values_in<std::int64_t>(frequencies, "count");
  const auto values = texts_in(*as_table(*frequencies).value()->find("value"));
  std::vector<std::pair<std::string, std::int64_t>> rows;
  for (std::size_t i = 0; i < counts.size(); ++i)
    rows.emplace_back(values[i], counts[i]);
  return rows;
}

TEST(BagKernels, CountItems) {
  EXPECT_EQ(doubles_in(call_kernel("bag.count", {}, {bag_of({"a", "", "b"})}).value()), std::vector<double>{3});
  EXPECT_EQ(doubles_in(call_kernel("bag.count", {}, {bag_of({})}).value()), std::vector<double>{0});
}

TEST(BagKernels, ChangeItems) {
  EXPECT_EQ(run("bag.lower", {bag_of({"AbC \xC3\x84", "z1"})}), (Items{"abc \xC3\x84", "z1"})) << "ASCII alone";
  EXPECT_EQ(run("bag.strip", {bag_of({"  a b\t\n", "", " \r ", "c"})}), (Items{"a b", "", "", "c"}));
  EXPECT_EQ(run("bag.contains", {bag_of({"cat", "dog", "concatenate"})}, Params{}.set("text", "cat")),
            (Items{"cat", "concatenate"}));
}

TEST(BagKernels, SplitItems) {
  EXPECT_EQ(run("bag.split", {bag_of({" two  words\n", "", "\t", "one"})}), (Items{"two", "words", "one"}));
  EXPECT_EQ(run("bag.split", {bag_of({"a,b,", ",", ""})}, Params{}.set("sep", ",")), (Items{"a", "b", "", "", "", ""}))
      << "as Python's split(',')";
  EXPECT_EQ(run("bag.split", {bag_of({"a::b:c"})}, Params{}.set("sep", "::")), (Items{"a", "b:c"}));
}

TEST(BagKernels, PluckPieces) {
  const auto pluck = [](std::int64_t index) { return Params{}.set("index", index).set("sep", ";"); };
  EXPECT_EQ(run("bag.pluck", {bag_of({"a;b;c", "d;e"})}, pluck(1)), (Items{"b", "e"}));
  EXPECT_EQ(run("bag.pluck", {bag_of({"a;b;c", "d;e"})}, pluck(-1)), (Items{"c", "e"}));
  EXPECT_EQ(run("bag.pluck", {bag_of({"a;b;c", "d;e"})}, pluck(2).set("default", "?")), (Items{"c", "?"}));
  EXPECT_EQ(call_kernel("bag.pluck", pluck(2), {bag_of({"a;b;c", "d;e"})}).error(),
            (Error{Errc::invalid_argument,
                   "bag.pluck: 'd;e' has 2 pieces, none with index 2; give a default for such items"}));
}

TEST(BagKernels, RefuseParametersThatMakeNoSense) {
  const auto part = bag_of({"a"});
  EXPECT_EQ(call_kernel("bag.contains", {}, {part}).error().code, Errc::invalid_argument);
  EXPECT_EQ(call_kernel("bag.split", Params{}.set("sep", ""), {part}).error().code, Errc::invalid_argument);
  EXPECT_EQ(call_kernel("bag.pluck", Params{}.set("index", 0), {part}).error().code, Errc::invalid_argument);
  EXPECT_EQ(call_kernel("bag.take", Params{}.set("count", -1), {part}).error().code, Errc::invalid_argument);
  EXPECT_EQ(call_kernel("bag.topk", Params{}.set("k", 1).set("key", "colour"), {part}).error().code,
            Errc::invalid_argument);
  for (const char* kernel : {"bag.count", "bag.lower", "bag.split", "bag.frequencies", "bag.distinct"})
    EXPECT_EQ(call_kernel(kernel, {}, {chunk_of({1}, {1})}).error().code, Errc::invalid_argument) << kernel;
}

TEST(BagKernels, CountHowOftenItemsAreThere) {
  const auto first = call_kernel("bag.frequencies", {}, {bag_of({"b", "a", "b", ""})}).value();
  EXPECT_EQ(rows_of(first), (std::vector<std::pair<std::string, std::int64_t>>{{"", 1}, {"a", 1}, {"b", 2}}));
  const auto second = call_kernel("bag.frequencies", {}, {bag_of({"c", "b", "b"})}).value();
  const auto both = call_kernel("bag.frequencies_combine", {}, {first, second}).value();
  EXPECT_EQ(rows_of(both), (std::vector<std::pair<std::string, std::int64_t>>{{"", 1}, {"a", 1}, {"b", 4}, {"c", 1}}));
  const auto top = call_kernel("bag.frequencies_topk", Params{}.set("k", 3), {both}).value();
  EXPECT_EQ(rows_of(top), (std::vector<std::pair<std::string, std::int64_t>>{{"b", 4}, {"", 1}, {"a", 1}}));
  EXPECT_EQ(rows_of(call_kernel("bag.frequencies_topk", Params{}.set("k", 9), {both}).value()).size(), 4u);
  EXPECT_EQ(call_kernel("bag.frequencies_combine", {}, {bag_of({"a"})}).error().code, Errc::invalid_argument);
}

TEST(BagKernels, KeepDifferentItemsInTheOrderOfTheirFirstComing) {
  EXPECT_EQ(run("bag.distinct", {bag_of({"b", "a", "b"}), bag_of({"c", "a", ""})}), (Items{"b", "a", "c", ""}));
  EXPECT_EQ(run("bag.distinct", {bag_of({})}), Items{});
}

TEST(BagKernels, TakeTheFirst) {
  const auto take = [](std::int64_t count) { return Params{}.set("count", count); };
  EXPECT_EQ(run("bag.take", {bag_of({"a", "b"}), bag_of({}), bag_of({"c", "d"})}, take(3)), (Items{"a", "b", "c"}));
  EXPECT_EQ(run("bag.take", {bag_of({"a"})}, take(3)), (Items{"a"}));
  EXPECT_EQ(run("bag.take", {bag_of({"a"})}, take(0)), Items{});
}

TEST(BagKernels, ChooseTheLargest) {
  const auto topk = [](std::int64_t k, const char* key) { return Params{}.set("k", k).set("key", key); };
  EXPECT_EQ(run("bag.topk", {bag_of({"b", "a"}), bag_of({"c", "b"})}, topk(3, "text")), (Items{"c", "b", "b"}));
  EXPECT_EQ(run("bag.topk", {bag_of({"9", "10", "1e1", " -5 ", "inf", "nan"})}, topk(4, "number")),
            (Items{"inf", "10", "1e1", "9"}));
  EXPECT_EQ(run("bag.topk", {bag_of({"nan", "-5"})}, topk(2, "number")), (Items{"-5", "nan"}));
  EXPECT_EQ(run("bag.topk", {bag_of({"aa", "b", "ccc", "dd"})}, topk(3, "length")), (Items{"ccc", "aa", "dd"}));
  EXPECT_EQ(run("bag.topk", {bag_of({"a", "b"})}, topk(std::numeric_limits<std::int64_t>::max(), "text")),
            (Items{"b", "a"}));
  EXPECT_EQ(run("bag.topk", {bag_of({"a", "b"})}, topk(0, "text")), Items{});
  EXPECT_EQ(call_kernel("bag.topk", topk(1, "number"), {bag_of({"1", "one"})}).error().message,
            "bag.topk: 'one' is not a number");
}

TEST(BagKernels, ChooseTheLargestOfMany) {
  Items many;
  for (int i = 0; i < 20'000; ++i)
    many.push_back(std::to_string(i * 7919 % 20'000)); // each number once
  EXPECT_EQ(run("bag.topk", {bag_of(many)}, Params{}.set("k", 3).set("key", "number")),
            (Items{"19999", "19998", "19997"}));
}

TEST(BagKernels, CutASequence) {
  const auto params = Params{}.set("items", Items{"a", "b", "c"}).set("partition_size", 2);
  EXPECT_EQ(items_in(call_kernel("bag.from_sequence", params, {}, 0).value()), (Items{"a", "b"}));
  EXPECT_EQ(items_in(call_kernel("bag.from_sequence", params, {}, 1).value()), (Items{"c"}));
  EXPECT_EQ(items_in(call_kernel("bag.from_sequence", params, {}, 9).value()), Items{});
  auto huge = params;
  huge.set("partition_size", std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(items_in(call_kernel("bag.from_sequence", huge, {}, 0).value()), (Items{"a", "b", "c"}));
  EXPECT_EQ(items_in(call_kernel("bag.from_sequence", huge, {}, 7).value()), Items{});
  huge.set("partition_size", 0);
  EXPECT_EQ(call_kernel("bag.from_sequence", huge, {}, 0).error().code, Errc::invalid_argument);
}

// Users' functions
// -----------------------------------------------------------------------------------------------------

class BagFunctions : public testing::Test {
protected:
  Items call(const std::string& name, std::vector<ChunkPtr> parts, const Params& params = {}) {
    return items_in(call_kernel(registry, name, params, std::move(parts)).value());
  }
  KernelRegistry registry;
};

TEST_F(BagFunctions, MapFilterAndFlatten) {
  register_bag_map(registry, "shout", [](std::string_view word) { return std::string(word) + "!"; });
  register_bag_filter(registry, "short", [](std::string_view word) { return word.size() < 3; });
  register_bag_flat_map(registry, "letters", [](std::string_view word, const BagEmit& emit) {
    for (std::size_t i = 0; i < word.size(); ++i)
      emit(word.substr(i, 1));
  });
  register_bag_flat_map(registry, "twice", [](std::string_view word) {
    return Items{std::string(word), std::string(word)};
  });
  const auto part = bag_of({"ab", "cde"});
  EXPECT_EQ(call("shout", {part}), (Items{"ab!", "cde!"}));
  EXPECT_EQ(call("short", {part}), (Items{"ab"}));
  EXPECT_EQ(call("letters", {part}), (Items{"a", "b", "c", "d", "e"}));
  EXPECT_EQ(call("twice", {part}), (Items{"ab", "ab", "cde", "cde"}));
}

TEST_F(BagFunctions, GetTheParametersWhereTheyWantThem) {
  register_bag_map(registry, "suffixed", [](const Params& params, std::string_view word) {
    return std::string(word) + params.text("suffix").value();
  });
  register_bag_filter(registry, "shorter", [](const Params& params, std::string_view word) {
    return std::ssize(word) < params.integer("than").value();
  });
  EXPECT_EQ(call("suffixed", {bag_of({"a"})}, Params{}.set("suffix", "?")), (Items{"a?"}));
  EXPECT_EQ(call("shorter", {bag_of({"a", "bb"})}, Params{}.set("than", 2)), (Items{"a"}));
}

TEST_F(BagFunctions, FoldPartsToOneItem) {
  register_bag_fold(registry, "longest", [](const std::string& so_far, std::string_view item) {
    return item.size() > so_far.size() ? std::string(item) : so_far;
  });
  register_bag_fold(
      registry, "joined", [](const std::string& so_far, std::string_view item) { return so_far + std::string(item); },
      "");
  EXPECT_EQ(call("longest", {bag_of({"a", "ccc"}), bag_of({}), bag_of({"bb"})}), (Items{"ccc"}));
  EXPECT_EQ(call("longest", {bag_of({})}), Items{});
  EXPECT_EQ(call("joined", {bag_of({"a", "b"}), bag_of({"c"})}), (Items{"abc"}));
  EXPECT_EQ(call("joined", {bag_of({})}), (Items{""}));
}

TEST_F(BagFunctions, HaveNamesOfTheirOwn) {
  register_bag_map(registry, "mine", [](std::string_view word) { return std::string(word); });
  EXPECT_THROW(register_bag_filter(registry, "mine", [](std::string_view) { return true; }), TroupeError);
}

} // namespace
} // namespace troupe
