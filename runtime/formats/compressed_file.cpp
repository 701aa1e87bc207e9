#include "runtime/formats/compressed_file.hpp"

#include "runtime/formats/unpack_stream.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace troupe {
namespace {

struct Magic {
  std::string_view bytes;
  Compression kind;
};
constexpr std::array<Magic, 8> magics{{{"\x1F\x8B", Compression::gzip},
                                       {"BZh", Compression::bzip2},
                                       {{"\xFD"
                                         "7zXZ\0",
                                         6},
                                        Compression::xz},
                                       {"\x28\xB5\x2F\xFD", Compression::zstd},
                                       {"PK\x03\x04", Compression::zip},
                                       {"\x04\x22\x4D\x18", Compression::lz4},
                                       {"\x1F\x9D", Compression::compress},
                                       {"7z\xBC\xAF\x27\x1C", Compression::seven_zip}}};

} // namespace

Compression compression_of(std::string_view beginning) {
  for (const auto& [bytes, kind] : magics)
    if (beginning.starts_with(bytes))
      // "BZh" may be a word: a digit and a block's or the end's mark follow
      if (kind != Compression::bzip2
          || (beginning.size() > 4 && beginning[3] >= '1' && beginning[3] <= '9'
              && (beginning[4] == '1' || beginning[4] == '\x17')))
        return kind;
  return Compression::none;
}

std::string_view to_string(Compression compression) {
  switch (compression) {
  case Compression::gzip:
    return "gzip";
  case Compression::bzip2:
    return "bzip2";
  case Compression::xz:
    return "xz";
  case Compression::zstd:
    return "zstd";
  case Compression::zip:
    return "zip";
  case Compression::lz4:
    return "lz4";
  case Compression::compress:
    return "compress (.Z)";
  case Compression::seven_zip:
    return "7-Zip";
  default:
    return "";
  }
}

Result<bool> is_compressed_text(const std::string& path, std::string_view beginning) {
  const auto kind = compression_of(beginning);
  if (kind == Compression::gzip || kind == Compression::bzip2 || kind == Compression::xz)
    return true;
  if (kind != Compression::none)
    return fail(Errc::parse_error, path + ": the file is compressed by " + std::string(to_string(kind))
                                       + "; gzip, bzip2 and xz can be read: unpack it first");
  if (beginning.starts_with("\xFF\xFE") || beginning.starts_with("\xFE\xFF")
      || beginning.starts_with(std::string_view("\0\0\xFE\xFF", 4)))
    return fail(Errc::parse_error, path + ": the file is UTF-16 or UTF-32; convert it to UTF-8");
  return false;
}

Result<std::string> beginning_of(const OpenFile& file, std::size_t count) {
  TROUPE_TRY(size, file.size());
  std::string bytes(std::min(count, static_cast<std::size_t>(size)), '\0');
  TROUPE_CHECK(file.read(0, std::as_writable_bytes(std::span(bytes))));
  return bytes;
}

/// Feeds what is read of a file to a decoder.
class Unpacker::Stream {
public:
  Stream(const OpenFile& file, std::string path, std::int64_t size, std::unique_ptr<UnpackStream> decoder)
      : file_(file), path_(std::move(path)), size_(size), decoder_(std::move(decoder)),
        packed_(std::size_t{256} << 10) {}

  Result<std::size_t> read(std::span<std::byte> to) {
    const auto wanted = to.size();
    while (!to.empty() && !ended_) {
      if (left_.empty() && at_ < size_)
        TROUPE_CHECK(refill());
      const auto step = decoder_->unpack(left_, to, at_ == size_ && left_.empty());
      if (step == UnpackStream::Step::damaged)
        return fail(Errc::parse_error, "the compressed file '" + path_
                                           + "' is damaged or cut short: it cannot be unpacked beyond byte "
                                           + std::to_string(at_ - std::ssize(left_)));
      ended_ = step == UnpackStream::Step::ended && left_.empty() && at_ == size_;
    }
    return wanted - to.size();
  }

private:
  Result<void> refill() {
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(std::ssize(packed_), size_ - at_));
    TROUPE_CHECK(file_.read(at_, std::span(packed_).first(count)));
    at_ += static_cast<std::int64_t>(count);
    left_ = std::span(packed_).first(count);
    return {};
  }

  const OpenFile& file_;
  std::string path_;
  std::int64_t size_, at_ = 0;
  std::unique_ptr<UnpackStream> decoder_;
  std::vector<std::byte> packed_;
  std::span<const std::byte> left_;
  bool ended_ = false;
};

Unpacker::Unpacker(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
Unpacker::Unpacker(Unpacker&&) noexcept = default;
Unpacker::~Unpacker() = default;

Result<Unpacker> Unpacker::open(const OpenFile& file, const std::string& path) {
  TROUPE_TRY(beginning, beginning_of(file, 16));
  TROUPE_TRY(size, file.size());
  auto decoder = UnpackStream::make(compression_of(beginning));
  if (!decoder)
    return fail(Errc::parse_error, "'" + path + "' is not compressed by gzip, bzip2 or xz");
  return Unpacker(std::make_unique<Stream>(file, path, size, std::move(decoder)));
}

Result<std::size_t> Unpacker::read(std::span<std::byte> to) { return stream_->read(to); }

} // namespace troupe
