// What reads bytes that others wrote, as functions of bytes: whatever they are, the reader answers with a value or an
// error. Driven by libFuzzer (tools/dev/fuzz), and by a deterministic loop of mutations in the tests. Thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace troupe::fuzz {

struct Target {
  std::string_view name; ///< also of its folder in tests/fuzz/corpus
  void (*run)(std::span<const std::byte> bytes);
};

const std::vector<Target>& targets();

} // namespace troupe::fuzz
