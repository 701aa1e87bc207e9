// `troupe certs init [FOLDER]`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command certs_command();

} // namespace troupe::tool
