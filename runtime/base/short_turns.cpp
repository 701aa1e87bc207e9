#include "runtime/base/short_turns.hpp"

#include <cstdint>

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace troupe {
namespace {

constexpr std::uint64_t shortest_turn_ns = 100'000;
constexpr std::uint64_t not_for_children = 1; ///< SCHED_FLAG_RESET_ON_FORK

/// struct sched_attr, which the C library of Debian 12 does not have.
struct Attributes {
  std::uint32_t size = sizeof(Attributes);
  std::uint32_t policy = SCHED_OTHER;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

} // namespace

void take_short_turns() {
  Attributes now;
  if (::syscall(SYS_sched_getattr, 0, &now, sizeof now, 0) != 0 || now.policy != SCHED_OTHER)
    return; // somebody has chosen for it
  now.size = sizeof now;
  now.flags |= not_for_children;
  now.runtime = shortest_turn_ns;
  ::syscall(SYS_sched_setattr, 0, &now, 0);
}

void give_way() { ::sched_yield(); }

} // namespace troupe
