// What a layer computes, in few words, for messages. Pure function.
#pragma once

#include "runtime/base/params.hpp"

#include <string>

namespace troupe {

/// The kernel's name; of a fused one what it is made of: "fused: random_normal > moments".
std::string kernel_text(const std::string& kernel, const Params& params);

} // namespace troupe
