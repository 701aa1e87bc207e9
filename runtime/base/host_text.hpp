// The names of hosts as people write them: the one place that reads them. Pure function.
#pragma once

#include "runtime/base/result.hpp"

#include <string>
#include <string_view>

namespace troupe {

/// A name, or an address in numbers: "node7", "127.0.0.1", "::1", "[::1]". IPv6 addresses come out in their shortest
/// form and without brackets; of "::ffff:10.0.0.1" the IPv4 address in it.
/// @returns Errc::invalid_argument quoting the text; also for IPv6 addresses that mean something on one link alone
/// (fe80::).
Result<std::string> parse_host(std::string_view text);

/// As it stands before a colon and a port: IPv6 addresses in brackets. What it gives parse_host() reads.
std::string host_before_port(const std::string& host);

} // namespace troupe
