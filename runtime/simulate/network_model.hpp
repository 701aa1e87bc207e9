// Transfer times between machines: every machine has one full-duplex port, and the switch between them is never the
// bottleneck. A plain value for one thread; times in microseconds. Each direction of a port sends one transfer after
// the other, in the order of the requests, and the two ends need not be free at the same moment (the switch buffers). A
// port that has work is never idle, as with many TCP streams, and a single transfer takes latency + bytes / bandwidth.
#pragma once

#include "runtime/base/ids.hpp"

#include <cstdint>
#include <vector>

namespace troupe::simulate {

class NetworkModel {
public:
  /// @param bandwidth  bytes a second, of each port in each direction; > 0
  /// @param latency_us  one way
  NetworkModel(double bandwidth, LogicalTime latency_us) : bandwidth_(bandwidth), latency_us_(latency_us) {}

  /// A machine more; ports are numbered from 0.
  std::uint32_t add_port();
  LogicalTime latency() const { return latency_us_; }
  /// Books the transfer. @returns When its last byte arrives.
  LogicalTime transfer(std::uint32_t from, std::uint32_t to, std::uint64_t nbytes, LogicalTime now);

private:
  struct Port {
    double out_free = 0; ///< when what is booked has left, or arrived
    double in_free = 0;
  };
  double bandwidth_;
  LogicalTime latency_us_;
  std::vector<Port> ports_;
};

} // namespace troupe::simulate
