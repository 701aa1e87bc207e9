#include "runtime/graph/wiring.hpp"

namespace troupe {
namespace {

Failure refuse(const Wiring& wiring, const std::string& why) {
  return fail(Errc::invalid_argument, "wiring '" + to_string(wiring) + "' " + why);
}

Result<void> check_list(const Wiring& wiring, std::uint32_t tasks, std::uint32_t source_tasks) {
  if (wiring.begins.size() != std::size_t{tasks} + 1 || wiring.begins.front() != 0
      || wiring.begins.back() != wiring.taken.size())
    return refuse(wiring, "does not list inputs for exactly " + std::to_string(tasks) + " tasks");
  for (std::size_t i = 1; i < wiring.begins.size(); ++i)
    if (wiring.begins[i] < wiring.begins[i - 1])
      return refuse(wiring, "has offsets that fall");
  for (auto source : wiring.taken)
    if (source >= source_tasks)
      return refuse(wiring, "takes task " + std::to_string(source) + " of a layer of " + std::to_string(source_tasks));
  return {};
}

} // namespace

Result<void> Wiring::check(std::uint32_t tasks, std::uint32_t source_tasks) const {
  switch (kind) {
  case Kind::each:
    if (tasks != source_tasks)
      return refuse(*this,
                    "joins layers of " + std::to_string(source_tasks) + " and " + std::to_string(tasks) + " tasks");
    return {};
  case Kind::tree:
    if (fan == 0 || (std::uint64_t{source_tasks} + fan - 1) / fan != tasks)
      return refuse(*this, "does not take " + std::to_string(source_tasks) + " tasks to " + std::to_string(tasks));
    return {};
  case Kind::all:
    return {};
  case Kind::one:
    if (fan >= source_tasks)
      return refuse(*this, "takes a task of a layer of only " + std::to_string(source_tasks));
    return {};
  case Kind::list:
    return check_list(*this, tasks, source_tasks);
  }
  return fail(Errc::corrupt, "wiring of unknown kind " + std::to_string(static_cast<int>(kind)));
}

void Wiring::hash_into(KeyHasher& hasher) const {
  hasher.number(static_cast<std::uint64_t>(kind)).number(fan);
  hasher.bytes(begins.data(), begins.size() * sizeof(std::uint32_t));
  hasher.bytes(taken.data(), taken.size() * sizeof(std::uint32_t));
}

std::string to_string(const Wiring& wiring) {
  switch (wiring.kind) {
  case Wiring::Kind::each:
    return "each";
  case Wiring::Kind::tree:
    return "tree of " + std::to_string(wiring.fan);
  case Wiring::Kind::all:
    return "all";
  case Wiring::Kind::one:
    return "task " + std::to_string(wiring.fan);
  case Wiring::Kind::list:
    return "list of " + std::to_string(wiring.taken.size());
  }
  return "unknown";
}

} // namespace troupe
