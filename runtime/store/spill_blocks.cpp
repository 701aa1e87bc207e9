#include "runtime/store/spill_blocks.hpp"

#include "runtime/chunk/compression.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <unistd.h>

namespace troupe {
namespace {

/// Compressed blocks that are not a tenth smaller are not worth reading twice.
constexpr std::size_t largest_compressed = spill_block_bytes / 10 * 9;

Result<void> write_whole(int descriptor, std::vector<iovec> parts) {
  std::size_t first = 0;
  while (first < parts.size()) {
    const auto count = ::writev(descriptor, parts.data() + first,
                                static_cast<int>(std::min<std::size_t>(parts.size() - first, IOV_MAX)));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return fail(Errc::io_error, count < 0 ? std::strerror(errno) : "nothing could be written");
    for (auto left = static_cast<std::size_t>(count);
         left > 0 || (first < parts.size() && parts[first].iov_len == 0);) {
      auto& part = parts[first];
      const auto step = std::min(left, part.iov_len);
      part.iov_base = static_cast<std::byte*>(part.iov_base) + step;
      part.iov_len -= step;
      left -= step;
      first += part.iov_len == 0 ? 1 : 0;
    }
  }
  return {};
}

/// @returns How many bytes there were; less than asked for at the end of the file.
Result<std::size_t> read_whole(int descriptor, std::uint64_t offset, std::span<std::byte> bytes) {
  std::size_t got = 0;
  while (got < bytes.size()) {
    const auto count = ::pread(descriptor, bytes.data() + got, bytes.size() - got, static_cast<off_t>(offset + got));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return fail(Errc::io_error, std::string("cannot read a spilled chunk back: ") + std::strerror(errno));
    if (count == 0)
      break;
    got += static_cast<std::size_t>(count);
  }
  return got;
}

std::uint64_t hash_of(const std::vector<iovec>& parts) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), XXH3_freeState);
  if (!state)
    throw std::bad_alloc();
  XXH3_64bits_reset(state.get());
  for (const auto& part : parts)
    XXH3_64bits_update(state.get(), part.iov_base, part.iov_len);
  return XXH3_64bits_digest(state.get());
}

} // namespace

Result<void> SpillBlockWriter::add(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min<std::size_t>(bytes.size(), spill_block_bytes - filled_));
    parts_.push_back({const_cast<std::byte*>(part.data()), part.size()});
    filled_ += part.size();
    bytes = bytes.subspan(part.size());
    if (filled_ == spill_block_bytes)
      TROUPE_CHECK(end_block());
  }
  return {};
}

Result<void> SpillBlockWriter::finish() { return filled_ == 0 ? Result<void>{} : end_block(); }

Result<void> SpillBlockWriter::end_block() {
  if (compresses_)
    compress_block();
  std::uint64_t bytes = 0;
  for (const auto& part : parts_)
    bytes += part.iov_len;
  blocks_.push_back({stored_, bytes, hash_of(parts_)});
  stored_ += bytes;
  filled_ = 0;
  return write_whole(descriptor_, std::exchange(parts_, {}));
}

/// Leaves it as it is where that does not pay.
void SpillBlockWriter::compress_block() {
  std::span<const std::byte> block(static_cast<const std::byte*>(parts_[0].iov_base), parts_[0].iov_len);
  if (parts_.size() > 1) {
    whole_.clear();
    for (const auto& part : parts_)
      whole_.insert(whole_.end(), static_cast<const std::byte*>(part.iov_base),
                    static_cast<const std::byte*>(part.iov_base) + part.iov_len);
    block = whole_;
  }
  small_.resize(largest_compressed);
  if (const auto size = compress(block, small_); size > 0 && size < block.size())
    parts_ = {{small_.data(), size}};
}

Result<void> read_block(int descriptor, std::uint64_t whole, const SpillBlock& block, std::span<std::byte> out) {
  std::vector<std::byte> small(block.stored < out.size() ? block.stored : 0);
  const auto bytes = small.empty() ? out : std::span(small);
  TROUPE_TRY(got, read_whole(descriptor, block.offset, bytes));
  if (got != bytes.size())
    return fail(Errc::corrupt, "a spill file ends after " + std::to_string(block.offset + got) + " of "
                                   + std::to_string(whole) + " bytes");
  if (XXH3_64bits(bytes.data(), bytes.size()) != block.checksum)
    return fail(Errc::corrupt, "a spill file of " + std::to_string(whole) + " bytes does not have its checksum at byte "
                                   + std::to_string(block.offset));
  return small.empty() ? Result<void>{} : decompress(small, out);
}

} // namespace troupe
