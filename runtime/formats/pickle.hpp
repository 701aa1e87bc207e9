// Reads plain values from Python's pickles: numbers, texts, tuples, lists, dictionaries, and the names of the callables
// that objects would be made with. Nothing is called. Pure functions.
// Source: Python's pickletools.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

struct PickleValue {
  enum class Kind { none, integer, text, sequence, dictionary, name, object };
  Kind kind = Kind::none;
  std::int64_t integer = 0;        ///< also of truth values
  std::string text;                ///< "module name" of a name, and of what an object is made with
  std::vector<PickleValue> items;  ///< key before value in a dictionary; an object's arguments, then its state, if any
  std::size_t size = 1, depth = 0; ///< values in it, itself among them; levels below it
};

/// @returns Nothing for a pickle with anything else in it, or cut short.
std::optional<PickleValue> read_pickle(std::string_view pickle);

} // namespace troupe
