#include "runtime/base/forked_child.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace troupe {
namespace {

std::atomic<bool> forked = false;

/// As the system writes them; the name follows.
struct DirectoryEntry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t size;
  std::uint8_t kind;
};
constexpr std::size_t name_at = 19;

/// -1 for "." and "..".
int number_named(const char* name) {
  int number = 0;
  if (*name == '\0')
    return -1;
  for (; *name != '\0'; ++name) {
    if (*name < '0' || *name > '9')
      return -1;
    number = number * 10 + (*name - '0');
  }
  return number;
}

bool is_runtimes_socket(int descriptor) {
  struct stat what {};
  const int flags = ::fcntl(descriptor, F_GETFD);
  return flags >= 0 && (flags & FD_CLOEXEC) != 0 && ::fstat(descriptor, &what) == 0 && S_ISSOCK(what.st_mode);
}

/// Between fork and whatever the child does: system calls only, no allocation.
void close_sockets() {
  forked = true;
  const int folder = ::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return;
  alignas(8) std::array<char, 4096> entries{};
  for (;;) {
    const auto size = ::syscall(SYS_getdents64, folder, entries.data(), entries.size());
    if (size <= 0)
      break;
    for (long at = 0; at < size;) {
      const auto* entry = reinterpret_cast<const DirectoryEntry*>(entries.data() + at);
      const int number = number_named(entries.data() + at + name_at);
      if (number >= 0 && number != folder && is_runtimes_socket(number))
        ::close(number);
      at += entry->size;
    }
  }
  ::close(folder);
}

} // namespace

void watch_forks() {
  static std::once_flag once;
  std::call_once(once, [] { ::pthread_atfork(nullptr, nullptr, close_sockets); });
}

bool in_forked_child() { return forked.load(std::memory_order_relaxed); }

} // namespace troupe
