#include "tools/bench/programs/bench.hpp"

#include "runtime/base/json_writer.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tools/bench/programs/task_kernels.hpp"

#include <cstdio>

namespace troupe::bench {
namespace {

void print_line(const JsonWriter& json) {
  std::puts(json.str().c_str());
  std::fflush(stdout);
}

void print_error(const std::string& message) {
  print_line(JsonWriter().begin_object().field("error", std::string_view(message)).end_object());
}

} // namespace

ClusterShape Bench::shape() const {
  return {.workers = arguments_.integer("workers", 2),
          .threads = arguments_.integer("threads", 1),
          .memory_limit = arguments_.integer("memory-limit", 0),
          .in_process = arguments_.integer("in-process", 0) != 0};
}

Client& Bench::client() {
  if (!cluster_)
    cluster_ = std::make_unique<Cluster>(shape());
  return cluster_->client();
}

void Bench::repeat(const std::function<std::vector<double>(Repetition&)>& once) {
  const auto times = arguments_.integer("repeat", 3);
  for (std::int64_t number = 0; number < times; ++number) {
    Repetition repetition(number);
    const auto result = once(repetition);
    if (repetition.seconds() < 0)
      repetition.stop();
    JsonWriter json;
    json.begin_object().field("seconds", repetition.seconds()).key("result").values(result).end_object();
    print_line(json);
  }
}

void Bench::value(double value) { print_line(JsonWriter().begin_object().field("value", value).end_object()); }

void Bench::fact(std::string_view name, double value) {
  print_line(JsonWriter().begin_object().field("fact", name).field("value", value).end_object());
}

int run_program(int argc, char** argv, const std::map<std::string, std::function<void(Bench&)>>& rows) {
  add_task_kernels(process_kernels());
  try {
    Bench bench{Arguments(argc, argv)};
    const auto row = rows.find(bench.arguments().row());
    if (row == rows.end()) {
      std::string names;
      for (const auto& [name, run] : rows)
        names += " " + name;
      print_error("no row '" + bench.arguments().row() + "' in this program; there are:" + names);
      return 1;
    }
    row->second(bench);
    return 0;
  } catch (const std::exception& e) {
    print_error(e.what());
    return 1;
  }
}

} // namespace troupe::bench
