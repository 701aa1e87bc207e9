#include "runtime/wire/worker_codec.hpp"

#include "runtime/chunk/buffer_pool.hpp"
#include "tests/support/hostile_bytes.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace troupe {
namespace {

constexpr auto most = ~std::uint64_t{0};

std::vector<WorkerOrder> every_order() {
  RunTask run{.key = {most, 1}, .layer = 7, .index = 0xffffffff, .priority = -5, .inputs = {}};
  run.inputs.push_back({.key = {1, 2}, .nbytes = most, .holders = {{3}, {4}}, .last_use = true});
  run.inputs.push_back({.key = {1, 3}});
  return {DefineLayer{0, "sum", Params{}.set("axis", 1).set("names", Params::Value(Params::Strings{"a", "", "ü"}))},
          DefineLayer{0xffffffff, "", {}},
          DefinePeer{{17}, {"127.0.0.1", 65535}},
          DefinePeer{{18}, {}},
          run,
          RunTask{.key = {0, 0}},
          CancelTask{{5, 6}},
          FreeChunk{{7, most}},
          Retire{"done\0with it"},
          Retire{},
          Retire{"bye", true},
          DefineLayer{1, "k", {}, 5'000'000},
          CopyChunk{{1, most}, 3, {{4}, {5}}},
          CopyChunk{},
          ReturnTask{{8, 9}}};
}

WorkerReports every_report() {
  return {{99},
          {TaskFinished{{1, 2}, 3, most}, TaskFailed{{4, 5}, {Errc::singular, "no pivot"}}, TaskFailed{{4, 6}, {}},
           InputsMissing{{7, 8}, {{9, 10}, {11, 12}}, {{20}, {most}}}, InputsMissing{{7, 9}, {}, {}},
           ReplicaMade{{13, 14}, 5, most}, ChunkLost{{15, 16}}, TaskReturned{{17, 18}}, CopyFailed{{19, most}},
           Heartbeat{.resident_bytes = 1, .longest_us = most, .longest_layer = 0xffffffff, .refused = 0xfffffffe},
           Heartbeat{.resident_bytes = most,
                     .chunk_bytes = 2,
                     .spilled_bytes = 3,
                     .chunks = 4,
                     .running = 5,
                     .waiting = 6,
                     .paused = true}}};
}

Result<std::vector<WorkerOrder>> orders_from(std::span<const std::byte> bytes) { return decode_orders(bytes); }
Result<WorkerReports> reports_from(std::span<const std::byte> bytes) { return decode_reports(bytes); }

TEST(WorkerCodec, EveryOrderArrivesAsItLeft) {
  EXPECT_EQ(decode_orders(encode(every_order())).value(), every_order());
  for (const auto& order : every_order())
    EXPECT_EQ(decode_orders(encode(std::vector{order})).value(), std::vector{order});
  EXPECT_TRUE(decode_orders(encode(std::vector<WorkerOrder>{})).value().empty());
}

TEST(WorkerCodec, EveryReportArrivesAsItLeft) {
  EXPECT_EQ(decode_reports(encode(every_report())).value(), every_report());
  for (const auto& report : every_report().reports)
    EXPECT_EQ(decode_reports(encode(WorkerReports{{1}, {report}})).value(), (WorkerReports{{1}, {report}}));
}

TEST(WorkerCodec, AValueThatIsBroughtArrivesWhole) {
  Block block{DType::float64, {3}, process_pool().allocate_for<double>(3)};
  for (std::size_t i = 0; i < 3; ++i)
    block.values<double>()[i] = 0.1 * static_cast<double>(i);
  const auto value = make_chunk(std::move(block));
  const WorkerReports reports{{1}, {TaskFinished{{1, 2}, 24, 5, value}, TaskFinished{{3, 4}, 24, 5}}};
  const auto back = decode_reports(encode(reports)).value();
  const auto& brought = std::get<TaskFinished>(back.reports.at(0)).value;
  ASSERT_TRUE(brought);
  const auto* arrived = as_block(*brought).value();
  EXPECT_EQ(arrived->shape, (Shape{3}));
  EXPECT_EQ(arrived->values<double>()[2], 0.1 * 2);
  EXPECT_FALSE(std::get<TaskFinished>(back.reports.at(1)).value);
  RunTask order{.key = {1, 2}, .inline_result = true};
  EXPECT_TRUE(std::get<RunTask>(decode_orders(encode(std::vector<WorkerOrder>{order})).value().front()).inline_result);
}

TEST(WorkerCodec, AValueThatIsNoChunkIsRefused) {
  const auto value = make_chunk(Block{DType::float64, {1}, process_pool().allocate_for<double>(1)});
  const WorkerReports reports{{1}, {TaskFinished{{1, 2}, 8, 5, value}}};
  test::expect_hardened(encode(reports), 103, reports_from, [](const auto& back) { return encode(back); });
}

TEST(WorkerCodec, AParameterIsItsBits) {
  for (const auto bits : test::special_double_bits()) {
    const auto number = std::bit_cast<double>(bits);
    const auto params = Params{}.set("one", number).set("list", Params::Value(Params::Doubles{number, 1, number}));
    const auto back = decode_orders(encode(std::vector<WorkerOrder>{DefineLayer{1, "k", params}})).value();
    const auto& read = std::get<DefineLayer>(back.front()).params;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*read.real("one")), bits);
    EXPECT_EQ(std::bit_cast<std::uint64_t>((*read.reals("list"))[2]), bits);
  }
}

TEST(WorkerCodec, ThousandsOfTasksInOneBatch) {
  std::vector<WorkerOrder> orders;
  for (std::uint32_t i = 0; i < 5000; ++i) {
    RunTask run{.key = {i, 1}, .layer = 1, .index = i};
    for (std::uint32_t input = 0; input < i % 7; ++input)
      run.inputs.push_back(
          {.key = {i, input + 2}, .nbytes = i, .holders = std::vector<WorkerId>(input, WorkerId{input})});
    orders.push_back(run);
  }
  EXPECT_EQ(decode_orders(encode(orders)).value(), orders);
}

TEST(WorkerCodec, HostileOrdersAreErrorsOrSound) {
  for (std::uint64_t seed = 0; seed < every_order().size(); ++seed)
    test::expect_hardened(encode(std::vector{every_order()[seed]}), seed, orders_from,
                          [](const auto& orders) { return encode(orders); });
  test::expect_hardened(encode(every_order()), 100, orders_from, [](const auto& orders) { return encode(orders); });
}

TEST(WorkerCodec, HostileReportsAreErrorsOrSound) {
  test::expect_hardened(encode(every_report()), 101, reports_from, [](const auto& reports) { return encode(reports); });
}

TEST(WorkerCodec, ANewerPeersOrderIsAVersionMismatch) {
  const auto good = encode(std::vector<WorkerOrder>{CancelTask{{1, 2}}});
  int unknown = 0;
  for (std::size_t at = 8; at + 2 <= good.size(); at += 2) {
    auto bad = good;
    bad[at] = std::byte{99};
    bad[at + 1] = std::byte{0};
    const auto result = decode_orders(bad);
    unknown += !result && result.error().code == Errc::version_mismatch ? 1 : 0;
  }
  EXPECT_EQ(unknown, 1); // the order's kind, and nothing else
}

} // namespace
} // namespace troupe
