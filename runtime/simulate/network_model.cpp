#include "runtime/simulate/network_model.hpp"

#include <algorithm>
#include <cmath>

namespace troupe::simulate {

std::uint32_t NetworkModel::add_port() {
  ports_.emplace_back();
  return static_cast<std::uint32_t>(ports_.size() - 1);
}

LogicalTime NetworkModel::transfer(std::uint32_t from, std::uint32_t to, std::uint64_t nbytes, LogicalTime now) {
  const auto takes = static_cast<double>(nbytes) / bandwidth_ * 1e6;
  const auto latency = static_cast<double>(latency_us_);
  auto& out = ports_[from].out_free;
  auto& in = ports_[to].in_free;
  const auto leaves = std::max(static_cast<double>(now), out);
  out = leaves + takes;
  const auto arrives = std::max(leaves + latency, in);
  in = arrives + takes;
  return static_cast<LogicalTime>(std::ceil(std::max(out + latency, in)));
}

} // namespace troupe::simulate
