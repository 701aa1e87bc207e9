// One interface for the decompression libraries. Not thread-safe.
#pragma once

#include "runtime/formats/compressed_file.hpp"

#include <cstddef>
#include <memory>
#include <span>

namespace troupe {

class UnpackStream {
public:
  /// @returns None for what no library here reads.
  static std::unique_ptr<UnpackStream> make(Compression compression);
  virtual ~UnpackStream() = default;

  enum class Step {
    on,    ///< more to come, or more to be given
    ended, ///< a member ended; another may follow
    damaged,
  };
  /// Takes from the front of `from` what it puts at the front of `to`. @param last  nothing follows `from`
  virtual Step unpack(std::span<const std::byte>& from, std::span<std::byte>& to, bool last) = 0;
};

} // namespace troupe
