#include "actors/client/memory_holder.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <random>

namespace troupe {
namespace {

bool is_over_held_memory(const Layer& layer) { return layer.kernel == "array.held"; }

/// The address of this machine on the way to a peer: what the system would send from. Nothing is sent. Empty: there is
/// none of that family.
std::string address_towards(const Address& peer, int family) {
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(peer.host.c_str(), std::to_string(peer.port).c_str(), &hints, &found) != 0)
    return {};
  std::string host;
  for (const auto* one = found; one && host.empty(); one = one->ai_next) {
    const int socket = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    char text[NI_MAXHOST] = {};
    if (socket >= 0 && ::connect(socket, one->ai_addr, one->ai_addrlen) == 0
        && ::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &length) == 0
        && ::getnameinfo(reinterpret_cast<const sockaddr*>(&own), length, text, sizeof text, nullptr, 0, NI_NUMERICHOST)
               == 0)
      host = text;
    if (socket >= 0)
      ::close(socket);
  }
  ::freeaddrinfo(found);
  return host;
}

std::string unlike_any_other(const std::string& begin) {
  std::random_device random;
  return begin + std::to_string(::getpid()) + "-" + std::to_string(random());
}

} // namespace

MemoryHolder::MemoryHolder(WorkerOptions options) : options_(std::move(options)) {
  options_.name = unlike_any_other("client-");
  options_.holds_only = true;
}

Result<void> MemoryHolder::serve(TaskGraph& graph) {
  if (std::none_of(graph.layers.begin(), graph.layers.end(), is_over_held_memory))
    return {};
  std::lock_guard lock(mutex_);
  TROUPE_CHECK(start());
  for (auto& layer : graph.layers)
    if (is_over_held_memory(layer))
      layer.annotations.workers = {options_.name};
  return {};
}

Result<void> MemoryHolder::start() {
  if (node_ && node_->serves())
    return {};
  node_.reset();
  for (const int family : {AF_INET, AF_INET6})
    if (options_.host.empty())
      options_.host = address_towards(options_.schedulers.front(), family);
  auto node = Node::worker(options_);
  if (!node)
    return fail(node.error().code, "the program's memory cannot be handed to the cluster: " + node.error().message);
  node_ = std::move(*node);
  return {};
}

} // namespace troupe
