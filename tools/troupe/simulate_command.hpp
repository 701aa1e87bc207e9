// `troupe simulate`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command simulate_command();

} // namespace troupe::tool
