#include "runtime/wire/detail/chunk_check.hpp"

#include <bit>
#include <cstring>
#include <limits>

namespace troupe::wire {
namespace {

/// True when count * size bytes is exactly what the buffer has.
bool holds(const Buffer& buffer, std::int64_t count, std::size_t size) {
  std::uint64_t bytes = 0;
  return !__builtin_mul_overflow(static_cast<std::uint64_t>(count), std::uint64_t{size}, &bytes)
         && bytes == buffer.size();
}

/// A bool of any other value is undefined behaviour in whoever reads it.
Result<void> check_bools(const Buffer& data) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
  unsigned int seen = 0;
  for (std::size_t i = 0; i < data.size(); ++i)
    seen |= bytes[i];
  if (seen > 1)
    return fail(Errc::corrupt, "a bool is neither 0 nor 1");
  return {};
}

Result<void> check_texts(const Column& column) {
  if (column.length == std::numeric_limits<std::int64_t>::max()
      || !holds(column.offsets, column.length + 1, sizeof(std::int64_t)))
    return fail(Errc::corrupt, "has " + std::to_string(column.offsets.size()) + " bytes of offsets for "
                                   + std::to_string(column.length) + " texts");
  const auto offsets = column.offsets.as<std::int64_t>();
  bool falls = offsets.front() < 0;
  for (std::size_t i = 1; i < offsets.size(); ++i) // without an exit, so that it runs at memory speed
    falls |= offsets[i] < offsets[i - 1];
  if (falls)
    return fail(Errc::corrupt, "has offsets that fall");
  if (static_cast<std::uint64_t>(offsets.back()) > column.data.size())
    return fail(Errc::corrupt,
                "has texts up to byte " + std::to_string(offsets.back()) + " of " + std::to_string(column.data.size()));
  return {};
}

Result<void> check_fixed(const Column& column) {
  if (!column.offsets.empty())
    return fail(Errc::corrupt, "has offsets, which only strings have");
  if (!holds(column.data, column.length, size_of(column.dtype)))
    return fail(Errc::corrupt, "has " + std::to_string(column.data.size()) + " bytes for "
                                   + std::to_string(column.length) + " elements");
  return column.dtype == DType::bool_ ? check_bools(column.data) : Result<void>();
}

/// @pre the bitmap holds `length` bits
std::int64_t count_valid(const Buffer& validity, std::int64_t length) {
  std::int64_t count = 0;
  const auto bytes = static_cast<std::size_t>(length) / 8;
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= bytes; at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, validity.data() + at, sizeof word);
    count += std::popcount(word);
  }
  for (; at < bytes; ++at)
    count += std::popcount(std::to_integer<unsigned int>(validity.data()[at]));
  if (const auto rest = static_cast<unsigned int>(length % 8); rest != 0)
    count += std::popcount(std::to_integer<unsigned int>(validity.data()[bytes]) & ((1u << rest) - 1));
  return count;
}

Result<void> check_nulls(const Column& column) {
  std::int64_t nulls = 0;
  if (!column.validity.empty()) {
    const auto needed = static_cast<std::uint64_t>(column.length) / 8 + (column.length % 8 != 0);
    if (column.validity.size() < needed)
      return fail(Errc::corrupt, "has a validity bitmap of " + std::to_string(column.validity.size())
                                     + " bytes; expected at least " + std::to_string(needed));
    nulls = column.length - count_valid(column.validity, column.length);
  }
  if (column.null_count != nulls)
    return fail(Errc::corrupt,
                "claims " + std::to_string(column.null_count) + " nulls and has " + std::to_string(nulls));
  return {};
}

Result<void> check_elements(const Column& column) {
  if (column.length < 0)
    return fail(Errc::corrupt, "claims " + std::to_string(column.length) + " elements");
  TROUPE_CHECK(column.dtype == DType::string ? check_texts(column) : check_fixed(column));
  return check_nulls(column);
}

} // namespace

Result<void> check_block(const Block& block) {
  if (block.dtype == DType::string)
    return fail(Errc::corrupt, "a block of strings; blocks hold elements of a fixed size");
  std::int64_t count = 1;
  for (auto extent : block.shape)
    if (extent < 0 || __builtin_mul_overflow(count, extent, &count))
      return fail(Errc::corrupt, "a block of the impossible shape " + to_string(block.shape));
  if (!holds(block.data, count, size_of(block.dtype)))
    return fail(Errc::corrupt, "a block " + std::string(to_string(block.dtype)) + " " + to_string(block.shape) + " of "
                                   + std::to_string(block.data.size()) + " bytes");
  return block.dtype == DType::bool_ ? check_bools(block.data) : Result<void>();
}

Result<void> check_column(const Column& column) {
  if (auto sound = check_elements(column); !sound)
    return fail(Errc::corrupt, "column '" + column.name + "' " + sound.error().message);
  return {};
}

} // namespace troupe::wire
