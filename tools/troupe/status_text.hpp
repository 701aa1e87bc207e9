// The status of a scheduler and its jobs as text and as JSON. Pure functions.
#pragma once

#include "runtime/base/json_writer.hpp"
#include "runtime/messages/job_messages.hpp"

#include <string>

namespace troupe::tool {

/// Lines. @param address  of the scheduler, as the user named it
std::string cluster_text(const ClusterStatus& cluster, const std::string& address);
std::string job_text(const JobStatus& job); ///< one line

/// One object in one line.
std::string cluster_json(const ClusterStatus& cluster);
std::string job_json(const JobStatus& job);

} // namespace troupe::tool
