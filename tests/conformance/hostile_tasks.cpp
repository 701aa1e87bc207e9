// hostile_tasks SEED CASES [FIRST]: computes that many conformance cases, from the first or that one on, and asks for
// each of their tasks several times more as no client of ours would: with parameters missing, of another kind or out of
// range, with inputs too many, too few or of another kind. A kernel answers with a chunk whose parts agree with each
// other, or with an error that says something, and touches no memory but its own (which sanitizers see); the task as it
// was still makes what it should.
#include "collections/session/compute.hpp"
#include "runtime/execute/run_kernel.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tests/conformance/case.hpp"
#include "tests/conformance/mutation.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace troupe::conformance {
namespace {

constexpr int mutations_of_a_task = 4;
constexpr std::chrono::seconds long_time{5};

char running[4096]; ///< what a crash is to be blamed on

void blame(int signal) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, running, std::strlen(running));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// Functions of the cases' own, which may take for granted what map_blocks and the like promise them.
bool names_a_function(const Params& params) {
  for (const auto& [name, value] : params.entries()) {
    const auto* text = std::get_if<std::string>(&value);
    if (text && text->starts_with("conformance.") && *text != "conformance.piece")
      return true;
    const auto* list = std::get_if<Params::List>(&value);
    if (list && std::any_of(list->begin(), list->end(), names_a_function))
      return true;
  }
  return false;
}

/// Blocks whose bytes are as many as their shapes say.
Result<void> check_blocks(const Chunk& chunk) {
  if (const auto* block = std::get_if<Block>(&chunk))
    return check_block(*block);
  if (const auto* list = std::get_if<ChunkList>(&chunk))
    for (const auto& one : list->chunks)
      TROUPE_CHECK(check_blocks(*one));
  return {};
}

class HostileKernels {
public:
  explicit HostileKernels(std::uint64_t seed) : mutation_(seed) {
    KernelRegistry builtin;
    register_builtin_kernels(builtin);
    for (const auto& name :
         process_kernels().names()) { // the cases' own among them, which are asked for as they should
      auto kernel = *process_kernels().find(name);
      if (!builtin.find(name)) {
        registry_.add(std::move(kernel)).value();
        continue;
      }
      kernel.run = [this, name](const KernelContext& context, std::span<ChunkPtr> inputs) {
        for (int i = 0; i < mutations_of_a_task && !names_a_function(context.params); ++i)
          ask(name, {context.params, context.index, {inputs.begin(), inputs.end()}});
        return process_kernels().find(name)->run(context, inputs);
      };
      registry_.add(std::move(kernel)).value();
    }
  }

  const KernelRegistry& registry() const { return registry_; }
  int asked() const { return asked_; }
  int refused() const { return refused_; }
  int wrong() const { return wrong_; }

private:
  void ask(const std::string& name, Task task) {
    const auto what = name + ", " + mutation_.apply(task);
    std::snprintf(running, sizeof running, "%s\n", what.c_str());
    ++asked_;
    const auto begin = std::chrono::steady_clock::now();
    const KernelContext context{task.params, task.index, process_pool()};
    const auto made = run_kernel(process_kernels(), name, context, task.inputs);
    refused_ += made ? 0 : 1;
    if (std::chrono::steady_clock::now() - begin > long_time)
      complain(what, "took long");
    if (!made && (made.error().message.size() < 10))
      complain(what, "says '" + made.error().message + "'");
    else if (made)
      if (const auto sound = check_blocks(**made); !sound)
        complain(what, "made what is no block: " + sound.error().message);
  }

  void complain(const std::string& what, const std::string& complaint) {
    ++wrong_;
    std::printf("%s: %s\n", what.c_str(), complaint.c_str());
  }

  KernelRegistry registry_;
  Mutation mutation_;
  int asked_ = 0, refused_ = 0, wrong_ = 0;
};

int run(std::uint64_t seed, std::uint64_t cases, std::uint64_t first) {
  const auto table = all_functions();
  HostileKernels kernels(seed * 1'000'003 + first);
  SerialExecutor executor(kernels.registry());
  for (auto number = first; number < first + cases; ++number) {
    Case given(seed * 1'000'003 + number);
    given.begin();
    try {
      for (const auto& array : table[number % table.size()].compute(given)) {
        compute(executor, array);
        compute(executor, array, JobOptions{.optimize = false});
      }
    } catch (const TroupeError&) { // an error that NumPy has too; array_conformance sees to that
    }
  }
  std::printf("%d tasks of %llu cases asked for otherwise: %d refused, %d not as they should be\n", kernels.asked(),
              static_cast<unsigned long long>(cases), kernels.refused(), kernels.wrong());
  return kernels.wrong() == 0 ? 0 : 1;
}

} // namespace
} // namespace troupe::conformance

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::fprintf(stderr, "usage: hostile_tasks SEED CASES [FIRST]\n");
    return 2;
  }
  for (const int signal : {SIGSEGV, SIGFPE, SIGABRT, SIGBUS, SIGTERM})
    std::signal(signal, troupe::conformance::blame);
  const auto number = [&](int at) { return at < argc ? std::strtoull(argv[at], nullptr, 10) : 0; };
  return troupe::conformance::run(number(1), number(2), number(3));
}
