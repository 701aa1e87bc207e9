// Which tasks of one layer feed which tasks of another, as a rule rather than a list, so that a layer of a million
// tasks takes a few bytes on the wire. Pure value.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/base/result.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

struct Wiring {
  /// The numbers are part of the wire format: append only.
  enum class Kind : std::uint8_t {
    each = 0, ///< task i takes task i
    tree = 1, ///< task i takes tasks [i * fan, (i + 1) * fan), clipped: a level of a reduction
    all = 2,  ///< every task takes all
    one = 3,  ///< every task takes task `fan`: a broadcast
    list = 4, ///< task i takes taken[begins[i] .. begins[i + 1]), in that order
  };

  Kind kind = Kind::each;
  std::uint32_t fan = 0;
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> taken;

  static Wiring each() { return {}; }
  static Wiring tree(std::uint32_t fan) { return {Kind::tree, fan, {}, {}}; }
  static Wiring all() { return {Kind::all, 0, {}, {}}; }
  static Wiring one(std::uint32_t task) { return {Kind::one, task, {}, {}}; }
  /// @pre begins starts at 0, never falls, ends at taken.size()
  static Wiring list(std::vector<std::uint32_t> begins, std::vector<std::uint32_t> taken) {
    return {Kind::list, 0, std::move(begins), std::move(taken)};
  }

  /// Calls visit(source task) for each input of `task`, in order. @pre check() passed for these sizes
  template <class Visit>
  void for_each(std::uint32_t task, std::uint32_t source_tasks, Visit&& visit) const {
    switch (kind) {
    case Kind::each:
      visit(task);
      break;
    case Kind::tree: {
      const auto begin = std::uint64_t{task} * fan;
      const auto end = begin + fan < source_tasks ? begin + fan : source_tasks;
      for (auto source = begin; source < end; ++source)
        visit(static_cast<std::uint32_t>(source));
      break;
    }
    case Kind::all:
      for (std::uint32_t source = 0; source < source_tasks; ++source)
        visit(source);
      break;
    case Kind::one:
      visit(fan);
      break;
    case Kind::list:
      for (auto at = begins[task]; at < begins[task + 1]; ++at)
        visit(taken[at]);
      break;
    }
  }

  /// @returns Errc::invalid_argument when a layer of `tasks` tasks cannot take its inputs so from `source_tasks`
  ///          tasks. Needed before for_each() on anything that came over the wire.
  Result<void> check(std::uint32_t tasks, std::uint32_t source_tasks) const;

  void hash_into(KeyHasher& hasher) const;
  bool operator==(const Wiring&) const = default;
};

/// "each", "tree of 8", "all", "task 0", "list of 40".
std::string to_string(const Wiring& wiring);

} // namespace troupe
