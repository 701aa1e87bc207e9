#include "runtime/wire/job_codec.hpp"

#include "tests/support/hostile_bytes.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace troupe {
namespace {

constexpr auto most = ~std::uint64_t{0};

TaskGraph small_graph() {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .params = Params{}.set("seed", 7), .tasks = 9},
                  {.key = {1, 2}, .kernel = "sum", .tasks = 3, .inputs = {{0, Wiring::tree(3)}}}};
  graph.outputs = {1};
  return graph;
}

std::vector<JobNotice> every_notice() {
  const OutputPlace place{{1, 2}, most, {{{3}, {"host", 1}}, {{4}, {}}}};
  return {JobProgressed{{1}, {1, 2, most}}, JobFinished{{2}, {3, 3, 4}, {place, {{5, 6}, 0, {}}}},
          JobFinished{{2}, {}, {}}, JobFailed{{3}, {Errc::cancelled, "asked for"}}};
}

std::vector<JobCommand> every_command() {
  return {CancelJob{{1}}, ReleaseJob{{most}}, OutputUnreachable{{2}, {3, 4}, {5}}};
}

std::vector<Request> every_request() {
  WorkerInfo info;
  info.version = "0.1.0";
  info.id = {42};
  info.name = "worker-1";
  info.address = {"localhost", 8786};
  info.threads = 4;
  info.memory_limit = most;
  info.pid = -1;
  info.resources = {{"gpu", 4}, {"", 0}};
  return {ClientHello{3, "1.2.3"},
          WorkerHello{info, {{{1, 2}, most}, {{3, 4}, 0}}},
          SubmitJob{"job", small_graph(), 0.25},
          SubmitJob{},
          SubmitDetached{"night", small_graph(), Params{}.set("owner", "me")},
          SubmitDetached{"again", small_graph(), {}, 2, {most}},
          QueryJob{{7}},
          CancelDetached{{8}},
          QueryCluster{},
          RetireWorker{"w1"},
          QueryTask{{most, 9}}};
}

JobStatus job_status(double seconds) {
  return {.job = {1},
          .name = "mean",
          .phase = JobPhase::failed,
          .detached = true,
          .progress = {1, 2, 3},
          .seconds = seconds,
          .error = {Errc::task_failed, "no"},
          .meta = Params{}.set("a", true),
          .outputs = {{1, 2}, {3, 4}}};
}

std::vector<Response> every_response() {
  WorkerStatus worker;
  worker.info.name = "w";
  worker.beat = {.resident_bytes = 1, .paused = true};
  worker.assigned = 3;
  worker.seconds_since_beat = 0.5;
  worker.longest_kernel = "sum";
  worker.retiring = true;
  return {Error{Errc::version_mismatch, "too old"},
          Welcome{1, "0.1.0", 500'000},
          JobAccepted{{9}, most},
          job_status(1.5),
          ClusterStatus{.version = "0.1.0",
                        .pid = 1,
                        .uptime_seconds = 2,
                        .tasks_in_state = 3,
                        .chunks_in_memory = 4,
                        .workers = {worker, worker},
                        .jobs = {job_status(1), JobStatus{}},
                        .refused = most,
                        .encrypted = true},
          WorkerRetiring{{7}, most, 9},
          ClusterStatus{},
          TaskExplanation{{.key = {1, most},
                           .rule = "the cheapest worker",
                           .expected_us = 1500,
                           .candidates = {{{7}, "w7", 0.5, 2.25, most}, {{8}, "", 0, 0, 0}},
                           .winner = {8}},
                          12.5},
          TaskExplanation{}};
}

TEST(JobCodec, EveryNoticeArrivesAsItLeft) {
  EXPECT_EQ(decode_notices(encode(every_notice())).value(), every_notice());
}

TEST(JobCodec, EveryCommandArrivesAsItLeft) {
  EXPECT_EQ(decode_commands(encode(every_command())).value(), every_command());
}

TEST(JobCodec, EveryRequestArrivesAsItLeft) {
  for (const auto& request : every_request())
    EXPECT_EQ(decode_request(encode(request).value()).value(), request) << request.index();
}

TEST(JobCodec, EveryResponseArrivesAsItLeft) {
  for (const auto& response : every_response())
    EXPECT_EQ(decode_response(encode(response)).value(), response) << response.index();
}

TEST(JobCodec, SecondsAreTheirBits) {
  for (const auto bits : test::special_double_bits()) {
    const auto number = std::bit_cast<double>(bits);
    const auto back = decode_response(encode(Response(job_status(number)))).value();
    EXPECT_EQ(std::bit_cast<std::uint64_t>(std::get<JobStatus>(back).seconds), bits);
    ClusterStatus cluster;
    cluster.uptime_seconds = number;
    cluster.workers.emplace_back().seconds_since_beat = number;
    const auto status = std::get<ClusterStatus>(decode_response(encode(Response(cluster))).value());
    EXPECT_EQ(std::bit_cast<std::uint64_t>(status.uptime_seconds), bits);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(status.workers.front().seconds_since_beat), bits);
    TaskExplanation why;
    why.decision.candidates.emplace_back().move_us = number;
    why.seconds_ago = number;
    const auto told = std::get<TaskExplanation>(decode_response(encode(Response(why))).value());
    EXPECT_EQ(std::bit_cast<std::uint64_t>(told.seconds_ago), bits);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(told.decision.candidates.front().move_us), bits);
  }
}

