// Kernels that end, stop, fork or cripple their process: the job has its result all the same, and the node serves on
// with a worker that is sound.
#include "tests/cluster/failures/fleet.hpp"

#include "collections/session/future.hpp"
#include "collections/session/persist.hpp"

#include <filesystem>

namespace troupe::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class RudeKernels : public Fleet {
protected:
  Array rude(const std::string& kernel, const std::string& what = "", std::int64_t tasks = 4) const {
    const auto source = arange(Scalar(static_cast<double>(tasks)), {.chunks = 1});
    return source.map_blocks(kernel, Params{}.set("file", file("rude")).set("what", what));
  }
  void expect_service(Client& of) const { EXPECT_EQ(compute(of, array("failures.slow", 3).sum()).scalar(), 3.0); }
  int pid_of_worker(int number = 0) const {
    const auto text = status();
    const auto at = text.find("\"name\": \"w" + std::to_string(number) + "\"");
    const auto pid = text.find("\"pid\"", at);
    return at == std::string::npos || pid == std::string::npos ? 0
                                                               : static_cast<int>(number_in(text.substr(pid), "pid"));
  }
  bool replaced(int first, int number = 0) const {
    const int now = pid_of_worker(number);
    return now > 0 && now != first;
  }
  pid_t child() const {
    pid_t pid = 0;
    std::ifstream(file("rude.child")) >> pid;
    return pid;
  }
  /// Neither there nor waiting to be reaped.
  static bool ended(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string id, name, state;
    return !(stat >> id >> name >> state) || state == "Z";
  }
};

class UnaskedEnds : public RudeKernels, public testing::WithParamInterface<const char*> {};

TEST_P(UnaskedEnds, CostAWorkerAndNeitherTheJobNorTheNode) {
  start(1, {}, {});
  auto user = client();
  const auto first = pid_of_worker();
  EXPECT_EQ(compute(user, rude("rude.once", GetParam()).sum()).scalar(), 6.0);
  EXPECT_TRUE(replaced(first));
  expect_service(user);
  EXPECT_TRUE(workers_[0].running());
}

INSTANTIATE_TEST_SUITE_P(Kinds, UnaskedEnds,
                         testing::Values("exit 0", "exit 2", "_exit 0", "quick_exit 0", "abort", "daemon",
                                         "throw where nothing may", "close descriptors", "stop"),
                         [](const auto& kind) {
                           std::string name = kind.param;
                           std::erase_if(name, [](char letter) { return letter == ' ' || letter == '_'; });
                           return name + std::to_string(kind.index);
                         });

class HarmlessKernels : public RudeKernels, public testing::WithParamInterface<const char*> {};

TEST_P(HarmlessKernels, CostNothing) {
  start(1, {}, {"--memory-limit", "256MiB", "--spill-folder", "spilled"});
  auto user = client();
  const auto first = pid_of_worker();
  EXPECT_EQ(compute(user, rude("rude.once", GetParam()).sum()).scalar(), 6.0);
  const auto much = arange(Scalar(40e6), {.chunks = 1'000'000}); // it spills
  EXPECT_EQ(compute(user, (much - much.mean()).sum()).scalar(), 0.0);
  EXPECT_EQ(pid_of_worker(), first);
  workers_[0].signal(SIGTERM);
  const auto ended = workers_[0].wait(patience);
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(ended->code, 0);
  std::filesystem::remove_all("spilled");
}

INSTANTIATE_TEST_SUITE_P(Kinds, HarmlessKernels, testing::Values("chdir", "block signals", "terminate itself"),
                         [](const auto& kind) {
                           std::string name = kind.param;
                           std::erase(name, ' ');
                           return name;
                         });

TEST_F(RudeKernels, WhatIsThrownThroughCFailsTheJob) {
  start(1, {}, {});
  auto user = client();
  const auto error = thrown_by([&] { compute(user, rude("rude.throws_through_c", "", 1)); });
  EXPECT_THAT(error.message, HasSubstr("rude.throws_through_c"));
  expect_service(user);
}

TEST_F(RudeKernels, AChildThatIsLeftBehindHoldsNeitherThePortNorTheDeath) {
  start(0);
  const auto free_port = port_of(address_of(*std::make_unique<Process>(command({"scheduler", "--port", "0"}))));
  workers_.push_back(start_worker("w0", {"--port", free_port}));
  auto user = client();
  const auto first = pid_of_worker();
  EXPECT_EQ(compute(user, rude("rude.once", "leave a child and die").sum()).scalar(), 6.0);
  EXPECT_TRUE(replaced(first)) << "the next worker has the same port";
  ASSERT_GT(child(), 0);
  EXPECT_FALSE(ended(child()));
  ::kill(child(), SIGKILL);
  EXPECT_TRUE(workers_[0].running());
}

TEST_F(RudeKernels, AForkedChildThatReturnsIsNoSecondWorker) {
  start(1, {}, {});
  auto user = client();
  const auto first = pid_of_worker();
  EXPECT_EQ(compute(user, rude("rude.forked", "", 1).sum()).scalar(), 0.0);
  ASSERT_GT(child(), 0);
  EXPECT_TRUE(eventually([&] { return ended(child()); }));
  expect_service(user);
  EXPECT_EQ(pid_of_worker(), first);
}

TEST_F(RudeKernels, ACancelledTaskThatDoesNotReturnHasItsWorkerReplacedAndWhatItHeldMoved) {
  start(2, {}, {"--stuck-after", "1s"});
  auto user = client();
  const auto kept = persist(user, array("failures.slow", 6));
  wait(kept);
  const auto made = begun().size();
  ASSERT_EQ(made, 6u);
  const std::array first{pid_of_worker(0), pid_of_worker(1)};
  auto job = user.submit(graph_of(array("failures.never", 1))).value();
  ASSERT_TRUE(eventually([&] { return begun().size() > made; }));
  const auto stuck = begun().back().pid == first[0] ? 0 : 1;
  job->cancel();
  EXPECT_TRUE(eventually([&] { return replaced(first[static_cast<std::size_t>(stuck)], stuck); })) << logged();
  EXPECT_EQ(pid_of_worker(1 - stuck), first[static_cast<std::size_t>(1 - stuck)]);
  EXPECT_THAT(workers_[static_cast<std::size_t>(stuck)].output(Stream::err),
              HasSubstr("did not return within 1 s of being cancelled"));
  EXPECT_EQ(compute(user, kept.sum()).scalar(), 15.0);
  EXPECT_EQ(begun().size(), made + 1) << "chunks were made again";
}

TEST_F(RudeKernels, ALoneWorkerThatIsStuckIsReplacedTooAndWhatItHeldIsMadeAgain) {
  start(1, {}, {"--stuck-after", "1s"});
  auto user = client();
  const auto kept = persist(user, array("failures.slow", 3));
  wait(kept);
  const auto first = pid_of_worker();
  auto job = user.submit(graph_of(array("failures.never", 1))).value();
  ASSERT_TRUE(eventually([&] { return begun().size() == 4u; }));
  job->cancel();
  EXPECT_TRUE(eventually([&] { return replaced(first); })) << logged();
  EXPECT_EQ(compute(user, kept.sum()).scalar(), 3.0);
}

TEST_F(RudeKernels, TheLimitIsSaidWhereFlagsAreExplained) {
  const auto help = run(command({"worker", "--help"}), patience).out;
  EXPECT_THAT(help, AllOf(HasSubstr("--stuck-after"), HasSubstr("10s")));
}

} // namespace
} // namespace troupe::test
