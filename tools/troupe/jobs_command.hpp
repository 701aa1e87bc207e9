// `troupe jobs`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command jobs_command();

} // namespace troupe::tool
