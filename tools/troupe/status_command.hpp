// `troupe status`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command status_command();

} // namespace troupe::tool
