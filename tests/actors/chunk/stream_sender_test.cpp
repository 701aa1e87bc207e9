// Chunk streams into a socket, as pages and as copies.
#include "actors/chunk/stream_sender.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

namespace troupe {
namespace {

struct Ends {
  explicit Ends(int flags = O_NONBLOCK) {
    ::signal(SIGPIPE, SIG_IGN);
    int both[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, both), 0);
    from = Socket(both[0]);
    to = Socket(both[1]);
    EXPECT_EQ(::fcntl(from.number(), F_SETFL, flags), 0);
  }
  StreamSender sender() const {
    return StreamSender(from.number(), [this] {
      pollfd watched{from.number(), POLLOUT, 0};
      return ::poll(&watched, 1, 20'000) == 1;
    });
  }
  Socket from, to;
};

/// Pieces of these sizes, none at the beginning of a page, every byte by its place in the stream.
ChunkStream stream_of(const std::vector<std::size_t>& sizes) {
  ChunkStream stream;
  for (const auto size : sizes) {
    auto piece = process_pool().allocate(size + 24).slice(24, size);
    for (std::size_t i = 0; i < size; ++i)
      piece.data()[i] = static_cast<std::byte>((stream.size + i) * 31 >> 3);
    stream.size += size;
    stream.pieces.push_back(std::move(piece));
  }
  return stream;
}

const std::vector<std::size_t> mixed{0, 8, 70'001, 65'536, 0, 3, 65'535, 3'000'000, 1, 0};

void expect_to_arrive(const Ends& ends, StreamSender& sender) {
  const auto stream = stream_of(mixed);
  std::vector<std::byte> got(stream.size);
  std::thread reader([&] {
    EXPECT_TRUE(receive_whole(ends.to.number(), got, std::chrono::steady_clock::now() + std::chrono::seconds(20)).ok());
  });
  EXPECT_TRUE(sender.send(stream));
  reader.join();
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_EQ(got[i], static_cast<std::byte>(i * 31 >> 3)) << "byte " << i;
}

TEST(StreamSender, PiecesOfAllSizesArriveInTheirOrder) {
  const Ends ends;
  auto sender = ends.sender();
  expect_to_arrive(ends, sender);
  expect_to_arrive(ends, sender);
}

TEST(StreamSender, WhereASocketTakesNoPagesAllIsCopied) {
  const Ends ends(O_NONBLOCK | O_APPEND); // splice() refuses what appends
  auto sender = ends.sender();
  expect_to_arrive(ends, sender);
  expect_to_arrive(ends, sender);
}

TEST(StreamSender, AReaderThatIsGoneIsTheEnd) {
  Ends ends;
  auto sender = ends.sender();
  ends.to.close();
  EXPECT_FALSE(sender.send(stream_of({3'000'000})));
  EXPECT_FALSE(sender.send(stream_of({8})));
  EXPECT_FALSE(sender.send(std::vector<std::byte>(8)));
}

TEST(StreamSender, AReaderThatTakesNothingIsWaitedForNoLongerThanTheCallerWould) {
  const Ends ends;
  int waits = 0;
  StreamSender sender(ends.from.number(), [&] { return ++waits < 3; });
  EXPECT_FALSE(sender.send(stream_of({30'000'000})));
  EXPECT_EQ(waits, 3);
}

} // namespace
} // namespace troupe
