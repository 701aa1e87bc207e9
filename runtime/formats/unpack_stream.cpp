#include "runtime/formats/unpack_stream.hpp"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>

#include <algorithm>

namespace troupe {
namespace {

using Step = UnpackStream::Step;
constexpr std::size_t most_per_call = std::size_t{1} << 30; // what these libraries count in 32 bits

template <class Byte>
Byte* bytes_of(std::span<const std::byte> from) {
  return const_cast<Byte*>(reinterpret_cast<const Byte*>(from.data()));
}

class Gzip : public UnpackStream {
public:
  Gzip() { good_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK; }
  ~Gzip() override { inflateEnd(&stream_); }

  Step unpack(std::span<const std::byte>& from, std::span<std::byte>& to, bool last) override {
    if (between_ && from.empty())
      return Step::ended;
    if (between_ && from.front() == std::byte{0}) { // padding, as tapes have it
      from = from.subspan(1);
      return Step::ended;
    }
    if (between_)
      good_ = good_ && inflateReset(&stream_) == Z_OK;
    between_ = false;
    stream_.next_in = bytes_of<Bytef>(from);
    stream_.avail_in = static_cast<uInt>(std::min(from.size(), most_per_call));
    stream_.next_out = bytes_of<Bytef>(to);
    stream_.avail_out = static_cast<uInt>(std::min(to.size(), most_per_call));
    const auto had = stream_.avail_in, room = stream_.avail_out;
    const auto result = good_ ? inflate(&stream_, Z_NO_FLUSH) : Z_DATA_ERROR;
    from = from.subspan(had - stream_.avail_in);
    to = to.subspan(room - stream_.avail_out);
    between_ = result == Z_STREAM_END;
    if (between_)
      return Step::ended;
    const bool stuck = result == Z_BUF_ERROR && last && room == stream_.avail_out;
    return (result == Z_OK || result == Z_BUF_ERROR) && !stuck ? Step::on : Step::damaged;
  }

private:
  z_stream stream_ = {};
  bool good_ = false, between_ = false;
};

class Bzip2 : public UnpackStream {
public:
  Bzip2() { good_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK; }
  ~Bzip2() override { BZ2_bzDecompressEnd(&stream_); }

  Step unpack(std::span<const std::byte>& from, std::span<std::byte>& to, bool last) override {
    if (between_ && from.empty())
      return Step::ended;
    if (between_) {
      BZ2_bzDecompressEnd(&stream_);
      stream_ = {};
      good_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK;
    }
    between_ = false;
    stream_.next_in = bytes_of<char>(from);
    stream_.avail_in = static_cast<unsigned>(std::min(from.size(), most_per_call));
    stream_.next_out = bytes_of<char>(to);
    stream_.avail_out = static_cast<unsigned>(std::min(to.size(), most_per_call));
    const auto had = stream_.avail_in, room = stream_.avail_out;
    const auto result = good_ ? BZ2_bzDecompress(&stream_) : BZ_DATA_ERROR;
    from = from.subspan(had - stream_.avail_in);
    to = to.subspan(room - stream_.avail_out);
    between_ = result == BZ_STREAM_END;
    if (between_)
      return Step::ended;
    const bool stuck = last && had == 0 && room == stream_.avail_out;
    return result == BZ_OK && !stuck ? Step::on : Step::damaged;
  }

private:
  bz_stream stream_ = {};
  bool good_ = false, between_ = false;
};

class Xz : public UnpackStream {
public:
  Xz() { good_ = lzma_stream_decoder(&stream_, most_memory, LZMA_CONCATENATED) == LZMA_OK; }
  ~Xz() override { lzma_end(&stream_); }

  Step unpack(std::span<const std::byte>& from, std::span<std::byte>& to, bool last) override {
    stream_.next_in = bytes_of<std::uint8_t>(from);
    stream_.avail_in = from.size();
    stream_.next_out = bytes_of<std::uint8_t>(to);
    stream_.avail_out = to.size();
    const auto result = good_ ? lzma_code(&stream_, last ? LZMA_FINISH : LZMA_RUN) : LZMA_DATA_ERROR;
    from = from.subspan(from.size() - stream_.avail_in);
    to = to.subspan(to.size() - stream_.avail_out);
    return result == LZMA_STREAM_END ? Step::ended : result == LZMA_OK ? Step::on : Step::damaged;
  }

private:
  static constexpr std::uint64_t most_memory = std::uint64_t{1} << 30;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool good_ = false;
};

} // namespace

std::unique_ptr<UnpackStream> UnpackStream::make(Compression compression) {
  switch (compression) {
  case Compression::gzip:
    return std::make_unique<Gzip>();
  case Compression::bzip2:
    return std::make_unique<Bzip2>();
  case Compression::xz:
    return std::make_unique<Xz>();
  default:
    return nullptr;
  }
}

} // namespace troupe
