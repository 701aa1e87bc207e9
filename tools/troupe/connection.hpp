// Connects a command to a cluster by its configuration. Thread-safe.
#pragma once

#include "actors/client/client.hpp"
#include "tools/troupe/command.hpp"

#include <vector>

namespace troupe::tool {

/// Keys of the settings that a command needs to reach a scheduler.
inline const std::vector<std::string> connection_settings{"scheduler", "connect-timeout", "secret-file", "tls-folder",
                                                          "insecure"};

/// Where the scheduler is; refuses when no address is given.
std::vector<Address> scheduler_addresses(const Configuration& configuration);
/// Ends the command when the scheduler cannot be reached.
Client connect(const Configuration& configuration);
/// To the scheduler if there is one in the configuration, else to a cluster inside this process.
Client connect_or_embed(const Configuration& configuration);

/// A job's id as typed; refuses what is none.
JobId parse_job_id(const std::string& text);

} // namespace troupe::tool
