// Read from this very process, which may always be read, and from one that is gone.
#include "actors/chunk/process_memory.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace troupe {
namespace {

using Pieces = std::vector<ChunkLease::Piece>;

ChunkLease::Piece piece(const std::string& text) {
  return {reinterpret_cast<std::uintptr_t>(text.data()), text.size()};
}

std::string read(const Pieces& pieces, std::uint64_t offset, std::size_t size) {
  std::string text(size, '?');
  const auto done = read_process_memory(::getpid(), pieces, offset, std::as_writable_bytes(std::span(text)));
  return done ? text : "error: " + done.error().message;
}

TEST(ForeignMemory, ReadsAnyPartOfThePiecesAsIfTheyWereOne) {
  const std::string one = "abc", none, two = "defgh", three = "i";
  const Pieces pieces{piece(one), piece(none), piece(two), piece(three)};
  const std::string whole = "abcdefghi";
  for (std::size_t offset = 0; offset <= whole.size(); ++offset)
    for (std::size_t size = 0; offset + size <= whole.size(); ++size)
      EXPECT_EQ(read(pieces, offset, size), whole.substr(offset, size)) << offset << "+" << size;
}

TEST(ForeignMemory, ReadsMorePiecesThanOneSystemCallTakes) {
  std::vector<std::string> texts(1500);
  Pieces pieces;
  std::string whole;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i] = std::to_string(i);
    pieces.push_back(piece(texts[i]));
    whole += texts[i];
  }
  EXPECT_EQ(read(pieces, 0, whole.size()), whole);
  EXPECT_EQ(read(pieces, 1000, whole.size() - 1000), whole.substr(1000));
}

TEST(ForeignMemory, WhereNothingIsIsLost) {
  std::byte byte{};
  const Pieces nowhere{{16, 1}};
  EXPECT_EQ(read_process_memory(::getpid(), nowhere, 0, {&byte, 1}).error().code, Errc::lost);
}

TEST(ForeignMemory, AProcessThatIsGoneIsUnreachable) {
  const auto child = ::fork();
  if (child == 0)
    ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  std::byte byte{};
  const std::string text = "x";
  const Pieces there{piece(text)};
  EXPECT_EQ(read_process_memory(child, there, 0, {&byte, 1}).error().code, Errc::unreachable);
}

TEST(ForeignMemory, MoreThanThereIsIsRefused) {
  std::byte bytes[2]{};
  const std::string text = "x";
  const Pieces short_one{piece(text)};
  EXPECT_EQ(read_process_memory(::getpid(), short_one, 0, bytes).error().code, Errc::invalid_argument);
}

} // namespace
} // namespace troupe
