// Threads that answer messages, and threads that copy for long, on cores that all want. For any thread, of itself; never fails:
// where the system has no such thing, a thread is like any other.
//
// A thread that is woken while another runs may have to wait for a tick of the core's clock, which comes every 4 ms where the kernel
// is built with 250 of them a second, although it asks for little: what it ran last may have been a little more than its share. So who
// copies gives way between two calls, and a ping beside a copy took 0.6 to 1.5 ms instead of 4 to 5 at the 99th percentile.
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
