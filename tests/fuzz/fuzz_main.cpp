// libFuzzer's entrance, built once for each target: TROUPE_FUZZ_TARGET is its name.
#include "tests/fuzz/targets.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto* const target = [] {
    for (const auto& one : troupe::fuzz::targets())
      if (one.name == TROUPE_FUZZ_TARGET)
        return &one;
    std::abort();
  }();
  target->run(std::as_bytes(std::span(data, size)));
  return 0;
}
