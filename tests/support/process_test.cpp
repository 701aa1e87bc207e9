#include "tests/support/process.hpp"

#include "tests/support/loopback.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace troupe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Milliseconds plenty{30000};
constexpr Milliseconds little{50};

ProcessSpec shell(std::string script) {
  return {.argv = {"sh", "-c", std::move(script)}, .env = {}, .directory = {}, .input = {}};
}

/// True once process `pid` is gone or a zombie that nobody of ours can revive.
bool is_dead(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return !(stat >> number >> name >> state) || state == "Z" || state == "X";
}

TEST(Process, KeepsStdoutStderrAndTheExitCodeApart) {
  const auto done = run(shell("echo one; echo two >&2; exit 3"), plenty);
  EXPECT_EQ(done.out, "one\n");
  EXPECT_EQ(done.err, "two\n");
  EXPECT_EQ(done.status.code, 3);
  EXPECT_EQ(done.status.signal, 0);
  EXPECT_FALSE(done.status.ok());
}

TEST(Process, GivesEnvironmentDirectoryAndInputToTheChild) {
  const TempDir folder;
  auto spec = shell("echo \"$COLOUR\"; pwd; cat");
  spec.env = {{"COLOUR", "blue"}};
  spec.directory = folder.path().string();
  spec.input = "typed";
  EXPECT_EQ(run(std::move(spec), plenty).out, "blue\n" + folder.path().string() + "\ntyped");
}

TEST(Process, NamesAProgramThatIsNotThere) {
  try {
    Process process({.argv = {"/no/such/program"}, .env = {}, .directory = {}, .input = {}});
    FAIL() << "started";
  } catch (const TroupeError& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot run '/no/such/program': No such file"));
  }
}

TEST(Process, TellsWhichSignalEndedIt) {
  Process process(shell("echo ready; exec sleep 600"));
  ASSERT_TRUE(process.read_until("ready", plenty).ok());
  EXPECT_TRUE(process.running());
  process.signal(SIGTERM);
  const auto status = process.wait(plenty);
  ASSERT_TRUE(status.ok()) << to_string(status.error());
  EXPECT_EQ(status->signal, SIGTERM);
  EXPECT_EQ(status->code, -1);
  EXPECT_FALSE(process.running());
}

TEST(Process, WaitGivesUpAtItsLimitAndSaysWhatWasWritten) {
  Process process(shell("echo started; exec sleep 600"));
  ASSERT_TRUE(process.read_until("started", plenty).ok());
  const auto status = process.wait(little);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Errc::timeout);
  EXPECT_THAT(status.error().message, HasSubstr("still running after 0.05 s"));
  EXPECT_THAT(status.error().message, HasSubstr("started"));
}

TEST(Process, ReadsLineAfterLineWhileTheChildRuns) {
  Process process(shell("printf 'port 17\\nport 18\\nwaiting> '; exec sleep 600"));
  const auto first = process.read_until("port ([0-9]+)", plenty);
  ASSERT_TRUE(first.ok()) << to_string(first.error());
  EXPECT_THAT(*first, ElementsAre("port 17", "17"));
  const auto second = process.read_until("port ([0-9]+)", plenty);
  ASSERT_TRUE(second.ok()) << to_string(second.error());
  EXPECT_THAT(*second, ElementsAre("port 18", "18"));
  EXPECT_TRUE(process.read_until("waiting>", plenty).ok()) << "an unfinished line";
  EXPECT_EQ(process.read_until("port", little).error().code, Errc::timeout);
}

TEST(Process, ReadingEndsWithTheOutput) {
  Process process(shell("echo nothing of the kind"));
  EXPECT_EQ(process.read_until("port", plenty).error().code, Errc::lost);
}

TEST(Process, ReadsMoreThanAPipeHolds) {
  EXPECT_EQ(run(shell("head -c 1000000 /dev/zero"), plenty).out.size(), 1000000u);
}

TEST(Process, TheDestructorEndsTheWholeGroup) {
  int child = 0, grandchild = 0;
  {
    Process process(shell("sleep 600 & echo \"grandchild $!\"; wait"));
    child = process.pid();
    const auto line = process.read_until("grandchild ([0-9]+)", plenty);
    ASSERT_TRUE(line.ok()) << to_string(line.error());
    grandchild = std::stoi((*line)[1]);
    EXPECT_FALSE(is_dead(grandchild));
  }
  EXPECT_TRUE(is_dead(child));
  // The grandchild was killed before the destructor returned, but the kernel may still be taking it down.
  for (int tries = 0; tries < 1000000 && !is_dead(grandchild); ++tries)
    ::sched_yield();
  EXPECT_TRUE(is_dead(grandchild));
}

TEST(Process, ASignalGoesToTheProcessAloneNotToItsGroup) {
  // The inner shell answers both signals, USR1 first where both are pending; the outer one asks it with USR2.
  // It is ready to before there is an inner one that could say so.
  Process process(shell("trap 'kill -USR2 $!' USR1; "
                        "sh -c 'trap \"echo inner got it\" USR1; trap \"echo inner was asked\" USR2; echo up; "
                        "while :; do sleep 600 & wait; done' & "
                        "while :; do wait; done"));
  ASSERT_TRUE(process.read_until("up", plenty).ok());
  process.signal(SIGUSR1);
  const auto asked = process.read_until("inner was asked", plenty);
  ASSERT_TRUE(asked.ok()) << to_string(asked.error());
  EXPECT_THAT(process.output(), testing::Not(HasSubstr("got it")));
}

TEST(Process, MeasuresItsMemory) { EXPECT_GT(run(shell("true"), plenty).status.peak_memory, 100000u); }

TEST(Process, AMovedOneIsStillTheSame) {
  Process first(shell("echo hello; exec sleep 600"));
  const int pid = first.pid();
  Process second = std::move(first);
  EXPECT_EQ(second.pid(), pid);
  EXPECT_TRUE(second.read_until("hello", plenty).ok());
  second = Process(shell("true"));
  EXPECT_TRUE(is_dead(pid));
  EXPECT_TRUE(second.wait(plenty).ok());
}

TEST(TempDir, IsGoneWithItsContents) {
  std::filesystem::path path;
  {
    const TempDir folder;
    path = folder.path();
    std::ifstream file(folder.write("deep/down.txt", "text"));
    std::string word;
    EXPECT_TRUE(file >> word);
    EXPECT_EQ(word, "text");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(FreePort, CanBeBound) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(free_port());
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ::close(fd);
}

} // namespace
} // namespace troupe::test
