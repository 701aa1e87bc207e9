#include "runtime/kernels/held_name.hpp"

#include <unistd.h>

#include <atomic>
#include <random>

namespace troupe {

Key new_held_name() {
  static std::atomic<std::uint64_t> count{0};
  static const std::uint64_t process = [] {
    std::random_device entropy;
    return (std::uint64_t{entropy()} << 32 | entropy()) ^ static_cast<std::uint64_t>(getpid());
  }();
  return KeyHasher().number(process).number(++count).finish();
}

} // namespace troupe
