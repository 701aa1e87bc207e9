// `troupe result`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command result_command();

} // namespace troupe::tool
