// `troupe submit`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command submit_command();

} // namespace troupe::tool
