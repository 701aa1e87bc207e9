// Writes the inputs that the fuzzers begin with: whole messages and chunks as this version writes them.
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/wire/chunk_codec.hpp"
#include "runtime/wire/fetch_codec.hpp"
#include "runtime/wire/graph_codec.hpp"
#include "runtime/wire/job_codec.hpp"
#include "runtime/wire/worker_codec.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace troupe;

std::filesystem::path folder;

void put(const std::string& name, std::span<const std::byte> bytes, int kind = -1) {
  const auto path = folder / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  if (kind >= 0)
    file.put(static_cast<char>(kind));
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

TaskGraph graph() {
  TaskGraph graph;
  Layer source{.key = {1, 2}, .kernel = "arange", .tasks = 4};
  source.params.set("start", 0.5).set("names", Params::Value(Params::Strings{"a", "b"}));
  Layer sum{.key = {3, 4}, .kernel = "sum", .tasks = 2};
  sum.inputs.push_back({0, Wiring::tree(2)});
  sum.annotations.priority = 3;
  graph.layers = {source, sum};
  graph.outputs = {1};
  return graph;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_corpus FOLDER\n", stderr);
    return 2;
  }
  folder = argv[1];
  WorkerInfo info{.version = "1", .id = {7}, .name = "w", .address = {"127.0.0.1", 1}, .threads = 2};
  put("wire/hello", encode(Request{WorkerHello{info, {{{1, 2}, 3}}}}).value(), 0);
  put("wire/submit", encode(Request{SubmitDetached{"job", graph(), Params{}.set("k", 1), 1, {9}}}).value(), 0);
  put("wire/status",
      encode(Response{JobStatus{.job = {1}, .name = "j", .error = {Errc::lost, "no"}, .outputs = {{1, 2}}}}), 1);
  put("wire/cluster",
      encode(Response{ClusterStatus{.version = "1", .workers = {WorkerStatus{.info = info}}, .jobs = {JobStatus{}}}}),
      1);
  put("wire/orders",
      encode(std::vector<WorkerOrder>{
          DefineLayer{1, "k", {}},
          RunTask{.key = {1, 1}, .layer = 1, .inputs = {{.key = {2, 2}, .nbytes = 8, .holders = {{3}}}}},
          CopyChunk{{1, 2}, 3, {{4}}}}),
      2);
  put("wire/reports",
      encode(WorkerReports{
          {7}, {TaskFinished{{1, 1}, 8, 5}, TaskFailed{{1, 2}, {Errc::timeout, "late"}}, Heartbeat{.chunks = 1}}}),
      3);
  put("wire/notices", encode(std::vector<JobNotice>{JobFinished{{1}, {}, {{{1, 2}, 3, {{{4}, {"h", 5}}}}}}}), 4);
  put("wire/commands", encode(std::vector<JobCommand>{CancelJob{{1}}, OutputUnreachable{{1}, {2, 3}, {4}}}), 5);
  put("wire/fetch", encode(FetchSlice{{1, 2}, {3}, 4, 5}), 6);
  put("wire/fetch_many", encode(FetchMany{{{1, 2}, {3, 4}}}), 7);
  put("wire/graph", encode(graph()).value(), 8);
  Block block{DType::float64, {2, 3}, process_pool().allocate(48)};
  for (auto& byte : std::span(block.data.data(), block.data.size()))
    byte = std::byte{7};
  const auto stream = to_stream(*make_chunk(std::move(block)), process_pool());
  std::vector<std::byte> whole;
  for (const auto& piece : stream.pieces)
    whole.insert(whole.end(), piece.data(), piece.data() + piece.size());
  put("chunk/block", whole);
}
