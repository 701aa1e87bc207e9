// `troupe retire WORKER`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command retire_command();

} // namespace troupe::tool
