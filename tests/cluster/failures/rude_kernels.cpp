// Kernels that do to their process what no kernel should: the first time, then they return their input. Their parameter
// `file` names what they note at the beginning, `what` what they do.
#include "runtime/kernels/user/plugin.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace troupe {
namespace {

void write_number(const std::string& path, long number) {
  if (FILE* file = std::fopen(path.c_str(), "we")) {
    std::fprintf(file, "%ld\n", number);
    std::fclose(file);
  }
}

/// A child that lives until somebody ends it; its id is in the file.
void leave_child(const std::string& path) {
  const pid_t child = ::fork();
  if (child != 0)
    return write_number(path, child);
  for (;;)
    ::pause();
}

int throw_at_once(const void*, const void*) { throw std::runtime_error("through qsort"); }

[[noreturn]] void throw_error() { throw std::runtime_error("in a noexcept function"); }
void throw_where_nothing_may() noexcept { throw_error(); }

void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

void harm(const std::string& what, const std::string& file) {
  if (what == "exit 0")
    std::exit(0);
  else if (what == "exit 2")
    std::exit(2);
  else if (what == "_exit 0")
    ::_exit(0);
  else if (what == "quick_exit 0")
    std::quick_exit(0);
  else if (what == "abort")
    std::abort();
  else if (what == "daemon") [[maybe_unused]]
    const int failed = ::daemon(1, 1);
  else if (what == "stop")
    ::kill(::getpid(), SIGSTOP);
  else if (what == "terminate itself")
    ::kill(::getpid(), SIGTERM);
  else if (what == "throw where nothing may")
    throw_where_nothing_may();
  else if (what == "close descriptors")
    for (int descriptor = 3; descriptor < 1024; ++descriptor)
      ::close(descriptor);
  else if (what == "leave a child and die") {
    leave_child(file + ".child");
    ::_exit(1);
  } else if (what == "chdir") [[maybe_unused]]
    const int failed = ::chdir("/");
  else if (what == "block signals")
    block_signals();
}

Result<ChunkPtr> once(const KernelContext& context, std::span<ChunkPtr> inputs) {
  const auto file = context.params.text("file").value();
  const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0)
    return inputs[0];
  ::close(made);
  harm(context.params.text("what").value(), file);
  return inputs[0];
}

/// Both return.
Result<ChunkPtr> forked(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (const pid_t child = ::fork(); child != 0)
    write_number(context.params.text("file").value() + ".child", child);
  return inputs[0];
}

Result<ChunkPtr> throws_through_c(const KernelContext&, std::span<ChunkPtr> inputs) {
  int numbers[] = {2, 1};
  std::qsort(numbers, 2, sizeof(int), throw_at_once);
  return inputs[0];
}

} // namespace

void register_rude_kernels(KernelRegistry& registry) {
  register_function(registry, "rude.once", once);
  register_function(registry, "rude.forked", forked);
  register_function(registry, "rude.throws_through_c", throws_through_c);
}

} // namespace troupe
