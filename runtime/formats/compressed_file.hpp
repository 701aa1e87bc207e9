// Sequential reading of compressed files: gzip, bzip2 and xz, with any number of concatenated members or streams. Other
// kinds are recognised by their first bytes, and refused by name. One thread at a time.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/formats/open_file.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace troupe {

enum class Compression { none, gzip, bzip2, xz, zstd, zip, lz4, compress, seven_zip };

/// By a file's first bytes, six or more of them; never by its name.
Compression compression_of(std::string_view beginning);
/// "gzip", "bzip2", ...; "" for none.
std::string_view to_string(Compression compression);

/// @param beginning  as compression_of()
/// @returns Whether Unpacker reads it; Errc::parse_error for what is compressed otherwise, UTF-16 or UTF-32, naming it
/// and what to do.
Result<bool> is_compressed_text(const std::string& path, std::string_view beginning);

/// The first bytes of a file, as many of `count` as it has.
Result<std::string> beginning_of(const OpenFile& file, std::size_t count);

class Unpacker {
public:
  /// @returns Errc::parse_error for a file that is not compressed in a way that can be read.
  static Result<Unpacker> open(const OpenFile& file, const std::string& path);
  Unpacker(Unpacker&&) noexcept;
  ~Unpacker();

  /// The next bytes. @returns How many: less than asked for at the end alone. Errc::parse_error where the file is
  /// damaged or cut short.
  Result<std::size_t> read(std::span<std::byte> to);

  class Stream;

private:
  explicit Unpacker(std::unique_ptr<Stream> stream);
  std::unique_ptr<Stream> stream_;
};

} // namespace troupe