TEST(JobCodec, AWeightThatIsNoShareIsRefused) {
  for (const double weight : {0.0, -1.0, std::bit_cast<double>(std::uint64_t{0x7ff8000000000000}), 1e300 * 1e300}) {
    EXPECT_EQ(decode_request(encode(Request(SubmitJob{"j", small_graph(), weight})).value()).error().code,
              Errc::invalid_argument);
    EXPECT_EQ(decode_request(encode(Request(SubmitDetached{"j", small_graph(), {}, weight})).value()).error().code,
              Errc::invalid_argument);
  }
}

TEST(JobCodec, HostileBytesAreErrorsOrSound) {
  test::expect_hardened(
      encode(every_notice()), 1, [](auto bytes) { return decode_notices(bytes); },
      [](const auto& notices) { return encode(notices); });
  test::expect_hardened(
      encode(every_command()), 2, [](auto bytes) { return decode_commands(bytes); },
      [](const auto& commands) { return encode(commands); });
  std::uint64_t seed = 3;
  for (const auto& request : every_request())
    test::expect_hardened(
        encode(request).value(), ++seed, [](auto bytes) { return decode_request(bytes); },
        [](const auto& again) { return encode(again).value(); });
  for (const auto& response : every_response())
    test::expect_hardened(
        encode(response), ++seed, [](auto bytes) { return decode_response(bytes); },
        [](const auto& again) { return encode(again); });
}

TEST(JobCodec, AGraphThatBreaksAnInvariantIsAnsweredWithWhatIsWrong) {
  auto graph = small_graph();
  graph.outputs = {5};
  const auto result = decode_request(encode(Request(SubmitJob{"bad", graph})).value());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::invalid_argument);
  EXPECT_NE(result.error().message.find("output 5 names no layer"), std::string::npos) << result.error().message;
}

TEST(JobCodec, AnErrorOfAnUnknownCodeIsInternal) {
  const Response response(Error{Errc::invalid_shape, "rows"});
  auto bytes = encode(response);
  const std::string name = "invalid_shape", other = "invalid_shade";
  auto* at = std::search(reinterpret_cast<char*>(bytes.data()), reinterpret_cast<char*>(bytes.data() + bytes.size()),
                         name.begin(), name.end());
  std::copy(other.begin(), other.end(), at);
  EXPECT_EQ(std::get<Error>(decode_response(bytes).value()), (Error{Errc::internal, "rows"}));
}

} // namespace
} // namespace troupe
