// Names of what a process holds for its own tasks. Thread-safe.
#pragma once

#include "runtime/base/key.hpp"

namespace troupe {

/// Unlike any other name, here and in other processes: what is held is not known by its content.
Key new_held_name();

} // namespace troupe
