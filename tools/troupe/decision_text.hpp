// The record of a placement as text and as JSON, for `troupe explain-task`. Pure functions.
#pragma once

#include "runtime/messages/job_messages.hpp"

#include <string>

namespace troupe::tool {

/// A sentence and a table of the candidates, cheapest first; the winner's line begins with an asterisk.
std::string decision_text(const TaskExplanation& explanation);

/// One object in one line; candidates in the order in which they were weighed.
std::string decision_json(const TaskExplanation& explanation);

} // namespace troupe::tool
