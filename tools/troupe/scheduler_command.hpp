// `troupe scheduler`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command scheduler_command();

} // namespace troupe::tool
