// LZ4 compression of blocks that go to disk or to another machine. Smooth numbers and text shrink to a half or less at
// 0.5-1 GB/s a core, random numbers do not shrink; callers therefore compress a chunk only when samples of it shrink.
// Pure functions.
// Invariant: decompress() restores the input of compress() to the bit, or is an error; it never writes more than that.
#pragma once

#include "runtime/base/named_values.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace troupe {

/// Where chunks are compressed that samples say are worth it.
enum class Compression {
  off,
  automatic, ///< on disk, and on their way to other machines
  on,        ///< and to other processes of this one, where the connection is no bottleneck
};

/// As settings have it.
inline constexpr std::array compressions{NamedValue{"auto", Compression::automatic}, NamedValue{"on", Compression::on},
                                         NamedValue{"off", Compression::off}};

/// True when samples from all over the pieces, a few dozen KiB together, come to three quarters or less.
bool worth_compressing(std::span<const Buffer> pieces);

/// @returns How many bytes of `to` it took; 0 when it does not fit. @pre from.size() is less than 2^31
std::size_t compress(std::span<const std::byte> from, std::span<std::byte> to);

/// @returns Errc::corrupt when `from` is not what compress() made of as many bytes as `to` has.
Result<void> decompress(std::span<const std::byte> from, std::span<std::byte> to);

} // namespace troupe
