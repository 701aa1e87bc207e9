// Time slices for threads that answer messages and for threads that copy much data, so that copies delay messages
// little. A thread calls these functions for itself. They never fail: where the system lacks the feature they do
// nothing.
//
// A woken thread may have to wait for the next tick of its core, every 4 ms where the kernel has 250 ticks a second,
// even though it needs little time: it may have had slightly more than its share before. Copying threads therefore
// request short time slices and yield between two calls. A ping beside a copy then takes 0.6 to 1.5 ms instead of 4 to
// 5 at the 99th percentile.
#pragma once

#include <cstddef>

namespace troupe {

/// Requests time slices of 0.1 ms, the shortest possible, for this thread. Its share of a core stays the same. Without
/// it, each yield would forfeit a slice of the usual length, and the thread would get next to no time beside computing
/// threads. Threads that it starts are not affected. Linux 6.12 or later; does nothing before.
/// Source: sched_setattr(2), sched_runtime of SCHED_OTHER; the fair scheduler of Linux (EEVDF).
void take_short_turns();

/// Yields: threads that wait for this core run first. A system call of less than a microsecond when none does.
void give_way();

/// The most that one system call may copy: a kernel that is not preemptible gives up a core only between two calls.
inline constexpr std::size_t bytes_of_a_turn = 256 * 1024;

} // namespace troupe
