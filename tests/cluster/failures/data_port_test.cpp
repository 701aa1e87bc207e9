// Chunks over connections for data between real processes: they are taken, and what is cut short by a death is had
// elsewhere or made again.
#include "tests/cluster/failures/fleet.hpp"

#include "runtime/execute/serial_executor.hpp"

#include <future>

namespace troupe::test {
namespace {

using testing::HasSubstr;

class DataPorts : public Fleet {
protected:
  const Words streamed{"--no-nanny", "--transfer", "streamed"};

  /// 128 MB of which each worker needs what others have.
  static Array crossed(std::uint64_t seed) {
    return random::uniform({4000, 4000}, {.chunks = {1000, -1}, .seed = seed}).rechunk({-1, 1000}).sum({0});
  }
  static std::vector<double> numbers(Executor& executor, const Array& array) {
    const auto values = compute(executor, array);
    const auto elements = values.values<double>();
    return {elements.begin(), elements.end()};
  }
  static std::vector<double> expected(std::uint64_t seed) {
    SerialExecutor here;
    return numbers(here, crossed(seed));
  }
};

TEST_F(DataPorts, WorkersThatMayNotReadEachOthersMemoryTakeChunksOverThem) {
  start(2, {}, streamed);
  auto user = client();
  EXPECT_EQ(numbers(user, crossed(1)), expected(1));
  const auto told = workers_[0].output(Stream::err) + workers_[1].output(Stream::err);
  EXPECT_THAT(told, HasSubstr("come over a connection for data"));
  EXPECT_THAT(told, Not(HasSubstr("come in slices")));
}

TEST_F(DataPorts, AWorkerThatIsKilledWhileItSendsAndReceivesCostsNoBit) {
  start(3, {}, streamed);
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    auto result = std::async(std::launch::async, [&] {
      auto user = client();
      return numbers(user, crossed(seed));
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(40 * seed)); // at another stage each time
    workers_[seed % 3].signal(SIGKILL);
    workers_.push_back(start_worker("again" + std::to_string(seed), streamed));
    std::swap(workers_[seed % 3], workers_.back());
    EXPECT_EQ(result.get(), expected(seed)) << "seed " << seed;
  }
}

} // namespace
} // namespace troupe::test
