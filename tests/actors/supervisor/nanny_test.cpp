#include "actors/supervisor/nanny.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

namespace troupe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A shell script as the worker: its $1 is "--supervised=FD"; `joined` says that it is part of the cluster.
struct Supervised {
  explicit Supervised(const std::string& script, NannyOptions options = {}) {
    options.first_pause = 1000;
    const auto joined = "joined() { eval \"echo >&${1#--supervised=}\"; }\n";
    supervisor = Nanny::make({.argv = {"/bin/sh", "-c", joined + script, "sh"},
                              .warn = [this](const std::string& line) { warnings.push_back(line); }},
                             options)
                     .value();
  }
  std::vector<std::string> warnings;
  std::unique_ptr<Nanny> supervisor;
};

/// Ends in order: NannyState::code_in_order.
static_assert(NannyState::code_in_order == 87, "the scripts below say so");

/// A script's line that waits until a file is there.
std::string await(const std::string& file) { return "while [ ! -e '" + file + "' ]; do sleep 0.02; done\n"; }

void await_file(const std::string& file) {
  while (!std::filesystem::exists(file))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

TEST(Nanny, ExitsAsTheProcessDidThatNeverJoined) {
  Supervised worker("exit 3");
  EXPECT_EQ(worker.supervisor->run(), 3);
  EXPECT_THAT(worker.warnings, IsEmpty());
}

TEST(Nanny, StartsAProcessAgainThatDied) {
  const test::TempDir folder;
  Supervised worker("joined $1; [ -e '" + (folder / "second") + "' ] && exit 87; touch '" + (folder / "second")
                    + "'; kill -9 $$");
  EXPECT_EQ(worker.supervisor->run(), 0);
  EXPECT_THAT(worker.warnings, ElementsAre(HasSubstr("ended by signal 9")));
}

TEST(Nanny, StartsAProcessAgainThatEndedWithZeroUnasked) {
  const test::TempDir folder;
  Supervised worker("joined $1; [ -e '" + (folder / "second") + "' ] && exit 87; touch '" + (folder / "second")
                    + "'; exit 0");
  EXPECT_EQ(worker.supervisor->run(), 0);
  EXPECT_THAT(worker.warnings, ElementsAre(HasSubstr("ended with code 0, which nobody had asked for")));
}

TEST(Nanny, SeesTheEndOfAProcessWhoseChildHoldsWhatItHadOpen) {
  const test::TempDir folder;
  // The child has the line too, and lives for as long as the test lets it.
  Supervised worker("joined $1; [ -e '" + (folder / "second") + "' ] && exit 87; touch '" + (folder / "second") + "'\n("
                    + await(folder / "never") + ") & echo $! > '" + (folder / "child") + "'; kill -9 $$");
  EXPECT_EQ(worker.supervisor->run(), 0);
  EXPECT_THAT(worker.warnings, ElementsAre(HasSubstr("ended by signal 9")));
  pid_t child = 0;
  std::ifstream(folder / "child") >> child;
  ASSERT_GT(child, 0);
  EXPECT_EQ(::kill(child, SIGKILL), 0) << "the child had ended";
}

TEST(Nanny, KillsAndReplacesAProcessThatStandsStillOrClosesItsLine) {
  for (const std::string what : {"kill -STOP $$", "eval \"exec ${1#--supervised=}>&-\""}) {
    const test::TempDir folder;
    Supervised worker("joined $1; [ -e '" + (folder / "second") + "' ] && exit 87; touch '" + (folder / "second")
                          + "'; " + what + "\n" + await(folder / "never"),
                      {.silence = 300'000, .cut_line = 50'000});
    EXPECT_EQ(worker.supervisor->run(), 0);
    EXPECT_THAT(worker.warnings, ElementsAre(HasSubstr("killing it"), HasSubstr("was killed because"))) << what;
  }
}

TEST(Nanny, KillsAProcessAboveItsMemory) {
  const test::TempDir folder;
  // The second time it has what it needs, and ends.
  Supervised worker("[ -e '" + (folder / "second") + "' ] && exit 87; touch '" + (folder / "second") + "'; joined $1\n"
                        + await(folder / "never"),
                    {.memory_limit = 4096});
  EXPECT_EQ(worker.supervisor->run(), 0);
  EXPECT_THAT(worker.warnings, ElementsAre(HasSubstr("killing it"), HasSubstr("killed for its memory")));
}

TEST(Nanny, StopAsksTheProcessToEndInOrder) {
  const test::TempDir folder;
  Supervised worker("trap 'touch " + (folder / "asked") + "; exit 87' TERM; joined $1; touch " + (folder / "ready")
                    + "\n" + await(folder / "never"));
  std::thread asker([&] {
    await_file(folder / "ready");
    worker.supervisor->stop();
  });
  EXPECT_EQ(worker.supervisor->run(), 0);
  asker.join();
  EXPECT_TRUE(std::filesystem::exists(folder / "asked"));
}

TEST(Nanny, KillsAProcessThatWillNotEnd) {
  const test::TempDir folder;
  Supervised worker("trap '' TERM; joined $1; touch " + (folder / "ready") + "\n" + await(folder / "never"),
                    {.stop_patience = 10'000});
  std::thread asker([&] {
    await_file(folder / "ready");
    worker.supervisor->stop();
  });
  EXPECT_EQ(worker.supervisor->run(), 0);
  asker.join();
}

TEST(Nanny, AProgramThatIsNotThereEndsIt) {
  auto supervisor = Nanny::make({.argv = {"/no/such/program"}}, {}).value();
  EXPECT_EQ(supervisor->run(), 127);
}

} // namespace
} // namespace troupe
