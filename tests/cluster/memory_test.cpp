// Work on six times the workers' memory, in real processes: every sample of what they have resident stays under the
// limit, and the bits are those of workers without one. And a spill file that comes to harm in a living worker.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/shaping.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/future.hpp"
#include "collections/session/persist.hpp"
#include "tests/cluster/cluster.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <bit>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace troupe::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t limit = std::uint64_t{256} << 20;
constexpr std::int64_t side = 13'700; // 1.5 GB of float64
constexpr std::int64_t chunk = 685;   // 3.75 MB

std::vector<std::string> flags(const std::string& memory_limit, const std::string& folder) {
  std::vector<std::string> words{"--threads", "1", "--no-nanny", "--spill-folder", folder};
  if (!memory_limit.empty())
    words.insert(words.end(), {"--memory-limit", memory_limit});
  return words;
}

std::uint64_t resident(int pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  std::uint64_t total = 0, pages = 0;
  return statm >> total >> pages ? pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

/// Looks at both workers twenty times a second while it lives.
class Sampler {
public:
  explicit Sampler(Cluster& cluster) : pids_{cluster.worker(0).pid(), cluster.worker(1).pid()} {
    thread_ = std::thread([this] {
      while (!stopping_.load()) {
        for (int pid : pids_)
          largest_ = std::max(largest_, resident(pid));
        ++samples_;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
    });
  }
  ~Sampler() { stop(); }
  std::uint64_t stop() {
    stopping_.store(true);
    if (thread_.joinable())
      thread_.join();
    return largest_;
  }

private:
  std::array<int, 2> pids_;
  std::uint64_t largest_ = 0;
  std::uint64_t samples_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

/// Materialises x + x.T and its blocks of whole rows, all of each kept at one time, and sums them.
std::vector<double> sums(Client& client) {
  const auto x = random::normal({side, side}, {.chunks = {chunk, chunk}, .seed = 5});
  std::vector<double> found;
  {
    const auto y = persist(client, x + x.T(), {.optimize = false});
    wait(y);
    found.push_back(compute(client, y.sum()).scalar());
  }
  const auto rows = persist(client, x.rechunk({40, -1}), {.optimize = false});
  wait(rows);
  found.push_back(compute(client, rows.sum()).scalar());
  return found;
}

TEST(Memory, WorkOnSixTimesTheLimitStaysUnderItAndGivesTheSameBits) {
  std::vector<double> limited, unlimited;
  {
    const TempDir spill;
    Cluster cluster(2, flags("256MiB", spill.path().string()));
    auto client = Client::connect(cluster.address());
    Sampler sampler(cluster);
    limited = sums(client);
    EXPECT_LT(sampler.stop(), limit);
  }
  {
    const TempDir spill;
    Cluster cluster(2, flags("", spill.path().string()));
    auto client = Client::connect(cluster.address());
    unlimited = sums(client);
  }
  ASSERT_EQ(limited.size(), unlimited.size());
  for (std::size_t i = 0; i < limited.size(); ++i)
    EXPECT_EQ(std::bit_cast<std::uint64_t>(limited[i]), std::bit_cast<std::uint64_t>(unlimited[i]))
        << limited[i] << " and " << unlimited[i];
}

/// Its nanny would kill the worker, and three of them, for what the kernel took.
TEST(Memory, AKernelThatNeedsMoreThanItsWorkerHasFailsWithTheFiguresAndTheWorkerLives) {
  const TempDir spill;
  Cluster cluster(1, {"--threads", "1", "--memory-limit", "256MiB", "--spill-folder", spill.path().string()});
  auto client = Client::connect(cluster.address());
  const auto reversed = [](std::int64_t mib) {
    const auto count = mib << 17;
    return flip(arange(0, count, 1, {.chunks = count, .dtype = DType::float64}), 0);
  };
  for (const std::int64_t mib : {120, 180, 220}) {
    const auto y = persist(client, reversed(mib));
    wait(y);
    try {
      compute(client, y.max());
      ADD_FAILURE() << mib << " MiB and as much again fit into 256";
    } catch (const TroupeError& thrown) {
      EXPECT_EQ(thrown.error().code, Errc::out_of_memory) << thrown.what();
      EXPECT_THAT(thrown.what(), testing::HasSubstr("MiB at once"));
    }
  }
  EXPECT_EQ(compute(client, reversed(90).max()).scalar(), (90 << 17) - 1);
  const auto three = persist(client, ones({3 * (90 << 17)}, {.chunks = 90 << 17}));
  EXPECT_EQ(compute(client, three.sum()).scalar(), 3 * (90 << 17));
}

/// Spill files have no name: they are found among what the process has open.
int harm_spill_files(int pid, const std::string& folder, bool cut) {
  int harmed = 0;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    std::error_code error;
    const auto target = fs::read_symlink(entry.path(), error);
    if (error || !target.string().starts_with(folder + "/"))
      continue;
    const int descriptor = ::open(entry.path().c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
      continue;
    if (cut) {
      harmed += ::ftruncate(descriptor, 100'000) == 0 ? 1 : 0;
    } else {
      unsigned char byte = 0;
      harmed +=
          ::pread(descriptor, &byte, 1, 1'000'000) == 1 && (byte ^= 1, ::pwrite(descriptor, &byte, 1, 1'000'000) == 1)
              ? 1
              : 0;
    }
    ::close(descriptor);
  }
  return harmed;
}

class HarmedSpillFiles : public testing::TestWithParam<bool> {};

TEST_P(HarmedSpillFiles, AreNoticedAndComputedAgain) {
  const TempDir spill;
  const auto folder = spill.path().string();
  Cluster cluster(1, flags("128MiB", folder));
  auto client = Client::connect(cluster.address());
  const auto x = persist(client, random::uniform({6'000, 6'000}, {.chunks = {600, 600}, .seed = 9})); // 288 MB
  wait(x);
  const auto before = compute(client, x.sum()).scalar();
  EXPECT_GT(harm_spill_files(cluster.worker(0).pid(), folder, GetParam()), 10);
  const auto after = compute(client, (x + 0.0).sum()).scalar();
  EXPECT_EQ(std::bit_cast<std::uint64_t>(before), std::bit_cast<std::uint64_t>(after));
}

INSTANTIATE_TEST_SUITE_P(Ways, HarmedSpillFiles, testing::Bool(),
                         [](const auto& way) { return way.param ? "CutShort" : "OneBitFlipped"; });

} // namespace
} // namespace troupe::test
