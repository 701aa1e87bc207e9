// This machine's memory bandwidth: bytes a second on a number of threads. Blocking; each takes a second or less.
#pragma once

#include <cstddef>

namespace troupe::bench {

/// STREAM's triad (McCalpin 1995), a[i] = b[i] + s * c[i], over arrays far larger than the caches; counts the three
/// arrays once each, as STREAM does. Best of several passes, as STREAM has it.
/// @param bytes  of each array and thread
double triad_bandwidth(int threads, std::size_t bytes);
/// The sum of an array.
double read_bandwidth(int threads, std::size_t bytes);
/// The first write to fresh memory, with huge pages asked for (what a pool pays once) or without.
double first_touch_bandwidth(int threads, std::size_t bytes, bool huge_pages);

} // namespace troupe::bench
