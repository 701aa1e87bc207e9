// A job's progress in one line for a terminal. Pure function.
#pragma once

#include "runtime/execute/executor.hpp"

#include <cstddef>
#include <string>

namespace troupe::tool {

/// "[#########                     ]  30%  300 of 1,000 tasks  1.2 GiB  12 s left"
/// @param seconds  since the job began; the time left supposes that tasks go on as fast as they went so far
/// @param width    columns of the terminal; the bar gives way first, then the rest is cut
std::string progress_line(const Progress& progress, double seconds, std::size_t width);

} // namespace troupe::tool
