// array_rates [WORKERS] [NAME...]: how fast arrays compute in one process: an embedded cluster of so many workers of
// one thread (default 2). Prints one line a row: median seconds of five, and bytes or elements a second.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/reductions.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/future.hpp"
#include "collections/session/persist.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace troupe {
namespace {

class Rates {
public:
  Rates(Client& client, std::set<std::string> wanted) : client_(client), wanted_(std::move(wanted)) {}

  bool wants(const std::string& name) const { return wanted_.empty() || wanted_.contains(name); }

  /// @param amount  bytes or elements that a run goes through
  void run(const std::string& name, double amount, const char* unit, const std::function<Array()>& make) {
    if (!wants(name))
      return;
    std::vector<double> seconds;
    for (int i = 0; i < 5; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      compute(client_, make());
      seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    std::sort(seconds.begin(), seconds.end());
    std::printf("%-24s %8.3f s  %8.2f G%s/s  (best %.3f)\n", name.c_str(), seconds[2], amount / seconds[2] / 1e9, unit,
                seconds[0]);
    std::fflush(stdout);
  }

private:
  Client& client_;
  std::set<std::string> wanted_;
};

void generated(Rates& rates) {
  std::uint64_t seed = 0; // another one each time: what is computed once is not computed again
  rates.run("uniform-sum", 5e8, " elements",
            [&] { return random::uniform({500'000'000}, {.chunks = 8'000'000, .seed = ++seed}).sum(); });
  rates.run("normal-sum", 5e8, " elements",
            [&] { return random::normal({500'000'000}, {.chunks = 8'000'000, .seed = ++seed}).sum(); });
  rates.run("exp-sum", 2e8, " elements",
            [&] { return exp(random::uniform({200'000'000}, {.chunks = 8'000'000, .seed = ++seed})).sum(); });
  rates.run("x+xT-generated", 4e8, " elements", [&] {
    const auto x = random::uniform({20'000, 20'000}, {.chunks = 2'500, .seed = ++seed});
    return (x + x.transpose()).mean(0).sum();
  });
}

void materialised(Rates& rates, Client& client) {
  std::uint64_t seed = 1'000;
  if (rates.wants("uniform-4GB"))
    for (int i = 0; i < 4; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      const auto x = persist(client, random::uniform({5'000, 100'000}, {.chunks = {250, 100'000}, .seed = ++seed}));
      wait(x);
      std::printf("uniform-4GB %.3f s\n",
                  std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
  if (rates.wants("std0-4GB")) {
    const auto x = persist(client, random::normal({5'000'000, 100}, {.chunks = {125'000, 100}, .seed = ++seed}));
    wait(x);
    double ddof = 0;
    rates.run("std0-4GB", 4e9, "B", [&] { return x.std(0, ddof += 1); });
    double factor = 1;
    rates.run("sum0-4GB", 4e9, "B", [&] { return x.sum(0) * (factor += 1); });
    rates.run("sum-4GB", 4e9, "B", [&] { return (x + (factor += 1)).sum(); });
    rates.run("max1-4GB", 4e9, "B", [&] { return (x + (factor += 1)).max(1); });
  }
  if (rates.wants("x+xT-persisted")) {
    const auto x = persist(client, random::uniform({20'000, 20'000}, {.chunks = 2'500, .seed = ++seed}));
    wait(x);
    double factor = 1;
    rates.run("x+xT-persisted", 3.2e9, "B", [&] { return (x + x.transpose()).mean(0).sum() * (factor += 1); });
    rates.run("x+xT-sum", 3.2e9, "B", [&] { return ((x + x.transpose()) * (factor += 1)).sum(); });
  }
}

} // namespace
} // namespace troupe

int main(int argc, char** argv) {
  using namespace troupe;
  const auto workers = argc > 1 ? static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)) : 2u;
  auto client = Client::local({.workers = workers, .threads = 1});
  Rates rates(client, {argv + std::min(argc, 2), argv + argc});
  generated(rates);
  materialised(rates, client);
  return 0;
}
