// What every actor of Troupe does with what it did not expect: a line in the log, never a word on stdout, and no
// silent death. For one actor, on its thread.
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
