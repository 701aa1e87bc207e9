// What a scheduler keeps of jobs that are over does not grow with their number.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "runtime/graph/task_graph.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <string>
#include <thread>

namespace troupe {
namespace {

/// Of this process, without files; what is allocated and was touched.
std::int64_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:"))
      return std::stoll(line.substr(8));
  return 0;
}

void run_jobs(Client& client, int first, int count) {
  for (int number = first; number < first + count; ++number) {
    const auto numbers = full({4}, number + 0.5, {.chunks = 4});
    const auto job = client.submit_detached(lower(std::array{numbers.expression()}), "job", {}).value();
    while (client.job(job).value().phase == JobPhase::running)
      std::this_thread::yield();
  }
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool frees_are_kept = true; // a sanitizer keeps what is freed to see who still uses it
#else
constexpr bool frees_are_kept = false;
#endif

TEST(DetachedJobsMemory, DoesNotGrowWithTheJobsThatAreOver) {
  if (frees_are_kept)
    GTEST_SKIP() << "what the process has resident says nothing under a sanitizer";
  auto client = Client::local({.workers = 1, .threads = 1, .decisions = 10});
  run_jobs(client, 0, 1200); // the tables of ended jobs are full
  const auto before = resident_kib();
  run_jobs(client, 1200, 3000);
  EXPECT_LT(resident_kib() - before, 2500) << "an actor that is kept for each job is 6,000 KiB";
}

} // namespace
} // namespace troupe
