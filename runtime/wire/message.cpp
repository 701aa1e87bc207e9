#include "runtime/wire/detail/message.hpp"

#include "runtime/base/number_text.hpp"

#include <kj/io.h>

#include <algorithm>
#include <cstring>

namespace troupe::wire {
namespace {

constexpr std::size_t word_bytes = sizeof(capnp::word);
constexpr std::size_t max_words = max_message_bytes / word_bytes;
/// Parameters within parameters take four levels each; fused layers within fused ones, twice that.
constexpr int max_nesting = 64;

} // namespace

MessageWriter::MessageWriter(std::size_t words)
    : bytes_((1 + std::clamp<std::size_t>(words, 16, max_words)) * word_bytes) {}

kj::ArrayPtr<capnp::word> MessageWriter::allocateSegment(unsigned int minimum) {
  const auto first = bytes_.size() / word_bytes - 1;
  if (!begun_ && minimum <= first) {
    begun_ = true;
    return {reinterpret_cast<capnp::word*>(bytes_.data() + word_bytes), first};
  }
  auto words = std::max<std::size_t>(minimum, more_.empty() ? first : more_.back().size() * 2);
  words = std::max<std::size_t>(minimum, std::min(words, max_words));
  auto& segment = more_.emplace_back(words);
  return {reinterpret_cast<capnp::word*>(segment.data()), segment.size()};
}

Bytes MessageWriter::finish() {
  const auto size = capnp::computeSerializedSizeInWords(*this) * word_bytes;
  if (size > max_message_bytes)
    refuse(Errc::invalid_argument, "a message of " + format_bytes(size) + " was to be sent; at most "
                                       + format_bytes(max_message_bytes) + " is taken");
  if (more_.empty()) {
    const std::uint32_t table[2] = {0, static_cast<std::uint32_t>(size / word_bytes - 1)}; // one segment, of that size
    std::memcpy(bytes_.data(), table, sizeof table);
    bytes_.resize(size);
    return std::move(bytes_);
  }
  Bytes joined(size);
  kj::ArrayOutputStream out({reinterpret_cast<kj::byte*>(joined.data()), joined.size()});
  capnp::writeMessage(out, *this);
  return joined;
}

MessageWords::MessageWords(std::span<const std::byte> bytes) {
  if (bytes.size() > max_message_bytes)
    refuse(Errc::corrupt,
           "it has " + format_bytes(bytes.size()) + "; at most " + format_bytes(max_message_bytes) + " is taken");
  if (bytes.empty() || bytes.size() % word_bytes != 0)
    refuse(Errc::corrupt, "its " + std::to_string(bytes.size()) + " bytes are not whole words");
  const auto words = bytes.size() / word_bytes;
  const void* data = bytes.data();
  if (reinterpret_cast<std::uintptr_t>(data) % alignof(std::uint64_t) != 0) {
    copy_.resize(words);
    std::memcpy(copy_.data(), data, bytes.size());
    data = copy_.data();
  }
  words_ = {static_cast<const capnp::word*>(data), words};
}

capnp::ReaderOptions reader_options(std::size_t words) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = 2 * words + 64;
  options.nestingLimit = max_nesting;
  return options;
}

Failure unreadable(const char* what, const kj::Exception& exception) {
  // Not what(): that resolves the stack trace by running other programs.
  return fail(Errc::corrupt, std::string(what) + " cannot be read: " + exception.getDescription().cStr());
}

Failure unreadable(const char* what, const Error& error) {
  return fail(error.code, std::string(what) + " cannot be read: " + error.message);
}

void unwritable(const kj::Exception& exception) {
  refuse(Errc::invalid_argument, std::string("the message cannot be built: ") + exception.getDescription().cStr());
}

} // namespace troupe::wire
