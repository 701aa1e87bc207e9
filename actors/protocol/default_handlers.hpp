// Default handlers of every actor: unexpected messages and exceptions go to the log, nothing to stdout, and no actor
// dies silently. For one actor, on its thread.
#pragma once

#include <caf/all.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace troupe {

/// Unknown messages are logged under `component` and refused. An exception that leaves a handler is a bug: it is
/// logged, `failed` is told, and the actor ends.
void set_manners(caf::scheduled_actor* self, std::string_view component,
                 std::function<void(const std::string&)> failed = {});

} // namespace troupe
