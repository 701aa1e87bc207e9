// What tests of gates have in common: a secret of one byte again and again, and how long an answer is waited for.
#pragma once

#include "actors/trust/socket.hpp"
#include "actors/trust/trust.hpp"

#include <chrono>
#include <cstddef>

namespace troupe::test {

inline constexpr std::chrono::seconds patience(20);

inline SocketDeadline soon() { return std::chrono::steady_clock::now() + patience; }

inline Trust secret_of(unsigned char byte) {
  Trust trust;
  trust.secret = Secret(32, std::byte{byte});
  return trust;
}

} // namespace troupe::test
