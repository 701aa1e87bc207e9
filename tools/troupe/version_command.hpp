// `troupe version`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command version_command();

} // namespace troupe::tool
