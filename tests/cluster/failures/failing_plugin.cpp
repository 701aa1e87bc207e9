// Kernels that go wrong in every way, and one that takes its time and writes down when it began: what a test of real
// workers needs. Their parameter `file` names what they write to.
#include "runtime/kernels/user/plugin.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace {

using namespace troupe;

/// One line in one write: "INDEX PID NANOSECONDS of the steady clock".
void note(const KernelContext& context) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto line = std::to_string(context.index) + " " + std::to_string(::getpid()) + " "
                    + std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()) + "\n";
  const int file = ::open(context.params.text("file").value().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  [[maybe_unused]] const auto written = ::write(file, line.data(), line.size());
  ::close(file);
}

Result<ChunkPtr> slow(const KernelContext& context, std::span<ChunkPtr> inputs) {
  note(context);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(context.params.integer("ms").value());
  while (std::chrono::steady_clock::now() < until) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "it was told to");
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return inputs[0];
}

/// Deaf to being cancelled.
Result<ChunkPtr> never(const KernelContext& context, std::span<ChunkPtr>) {
  note(context);
  for (;;)
    std::this_thread::sleep_for(std::chrono::hours(1));
}

Result<ChunkPtr> crash(const KernelContext& context, std::span<ChunkPtr>) {
  note(context);
  std::raise(SIGSEGV);
  return fail(Errc::internal, "it is still there");
}

/// The first time only.
Result<ChunkPtr> crash_once(const KernelContext& context, std::span<ChunkPtr> inputs) {
  const auto path = context.params.text("file").value();
  if (::access(path.c_str(), F_OK) == 0)
    return inputs[0];
  return crash(context, inputs);
}

} // namespace

namespace troupe {
void register_rude_kernels(KernelRegistry& registry);
}

void troupe_register(troupe::KernelRegistry& registry) {
  troupe::register_rude_kernels(registry);
  using troupe::Block;
  troupe::register_function(registry, "failures.slow", slow);
  troupe::register_function(registry, "failures.never", never);
  troupe::register_function(registry, "failures.crash", crash);
  troupe::register_function(registry, "failures.crash_once", crash_once);
  troupe::register_function(registry, "failures.throw",
                            [](double) -> double { throw std::runtime_error("the spoon is bent"); });
  troupe::register_function(
      registry, "failures.throw_int",
      [](const troupe::KernelContext&, std::span<troupe::ChunkPtr>) -> troupe::Result<troupe::ChunkPtr> { throw 7; });
  troupe::register_function(registry, "failures.short", [](const Block& in) {
    return Block{in.dtype, {in.size() + 7}, in.data};
  });
  troupe::register_function(registry, "failures.cut", [](const Block& in) {
    return Block{in.dtype, {0}, troupe::Buffer()};
  });
}
