#include "runtime/chunk/compression.hpp"

#include <lz4.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <string>

namespace troupe {
namespace {

constexpr std::size_t samples = 8;
constexpr std::size_t sample_bytes = 4096;

const char* chars(const std::byte* bytes) { return reinterpret_cast<const char*>(bytes); }

int length(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max())); }

/// The bytes from `offset` on of the pieces, within one of them.
std::span<const std::byte> sample_at(std::span<const Buffer> pieces, std::size_t offset) {
  for (const auto& piece : pieces) {
    if (offset < piece.size())
      return {piece.data() + offset, std::min(piece.size() - offset, sample_bytes)};
    offset -= piece.size();
  }
  return {};
}

} // namespace

bool worth_compressing(std::span<const Buffer> pieces) {
  const auto total = std::accumulate(pieces.begin(), pieces.end(), std::size_t{0},
                                     [](auto sum, const auto& piece) { return sum + piece.size(); });
  std::array<std::byte, sample_bytes> small;
  std::size_t before = 0, after = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    const auto sample = sample_at(pieces, total / samples * i);
    const auto made = compress(sample, small);
    before += sample.size();
    after += made == 0 ? sample.size() : made;
  }
  return before > 0 && after <= before / 4 * 3;
}

std::size_t compress(std::span<const std::byte> from, std::span<std::byte> to) {
  if (from.empty() || to.empty())
    return 0;
  return static_cast<std::size_t>(LZ4_compress_default(chars(from.data()), reinterpret_cast<char*>(to.data()),
                                                       length(from.size()), length(to.size())));
}

Result<void> decompress(std::span<const std::byte> from, std::span<std::byte> to) {
  const auto made = LZ4_decompress_safe(chars(from.data()), reinterpret_cast<char*>(to.data()), length(from.size()),
                                        length(to.size()));
  if (made < 0 || static_cast<std::size_t>(made) != to.size())
    return fail(Errc::corrupt, "compressed bytes that make "
                                   + (made < 0 ? std::string("no sense") : std::to_string(made) + " bytes")
                                   + "; they should make " + std::to_string(to.size()));
  return {};
}

} // namespace troupe
