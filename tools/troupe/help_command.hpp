// `troupe help`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command help_command();

} // namespace troupe::tool
