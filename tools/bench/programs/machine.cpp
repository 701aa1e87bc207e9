// What this machine can do at most: the limits that rows are held against, as facts.
#include "tools/bench/programs/bench.hpp"
#include "tools/bench/programs/gemm_rate.hpp"
#include "tools/bench/programs/memory_bandwidth.hpp"
#include "tools/bench/programs/raw_transfer.hpp"

namespace {

using namespace troupe::bench;

void all(Bench& bench) {
  const auto percent = static_cast<std::size_t>(bench.arguments().integer("scale-percent", 100));
  const auto megabytes = [&](std::size_t count) { return (count << 20) * percent / 100; };
  // Sockets first: they fork, which is best done while this process has no threads.
  const auto block = megabytes(128);
  bench.fact("tcp", raw_transfer(Way::tcp, block));
  bench.fact("unix_socket", raw_transfer(Way::unix_socket, block));
  bench.fact("process_vm", raw_transfer(Way::process_vm, block));
  bench.fact("ping_s", raw_ping(2000));
  for (const int threads : {1, 2}) {
    const auto suffix = "_" + std::to_string(threads);
    bench.fact("triad" + suffix, triad_bandwidth(threads, megabytes(256)));
    bench.fact("read" + suffix, read_bandwidth(threads, megabytes(512)));
    bench.fact("first_touch" + suffix, first_touch_bandwidth(threads, megabytes(512), true));
  }
  bench.fact("first_touch_small_pages_1", first_touch_bandwidth(1, megabytes(64), false));
  for (const int threads : {1, 2})
    if (const auto rate = gemm_rate(threads, percent < 50 ? 500 : 2000); rate > 0)
      bench.fact("gemm_" + std::to_string(threads), rate);
}

} // namespace

int main(int argc, char** argv) { return run_program(argc, argv, {{"all", all}}); }
