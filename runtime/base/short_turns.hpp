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

/// This thread is to run in turns of 0.1 ms, the shortest that there are. Its share of a core stays what it is; without it, who gives
/// way would forfeit a turn of the usual length each time, and get next to nothing beside threads that compute. Threads that it
/// starts are as usual. Linux 6.12 or later; before, nothing happens.
/// Source: sched_setattr(2), sched_runtime of SCHED_OTHER; the fair scheduler of Linux (EEVDF).
void take_short_turns();

/// Whoever waits for this core runs first. Costs a system call of less than a microsecond when nobody does.
void give_way();

/// So much may be copied by one system call: a kernel that is not preempted gives up a core only between two of them.
inline constexpr std::size_t bytes_of_a_turn = 256 * 1024;

} // namespace troupe
