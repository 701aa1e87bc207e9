#include "runtime/wire/graph_codec.hpp"

#include "tests/support/hostile_bytes.hpp"
#include "tests/support/random_graph.hpp"

#include <gtest/gtest.h>

#include <bit>

#include <sys/mman.h>

namespace troupe {
namespace {

Params every_kind() {
  return Params{}
      .set("boolean", true)
      .set("integer", std::numeric_limits<std::int64_t>::min())
      .set("real", 0.1)
      .set("text", std::string("a\0b", 3))
      .set("integers", Params::Value(Params::Ints{-1, 0, 1}))
      .set("reals", Params::Value(Params::Doubles{1.5, -0.0}))
      .set("texts", Params::Value(Params::Strings{"", "x"}))
      .set("list", Params::Value(Params::List{
                       Params{}, Params{}.set("inner", Params::Value(Params::List{Params{}.set("deep", 1)}))}))
      .set("nothing", Params::Value(Params::Strings{}));
}

TaskGraph every_wiring() {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .params = every_kind(), .tasks = 6},
                  {.key = {1, 2},
                   .kernel = "each",
                   .tasks = 6,
                   .inputs = {{0, Wiring::each()}, {0, Wiring::one(5)}},
                   .blockwise = false},
                  {.key = {1, 3}, .kernel = "tree", .tasks = 3, .inputs = {{1, Wiring::tree(2)}}},
                  {.key = {1, 4},
                   .kernel = "list",
                   .tasks = 2,
                   .inputs = {{2, Wiring::list({0, 2, 3}, {2, 0, 1})}, {0, Wiring::all()}},
                   .kept = {1}}};
  graph.layers[1].annotations = {.priority = -7, .workers = {"w1", "host:80"}, .resources = {{"gpu", 2}}, .retries = 3};
  graph.outputs = {3, 1, 3};
  return graph;
}

std::vector<std::byte> words(std::initializer_list<std::uint64_t> list) {
  std::vector<std::byte> bytes(list.size() * 8);
  std::memcpy(bytes.data(), list.begin(), bytes.size());
  return bytes;
}

TEST(GraphCodec, EveryPartArrivesAsItLeft) {
  EXPECT_EQ(decode_graph(encode(every_wiring()).value()).value(), every_wiring());
  EXPECT_EQ(decode_graph(encode(TaskGraph{}).value()).value(), TaskGraph{});
}

TEST(GraphCodec, AnyGraphArrivesAsItLeft) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const auto graph = test::RandomGraph(seed).make();
    const auto back = decode_graph(encode(graph).value());
    ASSERT_TRUE(back) << seed << ": " << back.error().message;
    ASSERT_EQ(*back, graph) << seed;
  }
}

TEST(GraphCodec, EqualParametersAreEqualBytes) {
  TaskGraph one = every_wiring(), other = every_wiring();
  one.layers[0].params = Params{}.set("a", 1).set("b", 2);
  other.layers[0].params = Params{}.set("b", 2).set("a", 1);
  EXPECT_EQ(encode(one).value(), encode(other).value());
}

TEST(GraphCodec, AMillionTasksAreAFewHundredBytes) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "array.random", .params = Params{}.set("seed", 7), .tasks = 1'000'000},
                  {.key = {1, 2},
                   .kernel = "array.reduce",
                   .params = Params{}.set("op", "sum"),
                   .tasks = 125'000,
                   .inputs = {{0, Wiring::tree(8)}}}};
  graph.outputs = {1};
  EXPECT_LE(encode(graph).value().size(), 500u);
}

TEST(GraphCodec, HostileBytesAreErrorsOrSound) {
  const auto decode = [](auto bytes) {
    auto graph = decode_graph(bytes);
    EXPECT_TRUE(!graph || graph->check());
    return graph;
  };
  const auto again = [](const TaskGraph& graph) { return encode(graph).value(); };
  test::expect_hardened(encode(every_wiring()).value(), 1, decode, again);
  for (std::uint64_t seed = 0; seed < 30; ++seed)
    test::for_each_corruption(encode(test::RandomGraph(seed).make()).value(), seed, 300, [&](const auto& bad) {
      const auto graph = decode(std::span<const std::byte>(bad));
      EXPECT_TRUE(!graph || encode(*graph));
    });
}

TEST(GraphCodec, MoreElementsThanItsBytesCanHoldAreRefused) {
  // A list of 2^29 - 1 structs of no size: one word. Then a list of as many texts, of integers, of bits.
  constexpr std::uint64_t root = std::uint64_t{1} << 48; // no data, one pointer, right behind
  constexpr std::uint64_t many = (1u << 29) - 1;
  const auto structs = words({std::uint64_t{3} << 32, root, (std::uint64_t{7} << 32) | 1, many << 2});
  EXPECT_EQ(decode_graph(structs).error().code, Errc::corrupt);
  for (std::uint64_t size = 0; size < 7; ++size)
    EXPECT_EQ(decode_graph(words({std::uint64_t{2} << 32, root, (((many << 3) | size) << 32) | 1})).error().code,
              Errc::corrupt)
        << size;
}

TEST(GraphCodec, PointersInACircleAreRefused) {
  // The root's only pointer is to a list of one struct whose params point back to the root.
  constexpr std::uint64_t root = std::uint64_t{1} << 48;
  const auto circle = words({std::uint64_t{4} << 32, root, (((std::uint64_t{1} << 3) | 7) << 32) | 1,
                             (std::uint64_t{1} << 48) | (1 << 2), (std::uint64_t{1} << 48) | 0xfffffff0});
  EXPECT_FALSE(decode_graph(circle));
}

TEST(GraphCodec, ParametersNestedBeyondReasonAreRefusedNotRecursedInto) {
  const auto nested = [](int depth) {
    Params params;
    for (int i = 0; i < depth; ++i)
      params = Params{}.set("p", Params::Value(Params::List{params}));
    TaskGraph graph;
    graph.layers = {{.key = {1, 1}, .kernel = "x", .params = params}};
    return graph;
  };
  EXPECT_EQ(decode_graph(encode(nested(12)).value()).value(), nested(12));
  EXPECT_FALSE(decode_graph(encode(nested(1000)).value()));
}

TEST(GraphCodec, AMessageBeyondTheLimitIsRefusedUnread) {
  const auto size = max_message_bytes + 8;
  void* nothing = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(nothing, MAP_FAILED);
  EXPECT_EQ(decode_graph({static_cast<const std::byte*>(nothing), size}).error().code, Errc::corrupt);
  munmap(nothing, size);
}

TEST(GraphCodec, DoublesAreTheirBits) {
  for (const auto bits : test::special_double_bits()) {
    TaskGraph graph;
    graph.layers = {{.key = {1, 1}, .kernel = "x", .params = Params{}.set("v", std::bit_cast<double>(bits))}};
    const auto back = decode_graph(encode(graph).value()).value();
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*back.layers[0].params.real("v")), bits);
  }
}

} // namespace
} // namespace troupe
