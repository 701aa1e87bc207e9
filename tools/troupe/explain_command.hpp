// `troupe explain`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command explain_command();

} // namespace troupe::tool
