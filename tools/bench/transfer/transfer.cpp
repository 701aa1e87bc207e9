// Data on its way between processes: one large chunk with pings meanwhile, beside what the system moves with nothing of
// Troupe in between; many small chunks gathered; blocks of rows cut into blocks of columns; task items in batches.
#include "collections/array/creation.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/future.hpp"
#include "collections/session/gather.hpp"
#include "collections/session/persist.hpp"
#include "collections/session/scatter.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/graph/task_table.hpp"
#include "tests/support/process.hpp"
#include "tools/bench/programs/bench.hpp"
#include "tools/bench/programs/layers.hpp"
#include "tools/bench/programs/raw_transfer.hpp"
#include "tools/bench/transfer/peer_trial.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

#include <unistd.h>

namespace {

using namespace troupe;
using namespace troupe::bench;

Params salt(const Repetition& now) { return Params{}.set("salt", now.number()); }

/// Bytes, of a field of /proc/PID/status such as "VmHWM:"; 0 where there is none.
double memory_of(std::int64_t pid, const std::string& field) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(field))
      return 1024 * std::stod(line.substr(field.size()));
  return 0;
}

void forget_peak(std::int64_t pid) { std::ofstream("/proc/" + std::to_string(pid) + "/clear_refs") << 5; }

double at(const std::vector<double>& sorted, double share) {
  return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

/// A chunk that a worker keeps.
struct KeptChunk {
  std::shared_ptr<RunningJob> job;
  Key key;
};

KeptChunk keep_chunk(Client& client, std::int64_t bytes) {
  const ExpressionPtr wanted[] = {layer("bench.filled", 1, Params{}.set("bytes", bytes))};
  auto graph = lower(wanted);
  const auto key = output_keys(graph).at(0);
  auto job = client.submit(std::move(graph), {.name = "bench", .optimize = false, .retain = true}).value();
  job->wait(std::chrono::seconds(120)).value();
  return {std::move(job), key};
}

TransferWay way_of(const Bench& bench) {
  const auto way = value_of(transfer_ways, bench.arguments().has("way") ? bench.arguments().text("way") : "auto");
  if (!way)
    throw TroupeError({Errc::invalid_argument, "--way is auto, sliced, streamed or direct"});
  return *way;
}

/// As --slice and --window say, in bytes.
SliceWindows::Limits slices_of(const Bench& bench) {
  SliceWindows::Limits limits;
  limits.slice =
      static_cast<std::uint64_t>(bench.arguments().integer("slice", static_cast<std::int64_t>(limits.slice)));
  limits.of_peer =
      static_cast<std::uint64_t>(bench.arguments().integer("window", static_cast<std::int64_t>(limits.of_peer)));
  return limits;
}

/// What the way is held against: raw TCP for slices and streams, process_vm_readv for the direct one.
void compare(Bench& bench, double rate, double tcp, double unix_socket, double process_vm) {
  bench.fact("raw_tcp", tcp);
  bench.fact("raw_unix_socket", unix_socket);
  bench.fact("raw_process_vm", process_vm);
  for (const auto& [name, raw] : {std::pair{"of_raw_tcp", tcp}, std::pair{"of_raw_unix_socket", unix_socket},
                                  std::pair{"of_raw_process_vm", process_vm}})
    if (raw > 0)
      bench.fact(name, rate / raw);
}

/// One chunk of --bytes from a worker into this process, --way auto, sliced, streamed or direct; --slice and --window
/// for trials.
void pull(Bench& bench) {
  const auto bytes = bench["bytes"];
  const auto size = static_cast<std::size_t>(bytes);
  // Sockets first: they fork, which is best done while this process has no threads.
  const auto tcp = raw_transfer(Way::tcp, size), unix_socket = raw_transfer(Way::unix_socket, size),
             process_vm = raw_transfer(Way::process_vm, size);
  auto shape = bench.shape();
  shape.workers = 1;
  Cluster cluster(shape);
  auto& client = cluster.client();
  const auto worker = client.cluster().value().workers.at(0).info;
  const auto kept = keep_chunk(client, bytes);
  const auto chunk = static_cast<double>(bytes);
  process_pool().set_keep(std::size_t{4} << 30); // as a worker of 16 GiB does
  PeerTrial trial(worker.address, way_of(bench), slices_of(bench));
  trial.start_pings();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const auto quiet = trial.stop_pings();
  const auto mine = static_cast<std::int64_t>(::getpid());
  const auto here = memory_of(mine, "VmRSS:"), there = memory_of(worker.pid, "VmRSS:");
  forget_peak(mine);
  forget_peak(worker.pid);
  std::vector<double> seconds;
  trial.pull(kept.key, static_cast<std::uint64_t>(bytes)); // the memory it comes to is touched for the first time
  trial.start_pings();
  bench.repeat([&](Repetition& now) {
    const auto got = trial.pull(kept.key, static_cast<std::uint64_t>(bytes));
    now.stop();
    seconds.push_back(now.seconds());
    return std::vector{static_cast<double>(nbytes(*got))};
  });
  const auto busy = trial.stop_pings();
  std::ranges::sort(seconds);
  compare(bench, chunk / at(seconds, 0.5), tcp, unix_socket, process_vm);
  bench.fact("pings", static_cast<double>(busy.size()));
  bench.fact("ping_p50_s", at(busy, 0.5));
  bench.fact("ping_p99_s", at(busy, 0.99));
  bench.fact("ping_longest_s", at(busy, 1));
  bench.fact("quiet_ping_p50_s", at(quiet, 0.5));
  bench.fact("quiet_ping_p99_s", at(quiet, 0.99));
  bench.fact("receiver_peak_of_chunk", (memory_of(mine, "VmHWM:") - here) / chunk);
  bench.fact("holder_peak_of_chunk", (memory_of(worker.pid, "VmHWM:") - there + chunk) / chunk);
}

/// --n chunks of --bytes, computed by the workers and brought to this process.
void gather_small(Bench& bench) {
  auto& client = bench.client();
  bench.repeat([&](Repetition& now) {
    const ExpressionPtr wanted[] = {layer("bench.filled", bench["n"], salt(now).set("bytes", bench["bytes"]))};
    const auto gathered = gather(client, wanted, {.optimize = false}).value();
    now.stop();
    double bytes = 0;
    for (const auto& chunk : gathered.at(0))
      bytes += static_cast<double>(nbytes(*chunk));
    return std::vector{static_cast<double>(gathered.at(0).size()), bytes};
  });
}

/// --n x --n float64 in blocks of --chunk rows, kept by the workers, cut into blocks of --chunk columns, kept too.
void rechunk_kept(Bench& bench) {
  auto& client = bench.client();
  const auto n = bench["n"], chunk = bench["chunk"];
  bench.repeat([&](Repetition& now) {
    const auto x = persist(
        client, random::uniform({n, n}, {.chunks = {chunk, -1}, .seed = static_cast<std::uint64_t>(now.number())}));
    wait(x);
    now.start();
    const auto y = persist(client, x.rechunk({-1, chunk}));
    wait(y);
    now.stop();
    return std::vector{compute(client, y.sum()).scalar() - compute(client, x.sum()).scalar()};
  });
}

/// --n float64 of this program's memory, in chunks of --chunk, sent to the workers and kept there.
void scattered(Bench& bench) {
  auto& client = bench.client();
  const std::vector<double> numbers(static_cast<std::size_t>(bench["n"]), 1.0);
  bench.repeat([&](Repetition& now) {
    now.start();
    const auto x = scatter(client, from_span(numbers, {.rows = bench["chunk"]}));
    now.stop();
    return std::vector{compute(client, x.sum()).scalar() - static_cast<double>(numbers.size())};
  });
}

/// --n finished tasks told to another process in batches of --batch: built, encoded, sent, read.
void items(Bench& bench) {
  test::Process reader({.argv = {"/proc/self/exe", "serve_items"}, .env = {}, .directory = {}, .input = {}});
  const auto line = reader.read_until("listening on 127.0.0.1:([0-9]+)", test::Milliseconds(20000)).value();
  PeerTrial trial({"127.0.0.1", static_cast<std::uint16_t>(std::stoi(line[1]))}, TransferWay::automatic);
  const auto count = static_cast<std::size_t>(bench["n"]), batch = static_cast<std::size_t>(bench["batch"]);
  bench.repeat([&](Repetition&) {
    trial.send_items(count, batch);
    return std::vector{static_cast<double>(count)};
  });
}

void serve(Bench&) { serve_items(); }

} // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv,
                     {{"pull", pull},
                      {"gather_small", gather_small},
                      {"rechunk_kept", rechunk_kept},
                      {"scatter", scattered},
                      {"items", items},
                      {"serve_items", serve}});
}
