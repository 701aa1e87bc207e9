// `troupe cancel`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command cancel_command();

} // namespace troupe::tool
