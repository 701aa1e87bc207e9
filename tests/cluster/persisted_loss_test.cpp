// Schedulers are killed while a client computes on persisted arrays: it goes on with every value right. No times are
// measured.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/persist.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <list>
#include <optional>
#include <thread>

namespace troupe::test {
namespace {

constexpr std::chrono::seconds patience{60};

class PersistedLoss : public testing::Test {
protected:
  Process start(const std::vector<std::string>& words) const {
    auto argv = std::vector<std::string>{TROUPE_BINARY};
    argv.insert(argv.end(), words.begin(), words.end());
    return Process({.argv = argv,
                    .env = {{"TROUPE_CONFIG", "/dev/null"}, {"TROUPE_SECRET_FILE", secret()}},
                    .directory = {},
                    .input = {}});
  }
  static std::string address_of(Process& process) {
    return process.read_until("listening on (.*)", patience).value()[1];
  }
  void add_worker(const std::string& where) {
    workers_.push_back(
        start({"worker", "--scheduler", where, "--threads", "1", "--no-nanny", "--memory-limit", "512MiB"}));
    address_of(workers_.back());
  }
  Client client(const std::string& where) const { return Client::connect(where, {.secret_file = secret()}); }
  std::string file(const std::string& name) const { return folder_ / name; }

private:
  std::string secret() const { return file("secret"); }
  TempDir folder_;
  std::list<Process> workers_;
};

std::string port_of(const std::string& address) { return address.substr(address.rfind(':') + 1); }

/// Computes on persisted arrays until told to stop. @returns What went wrong first; nothing when all was right.
std::string compute_on(Client& client, const Array& a, const Array& b, const std::atomic<bool>& stop,
                       std::atomic<int>& rounds) {
  try {
    for (int i = 1; !stop; ++i) {
      const auto got = compute(client, (a * static_cast<double>(i) + b).sum()).scalar();
      if (got != 1000.0 * i + 2000.0)
        return "round " + std::to_string(i) + " gave " + std::to_string(got);
      ++rounds;
    }
  } catch (const TroupeError& error) {
    return to_string(error.error());
  }
  return {};
}

/// The client has computed so many rounds more.
void await_rounds(const std::atomic<int>& rounds, int more) {
  const auto wanted = rounds + more;
  for (const auto end = std::chrono::steady_clock::now() + patience;
       rounds < wanted && std::chrono::steady_clock::now() < end;)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

TEST_F(PersistedLoss, AClientGoesOnWithItsArraysUnderTheNextSchedulers) {
  auto scheduler = start({"scheduler", "--port", "0"});
  const auto where = address_of(scheduler);
  add_worker(where);
  add_worker(where);
  auto program = client(where);
  const auto a = persist(program, full({1000}, 1.0, {.chunks = 100}));
  const auto b = persist(program, a * 2.0 + full({1000}, 0.0, {.chunks = 100})); // made of what is persisted
  std::atomic<bool> stop{false};
  std::atomic<int> rounds{0};
  std::string wrong;
  std::thread computing([&] { wrong = compute_on(program, a, b, stop, rounds); });
  for (int kill = 0; kill < 4; ++kill) {
    await_rounds(rounds, 3);
    scheduler.signal(SIGKILL);
    ASSERT_TRUE(scheduler.wait(patience).ok());
    scheduler = start({"scheduler", "--port", port_of(where)});
    ASSERT_EQ(address_of(scheduler), where);
  }
  const int before = rounds;
  await_rounds(rounds, 3);
  stop = true;
  computing.join();
  EXPECT_EQ(wrong, "");
  EXPECT_GE(rounds, before + 3) << "nothing was computed under the last scheduler";
}

TEST_F(PersistedLoss, AClientGoesOnWithItsArraysUnderTheStandby) {
  const auto log = file("jobs.db");
  auto first = start({"scheduler", "--port", "0", "--job-log", log});
  const auto one = address_of(first);
  auto probe = start({"scheduler", "--port", "0"});
  const auto other = address_of(probe);
  probe.signal(SIGTERM);
  ASSERT_TRUE(probe.wait(patience).ok());
  auto standby = start({"scheduler", "--port", port_of(other), "--job-log", log, "--standby"});
  const auto where = one + "," + other;
  add_worker(where);
  add_worker(where);
  auto program = client(where);
  const auto a = persist(program, full({1000}, 1.0, {.chunks = 100}));
  const auto b = persist(program, full({1000}, 2.0, {.chunks = 50}));
  std::atomic<bool> stop{false};
  std::atomic<int> rounds{0};
  std::string wrong;
  std::thread computing([&] { wrong = compute_on(program, a, b, stop, rounds); });
  await_rounds(rounds, 3);
  first.signal(SIGKILL);
  ASSERT_EQ(address_of(standby), other);
  await_rounds(rounds, 5);
  stop = true;
  computing.join();
  EXPECT_EQ(wrong, "");
}

TEST_F(PersistedLoss, AnArrayOfAnotherClusterIsSaidToBeThat) {
  auto here = start({"scheduler", "--port", "0"});
  auto there = start({"scheduler", "--port", "0"});
  const auto one = address_of(here), two = address_of(there);
  add_worker(one);
  add_worker(two);
  auto program = client(one);
  auto stranger = client(two);
  const auto a = persist(program, full({10}, 1.0, {.chunks = 5}));
  try {
    compute(stranger, a.sum());
    FAIL() << "computed what it does not have";
  } catch (const TroupeError& error) {
    EXPECT_EQ(error.error().code, Errc::not_found);
    EXPECT_THAT(error.error().message,
                testing::AllOf(testing::HasSubstr("array float64 (10,)"), testing::HasSubstr("another cluster")));
  }
  EXPECT_EQ(compute(program, a.sum()).scalar(), 10);
}

TEST_F(PersistedLoss, AnArrayWhoseClientIsGoneIsSaidToBeThat) {
  auto scheduler = start({"scheduler", "--port", "0"});
  const auto where = address_of(scheduler);
  add_worker(where);
  auto program = client(where);
  std::optional<Array> a;
  {
    auto gone = client(where);
    a = persist(gone, full({10}, 1.0, {.chunks = 5}));
    EXPECT_EQ(compute(program, a->sum()).scalar(), 10) << "clients of one cluster share it";
  }
  try {
    compute(program, a->sum());
    FAIL() << "computed what it does not have";
  } catch (const TroupeError& error) {
    EXPECT_EQ(error.error().code, Errc::cancelled);
    EXPECT_THAT(error.error().message, testing::HasSubstr("client that it was persisted with is gone"));
  }
}

} // namespace
} // namespace troupe::test
