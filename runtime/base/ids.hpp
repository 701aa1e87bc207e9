// Names of things, each its own type so that one cannot be passed for another. Pure values.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace troupe {

template <class Tag>
struct Id {
  std::uint64_t value = 0;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

/// A worker's incarnation: drawn at random when it starts, never reused, never its address. Zero is none.
using WorkerId = Id<struct WorkerTag>;
/// A job, unique within one scheduler's life (and, being random in its high half, in practice beyond). Zero is none.
using JobId = Id<struct JobTag>;

/// 16 hexadecimal digits, the form in which ids are printed and typed.
std::string to_hex(std::uint64_t value);
/// @returns True and the value when `text` is 1 to 16 hexadecimal digits.
bool from_hex(const std::string& text, std::uint64_t& value);

template <class Tag>
std::string to_string(Id<Tag> id) {
  return to_hex(id.value);
}

/// Microseconds since some start. The runtime never reads a clock: shells and simulators pass it in.
using LogicalTime = std::int64_t;

} // namespace troupe

template <class Tag>
struct std::hash<troupe::Id<Tag>> {
  std::size_t operator()(troupe::Id<Tag> id) const noexcept { return id.value * 0x9E3779B97F4A7C15ull; }
};
