// Named parameters of a kernel: part of a task's identity, sent once per layer. Pure value.
// Invariant: names are unique and kept sorted, so equal parameters hash and encode alike however they were built.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace troupe {

class Params {
public:
  using Ints = std::vector<std::int64_t>;
  using Doubles = std::vector<double>;
  using Strings = std::vector<std::string>;
  using List = std::vector<Params>; ///< nested, e.g. the steps of a fused task
  using Value = std::variant<bool, std::int64_t, double, std::string, Ints, Doubles, Strings, List>;
  using Entry = std::pair<std::string, Value>;

  Params() = default;
  /// Params{}.set("rows", 10).set("seed", 7); a second set of one name replaces the first.
  Params& set(std::string name, Value value);
  Params& set(std::string name, const char* text) { return set(std::move(name), Value(std::string(text))); }
  /// Any arithmetic type: true stays a boolean, whole numbers become integers, the rest doubles.
  template <class Number>
  requires std::is_arithmetic_v<Number> Params& set(std::string name, Number number) {
    using Kept = std::conditional_t<std::is_same_v<Number, bool>, bool,
                                    std::conditional_t<std::is_integral_v<Number>, std::int64_t, double>>;
    return set(std::move(name), Value(static_cast<Kept>(number)));
  }

  const Value* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }

  /// @returns The value, or Errc::invalid_argument naming the parameter and the kind expected.
  Result<std::int64_t> integer(std::string_view name) const;
  Result<double> real(std::string_view name) const; ///< also takes an integer
  Result<bool> boolean(std::string_view name) const;
  Result<std::string> text(std::string_view name) const;
  Result<Ints> integers(std::string_view name) const;
  Result<Doubles> reals(std::string_view name) const;
  Result<Strings> texts(std::string_view name) const;
  /// Without a copy; nullptr when absent or of another kind.
  const List* list(std::string_view name) const;

  const std::vector<Entry>& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }

  /// Feeds names, kinds and values; doubles by their bits, so -0.0, NaN and infinities count as themselves.
  void hash_into(KeyHasher& hasher) const;

  bool operator==(const Params&) const = default;

private:
  std::vector<Entry> entries_;
};

/// "rows=10 seed=7", for dumps and messages; long lists are cut short.
std::string to_string(const Params& params);

} // namespace troupe
