// One Cap'n Proto message, built and read within bounds. Private to this room: only its .cpp files include it.
// Cap'n Proto reports by exception, so inside the room everything does (refuse()); read_message() and write_message()
// are the only ways out and turn exceptions into Errors.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/wire/bytes.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace troupe::wire {

[[noreturn]] inline void refuse(Errc code, std::string message) { throw TroupeError(Error{code, std::move(message)}); }

/// Builds straight into the Bytes that are sent: when `words` was enough for the message nothing is copied.
class MessageWriter final : public capnp::MessageBuilder {
public:
  explicit MessageWriter(std::size_t words);
  kj::ArrayPtr<capnp::word> allocateSegment(unsigned int minimum) override;
  /// The message, once; throws TroupeError beyond max_message_bytes.
  Bytes finish();

private:
  Bytes bytes_; ///< the segment table's one word, then the first segment
  bool begun_ = false;
  std::vector<std::vector<std::uint64_t>> more_; ///< where `words` was not enough; copied together by finish()
};

/// What reading one message may cost. Some encodings claim many elements in few bytes; ours never hold more elements
/// of structs and texts than words, so whatever claims more is refused before anything is allocated for it.
class Allowance {
public:
  explicit Allowance(std::size_t words) : elements_(words) {}
  /// @returns The elements of a list, after charging them.
  template <class List>
  std::uint32_t charge(const List& list) {
    if (list.size() > elements_)
      refuse(Errc::corrupt, "it claims more elements than its bytes can hold");
    elements_ -= list.size();
    return list.size();
  }

private:
  std::size_t elements_;
};

/// The bytes as aligned words, copied only when they are not.
class MessageWords {
public:
  explicit MessageWords(std::span<const std::byte> bytes);
  kj::ArrayPtr<const capnp::word> words() const { return words_; }

private:
  std::vector<std::uint64_t> copy_;
  kj::ArrayPtr<const capnp::word> words_;
};

/// Traversal is limited to twice the message, so that pointers that share a target cannot multiply it.
capnp::ReaderOptions reader_options(std::size_t words);

/// `what` could not be read, and why: for a kj::Exception that came up while it was.
Failure unreadable(const char* what, const kj::Exception& exception);
Failure unreadable(const char* what, const Error& error);
/// `what` could not be built: some part passes a limit of the format.
[[noreturn]] void unwritable(const kj::Exception& exception);

/// Calls write(builder of Root). @param words  How many the message will take, about; too few cost a copy.
template <class Root, class Write>
Bytes write_message(std::size_t words, Write&& write) {
  try {
    MessageWriter writer(words);
    write(writer.initRoot<Root>());
    return writer.finish();
  } catch (const kj::Exception& exception) {
    unwritable(exception);
  }
}

/// Calls read(reader of Root, Allowance&) and answers with its value or with what went wrong.
/// @param what  "worker orders", for the error's message
template <class Root, class Read>
auto read_message(std::span<const std::byte> bytes, const char* what, Read&& read)
    -> Result<std::invoke_result_t<Read, typename Root::Reader, Allowance&>> {
  try {
    const MessageWords message(bytes);
    capnp::FlatArrayMessageReader reader(message.words(), reader_options(message.words().size()));
    if (reader.getEnd() != message.words().end())
      refuse(Errc::corrupt, "bytes follow the message");
    Allowance allowance(message.words().size());
    return read(reader.template getRoot<Root>(), allowance);
  } catch (const kj::Exception& exception) {
    return unreadable(what, exception);
  } catch (const TroupeError& error) {
    return unreadable(what, error.error());
  }
}

} // namespace troupe::wire
