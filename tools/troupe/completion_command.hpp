// `troupe completion`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command completion_command();

} // namespace troupe::tool
