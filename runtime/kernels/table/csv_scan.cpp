#include "runtime/kernels/table/csv_scan.hpp"

#include "runtime/chunk/csv_text.hpp"

#include <bit>
#include <cstring>
#include <string_view>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/table/csv_scan.cpp"
#include "runtime/kernels/simd_targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::CappedTag<std::uint8_t, 64>;

/// One bit for each of 64 bytes.
struct Bits {
  std::uint64_t separators, line_feeds, quotes, nuls;
};

/// Writes where eight lanes or more are equal; targets of fewer lanes do not exist for bytes.
template <class Vector>
HWY_INLINE void equal_bits(Vector bytes, Vector wanted, std::size_t lane, std::uint64_t& bits) {
  alignas(8) std::uint8_t stored[16] = {};
  hn::StoreMaskBits(Bytes(), hn::Eq(bytes, wanted), stored);
  std::uint64_t found = 0;
  std::memcpy(&found, stored, 8);
  const auto lanes = hn::Lanes(Bytes());
  bits |= (lanes == 64 ? found : found & ((std::uint64_t{1} << (lanes & 63)) - 1)) << (lane & 63);
}

HWY_INLINE Bits classify(const std::uint8_t* text, std::uint8_t separator) {
  const Bytes tag;
  Bits bits = {0, 0, 0, 0};
  for (std::size_t lane = 0; lane < 64; lane += hn::Lanes(tag)) {
    const auto bytes = hn::LoadU(tag, text + lane);
    equal_bits(bytes, hn::Set(tag, separator), lane, bits.separators);
    equal_bits(bytes, hn::Set(tag, std::uint8_t{'\n'}), lane, bits.line_feeds);
    equal_bits(bytes, hn::Set(tag, std::uint8_t{'"'}), lane, bits.quotes);
    equal_bits(bytes, hn::Zero(tag), lane, bits.nuls);
  }
  return bits;
}

/// Bit i of the result is the parity of bits 0 to i: set from an opening quote up to the closing one.
HWY_INLINE std::uint64_t prefix_parity(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2)
    bits ^= bits << shift;
  return bits;
}

HWY_INLINE std::uint32_t* write_offsets(std::uint64_t bits, std::uint32_t base, std::uint32_t* out) {
  const auto count = std::popcount(bits);
  for (int done = 0; done < count; done += 8)
    for (int i = 0; i < 8; ++i) {
      out[done + i] = base + static_cast<std::uint32_t>(std::countr_zero(bits));
      bits &= bits - 1;
    }
  return out + count;
}

/// What the last 64 bytes leave to the next.
struct Carry {
  std::uint64_t inside = 0;   ///< all ones inside quotes
  std::uint64_t boundary = 1; ///< the last byte was the end of a field
  std::uint64_t closing = 0;  ///< the last byte was a closing quote
};

/// @returns The separators and line feeds outside quotes. A quote may open only where a field begins, or right behind a
///          closing one (the two are a doubled quote); anything else is stray.
HWY_INLINE std::uint64_t outside_quotes(const Bits& bits, Carry& carry, bool& stray) {
  const auto inside = prefix_parity(bits.quotes) ^ carry.inside;
  const auto ends = (bits.separators | bits.line_feeds) & ~inside;
  const auto opening = bits.quotes & inside;
  const auto closing = bits.quotes & ~inside;
  const auto may_open = (ends << 1) | carry.boundary | (closing << 1) | carry.closing;
  stray = stray || (opening & ~may_open) != 0;
  carry = {static_cast<std::uint64_t>(-static_cast<std::int64_t>(inside >> 63)), ends >> 63, closing >> 63};
  return ends;
}

CsvScan scan(const char* text, std::size_t size, char separator, std::uint32_t* ends) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
  CsvScan result;
  Carry carry;
  auto* out = ends;
  std::uint64_t nuls = 0;
  for (std::size_t at = 0; at < size; at += 64) {
    auto bits = classify(bytes + at, static_cast<std::uint8_t>(separator));
    if (size - at < 64) {
      const auto valid = (std::uint64_t{1} << (size - at)) - 1;
      bits = {bits.separators & valid, bits.line_feeds & valid, bits.quotes & valid, bits.nuls & valid};
    }
    auto found = bits.separators | bits.line_feeds;
    nuls |= bits.nuls;
    if ((bits.quotes | carry.inside) != 0)
      found = outside_quotes(bits, carry, result.stray_quote);
    else
      carry = {0, found >> 63, 0};
    result.lines += static_cast<std::size_t>(std::popcount(found & bits.line_feeds));
    out = write_offsets(found, static_cast<std::uint32_t>(at), out);
  }
  result.ends = static_cast<std::size_t>(out - ends);
  result.inside_quotes = carry.inside != 0;
  result.nul = nuls != 0;
  return result;
}

} // namespace
} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {

HWY_EXPORT(scan);

CsvScan scan_csv(const char* text, std::size_t size, char separator, std::uint32_t* ends) {
  return HWY_DYNAMIC_DISPATCH(scan)(text, size, separator, ends);
}

CsvScan scan_csv_bytes(const char* text, std::size_t size, char separator, std::uint32_t* ends) {
  const std::string_view all(text, size);
  CsvScan result;
  result.nul = all.find('\0') != std::string_view::npos;
  std::vector<std::string_view> fields;
  for (std::size_t at = 0; at < size;) {
    const auto end = split_record(all, at, separator, fields);
    const auto known = end == RecordEnd::line ? fields.size() : fields.size() - 1;
    for (std::size_t i = 0; i < known; ++i)
      ends[result.ends++] = static_cast<std::uint32_t>(fields[i].data() + fields[i].size() - text);
    if (end == RecordEnd::line) {
      ends[result.ends - 1] = static_cast<std::uint32_t>(at - 1); // behind the carriage return, if any
      ++result.lines;
    }
    result.inside_quotes = end == RecordEnd::inside_quotes;
  }
  return result;
}

} // namespace troupe
#endif // HWY_ONCE
