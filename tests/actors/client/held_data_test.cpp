// What lies beside the graph (persisted, or in this program's memory) is told by its key alone: whatever passes run,
// expressions over several such collections of one cut have the values that the same steps have in plain C++.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/io/read_csv.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/persist.hpp"
#include "runtime/optimize/pipeline.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <random>

namespace troupe {
namespace {

using Numbers = std::vector<double>;
using Items = std::vector<std::string>;

constexpr std::int64_t length = 40;
constexpr std::int64_t cut = 10;

/// A collection's tasks kept with the workers, whatever they make.
ExpressionPtr kept(Client& client, const ExpressionPtr& expression) {
  const ExpressionPtr wanted[] = {expression};
  auto job = client.submit(lower(wanted), {.retain = true}).value();
  job->wait(std::chrono::seconds(60)).value();
  ExpressionSpec spec{.kernel = "kept", .tasks = expression->tasks()};
  spec.holds = job;
  spec.stands_for = expression->key();
  return Expression::make(std::move(spec)).value();
}

/// No pass, each alone, all but one, all.
std::vector<std::vector<std::string>> passes_to_skip() {
  std::vector<std::vector<std::string>> choices(2);
  for (const auto& pass : passes())
    choices[1].emplace_back(pass.name);
  for (const auto& pass : passes()) {
    choices.push_back({std::string(pass.name)});
    choices.push_back(choices[1]);
    std::erase(choices.back(), pass.name);
  }
  return choices;
}

struct Known {
  Array array;
  Numbers values;
};

struct KnownBag {
  Bag bag;
  Items items;
};

class Steps {
public:
  Steps(std::uint64_t seed, std::vector<Known> arrays, std::vector<KnownBag> bags)
      : random_(seed), arrays_(std::move(arrays)), bags_(std::move(bags)) {}

  void grow(int steps) {
    for (int i = 0; i < steps; ++i) {
      arrays_.push_back(next_array());
      bags_.push_back(next_bag());
    }
  }
  const std::vector<Known>& arrays() const { return arrays_; }
  const std::vector<KnownBag>& bags() const { return bags_; }

private:
  template <class T>
  const T& any_of(const std::vector<T>& some) {
    return some[random_() % some.size()];
  }

  Known next_array() {
    const auto a = any_of(arrays_), b = any_of(arrays_);
    const auto each = [&](auto function) {
      Numbers values;
      for (std::size_t i = 0; i < a.values.size(); ++i)
        values.push_back(function(a.values[i], b.values[i]));
      return values;
    };
    switch (random_() % 6) {
    case 0:
      return {a.array + b.array, each([](double x, double y) { return x + y; })};
    case 1:
      return {a.array - b.array, each([](double x, double y) { return x - y; })};
    case 2:
      return {a.array * b.array, each([](double x, double y) { return x * y; })};
    case 3:
      return {maximum(a.array, b.array), each([](double x, double y) { return std::max(x, y); })};
    case 4:
      return {sqrt(absolute(a.array)), each([](double x, double) { return std::sqrt(std::abs(x)); })};
    default: {
      const auto largest = *std::max_element(b.values.begin(), b.values.end());
      return {a.array - b.array.max(), each([&](double x, double) { return x - largest; })};
    }
    }
  }

  KnownBag next_bag() {
    const auto from = any_of(bags_);
    auto items = from.items;
    if (random_() % 2 == 0) {
      for (auto& item : items)
        std::transform(item.begin(), item.end(), item.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      return {from.bag.lower(), items};
    }
    std::erase_if(items, [](const std::string& item) { return item.find('1') == std::string::npos; });
    return {from.bag.contains("1"), items};
  }

  std::mt19937_64 random_;
  std::vector<Known> arrays_;
  std::vector<KnownBag> bags_;
};

class HeldData : public testing::Test {
protected:
  /// The file's one column, read and kept.
  Known kept_frame(int number) {
    Numbers values;
    std::string text = "x\n";
    for (int i = 0; i < length; ++i) {
      values.push_back(number * 100 + i);
      text += std::to_string(number * 100 + i) + "\n";
    }
    const auto frame = read_csv(folder.write("frame" + std::to_string(number) + ".csv", text));
    const auto held = DataFrame::make(kept(client, frame.expression()), frame.dtypes()).value();
    const auto column = held.to_array({length}).rechunk({cut, 1});
    return {column.reshape({length}).rechunk({cut}), values};
  }

