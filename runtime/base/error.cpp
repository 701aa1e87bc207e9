#include "runtime/base/error.hpp"

#include <array>
#include <utility>

namespace troupe {
namespace {

constexpr std::array<std::pair<Errc, std::string_view>, 18> names{{
    {Errc::invalid_argument, "invalid_argument"},
    {Errc::not_found, "not_found"},
    {Errc::already_exists, "already_exists"},
    {Errc::invalid_shape, "invalid_shape"},
    {Errc::invalid_dtype, "invalid_dtype"},
    {Errc::parse_error, "parse_error"},
    {Errc::singular, "singular"},
    {Errc::io_error, "io_error"},
    {Errc::corrupt, "corrupt"},
    {Errc::version_mismatch, "version_mismatch"},
    {Errc::unreachable, "unreachable"},
    {Errc::timeout, "timeout"},
    {Errc::lost, "lost"},
    {Errc::cancelled, "cancelled"},
    {Errc::out_of_memory, "out_of_memory"},
    {Errc::task_failed, "task_failed"},
    {Errc::illegal_transition, "illegal_transition"},
    {Errc::internal, "internal"},
}};

} // namespace

std::string_view to_string(Errc code) {
  for (const auto& [value, name] : names)
    if (value == code)
      return name;
  return "internal";
}

Errc errc_from_string(std::string_view wanted) {
  for (const auto& [value, name] : names)
    if (name == wanted)
      return value;
  return Errc::internal;
}

std::string to_string(const Error& error) { return std::string(to_string(error.code)) + ": " + error.message; }

} // namespace troupe