  std::vector<Known> arrays(std::uint64_t seed) {
    std::vector<Known> known;
    for (std::uint64_t i = 0; i < 3; ++i) {
      const auto made = random::uniform({length}, {.chunks = cut, .seed = seed * 10 + i});
      const auto computed = compute(client, made);
      const auto values = computed.values<double>();
      known.push_back({persist(client, made), {values.begin(), values.end()}});
    }
    for (std::size_t i = 0; i < 2; ++i)
      known.push_back({from_span(std::span<const double>(memory[i])).rechunk({cut}), memory[i]});
    known.push_back(kept_frame(1));
    known.push_back(kept_frame(2));
    return known;
  }

  std::vector<KnownBag> bags() {
    std::vector<KnownBag> known;
    for (const auto& items : {Items{"A1", "B2", "C1"}, Items{"D1", "E2", "F11"}, Items{"a", "1", "Z"}})
      known.push_back({Bag::make(kept(client, from_sequence(items, {.npartitions = 3}).expression())).value(), items});
    return known;
  }

  void expect_known(const Steps& steps, const std::vector<std::string>& skip) {
    std::vector<ExpressionPtr> wanted;
    for (const auto& known : steps.arrays())
      wanted.push_back(known.array.expression());
    for (const auto& known : steps.bags())
      wanted.push_back(known.bag.expression());
    auto better = optimize(lower(wanted), {.skip = skip, .verify = true}).value();
    const auto chunks = client.submit(std::move(better.graph), {.optimize = false}).value()->gather().value();
    std::size_t at = 0;
    const auto next = [&](std::uint32_t tasks) {
      return std::span(chunks).subspan(std::exchange(at, at + tasks), tasks);
    };
    for (const auto& known : steps.arrays()) {
      const auto values = collect(known.array, next(known.array.npartitions())).value();
      const auto numbers = values.values<double>();
      ASSERT_EQ(numbers.size(), known.values.size());
      for (std::size_t i = 0; i < numbers.size(); ++i)
        ASSERT_EQ(std::bit_cast<std::uint64_t>(numbers[i]), std::bit_cast<std::uint64_t>(known.values[i]));
    }
    for (const auto& known : steps.bags())
      ASSERT_EQ(collect(known.bag, next(known.bag.npartitions())).value(), known.items);
  }

  Client client = Client::local({.workers = 2, .threads = 1});
  test::TempDir folder;
  std::vector<Numbers> memory{Numbers(length, 3), Numbers(length, -7)};
};

TEST_F(HeldData, OfOneCutAreNotTheSame) {
  const auto a = persist(client, full({10}, 1.0, {.chunks = 5}));
  const auto b = persist(client, full({10}, 2.0, {.chunks = 5}));
  const auto distance = compute(client, a - b);
  for (const auto value : distance.values<double>())
    EXPECT_EQ(value, -1);
}

TEST_F(HeldData, KeepItsValuesUnderAllExpressionsAndPasses) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Steps steps(seed, arrays(seed), bags());
    steps.grow(8);
    for (const auto& skip : passes_to_skip())
      ASSERT_NO_FATAL_FAILURE(expect_known(steps, skip))
          << "seed " << seed << ", without " << testing::PrintToString(skip);
  }
}

TEST_F(HeldData, KeepsTheKeysOfOutputsThatWouldBeMerged) {
  // The same content, wired in two ways: one layer where nobody asks for both by their keys.
  const auto x = full({4}, 5.0, {.chunks = 2}).expression();
  ExpressionSpec each{
      .kernel = "array.squeeze", .params = Params{}.set("axes", Params::Value(Params::Ints{})), .tasks = 2};
  auto listed = each;
  each.inputs.push_back({x, Wiring::each()});
  listed.inputs.push_back({x, Wiring::list({0, 1, 2}, {0, 1})});
  const ExpressionPtr both[] = {Expression::make(std::move(each)).value(), Expression::make(std::move(listed)).value()};
  const auto job = client.submit(lower(both), {.retain = true}).value();
  job->wait(std::chrono::seconds(60)).value();
  for (const auto& one : both) {
    ExpressionSpec spec{.kernel = "kept", .tasks = 2};
    spec.holds = job;
    spec.stands_for = one->key();
    const ExpressionPtr wanted[] = {Expression::make(std::move(spec)).value()};
    EXPECT_TRUE(client.submit(lower(wanted)).value()->gather());
  }
}

} // namespace
} // namespace troupe
