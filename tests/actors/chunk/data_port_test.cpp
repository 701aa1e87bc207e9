// Leased chunks over connections for data: the same bits, and what becomes of them when either side does what it should
// not.
#include "actors/chunk/data_line.hpp"
#include "actors/chunk/data_port.hpp"

#include "actors/trust/certificates.hpp"
#include "actors/trust/gate.hpp"
#include "tests/support/secret_trust.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <thread>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {
namespace {

using namespace std::chrono_literals;

using test::patience;
using test::secret_of;
using test::soon;

/// A stream of pieces of odd sizes, empty ones among them, every byte by its place.
std::shared_ptr<const ChunkStream> stream_of(std::size_t size) {
  auto stream = std::make_shared<ChunkStream>();
  stream->size = size;
  for (std::size_t begin = 0, step = 1; begin < size || step < 8; step = step * 7 % 100'003) {
    const auto count = step == 49 ? 0 : std::min(step, size - begin);
    auto piece = process_pool().allocate(count);
    for (std::size_t i = 0; i < count; ++i)
      piece.data()[i] = static_cast<std::byte>((begin + i) * 31 >> 3);
    begin += count;
    stream->pieces.push_back(std::move(piece));
  }
  return stream;
}

bool is_stream(const Buffer& got) {
  for (std::size_t i = 0; i < got.size(); ++i)
    if (got.data()[i] != static_cast<std::byte>(i * 31 >> 3))
      return false;
  return true;
}

/// A port that leases_chunks two streams, under lease ids 1 and 2.
struct Port {
  explicit Port(const Trust& trust = secret_of(1), const DataPort::Limits& limits = {}) {
    leases->grant(1, stream_of(5'000'000), std::chrono::steady_clock::now());
    leases->grant(2, stream_of(64), std::chrono::steady_clock::now());
    port = DataPort::open("127.0.0.1", trust, leases, limits).value();
  }
  DataLine line(const Trust& trust = secret_of(1)) const { return DataLine("127.0.0.1", port->port(), trust); }
  Socket raw() const { return Socket(pass_gate("127.0.0.1", port->port(), secret_of(1), patience).value()); }

  std::shared_ptr<LeaseTable> leases = std::make_shared<LeaseTable>();
  std::unique_ptr<DataPort> port;
};

TEST(DataPort, WhatIsLentArrivesBitByBitOneAfterTheOtherOverOneConnection) {
  const Port at;
  auto line = at.line();
  for (const auto& [id, size] :
       {std::pair{1u, std::size_t{5'000'000}}, std::pair{2u, std::size_t{64}}, std::pair{1u, std::size_t{5'000'000}}}) {
    auto to = process_pool().allocate(size);
    const auto done = line.read(id, to, nullptr);
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_TRUE(is_stream(to));
  }
  EXPECT_EQ(at.port->connections(), 1u);
}

TEST(DataPort, WhatIsNotLentOrOfAnotherSizeIsAnErrorAndTheNextIsRead) {
  const Port at;
  auto line = at.line();
  auto to = process_pool().allocate(64);
  EXPECT_EQ(line.read(3, to, nullptr).error().code, Errc::lost);
  EXPECT_EQ(line.read(1, to, nullptr).error().code, Errc::corrupt);
  EXPECT_TRUE(line.read(2, to, nullptr).ok());
  EXPECT_TRUE(is_stream(to));
  at.leases->release_lease(2);
  EXPECT_EQ(line.read(2, to, nullptr).error().code, Errc::lost);
}

TEST(DataPort, AnotherSecretIsRefused) {
  const Port at;
  auto line = at.line(secret_of(2));
  EXPECT_EQ(line.read(2, process_pool().allocate(64), nullptr).error().code, Errc::invalid_argument);
  EXPECT_EQ(at.port->connections(), 0u);
}

TEST(DataPort, UnderTlsWhoHasACertificateIsServedAndNobodyElse) {
  const test::TempDir folder;
  const std::string ours = folder / "ours", theirs = folder / "theirs";
  for (const auto& authority : {ours, theirs}) {
    ASSERT_TRUE(make_authority(authority).ok());
    ASSERT_TRUE(make_node_certificate(authority, "one", 1h).ok());
  }
  const auto trust_of = [](const std::string& authority) {
    return Trust::load({.secret_file = {}, .tls_folder = authority + "/one"}).value();
  };
  const Port at(trust_of(ours));
  auto to = process_pool().allocate(5'000'000);
  auto line = at.line(trust_of(ours));
  const auto done = line.read(1, to, nullptr);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_TRUE(is_stream(to));
  auto stranger = at.line(trust_of(theirs));
  EXPECT_FALSE(stranger.read(1, to, nullptr).ok());
  auto plain = at.line(secret_of(1));
  EXPECT_FALSE(plain.read(1, to, nullptr).ok());
}

TEST(DataPort, AReaderThatGoesOrSaysNonsenseDisturbsNobody) {
  const Port at;
  {
    const auto half = at.raw();
    ASSERT_TRUE(send_whole(half.number(), std::vector(3, std::byte{1})).ok());
  }
  {
    const auto asks_and_goes = at.raw();
    ASSERT_TRUE(send_whole(asks_and_goes.number(), std::vector{std::byte{1}, std::byte{}, std::byte{}, std::byte{},
                                                               std::byte{}, std::byte{}, std::byte{}, std::byte{}})
                    .ok());
  }
  const auto nonsense = at.raw();
  ASSERT_TRUE(send_whole(nonsense.number(), std::vector(64, std::byte{0xAB})).ok());
  std::vector<std::byte> sizes(64);
  ASSERT_TRUE(receive_whole(nonsense.number(), sizes, soon()).ok()); // eight times that nothing is leased so
  EXPECT_EQ(sizes, std::vector<std::byte>(64));
  auto line = at.line();
  auto to = process_pool().allocate(5'000'000);
  ASSERT_TRUE(line.read(1, to, nullptr).ok());
  EXPECT_TRUE(is_stream(to));
}

TEST(DataPort, AReaderThatTakesNothingAndOneThatAsksForNothingAreLetGo) {
  const Port at(secret_of(1), {.connections = 64, .stalled = 50ms, .unused = 50ms});
  const auto stalled = at.raw(), unused = at.raw();
  for (int times = 0; times < 100; ++times) // far more than a socket takes
    if (!send_whole(stalled.number(), std::vector{std::byte{1}, std::byte{}, std::byte{}, std::byte{}, std::byte{},
                                                  std::byte{}, std::byte{}, std::byte{}}))
      break;
  for (const auto end = soon(); at.port->connections() > 0 && std::chrono::steady_clock::now() < end;)
    std::this_thread::sleep_for(1ms);
  EXPECT_EQ(at.port->connections(), 0u);
  auto line = at.line();
  auto to = process_pool().allocate(64);
  EXPECT_TRUE(line.read(2, to, nullptr).ok());
  for (const auto end = soon(); at.port->connections() > 0 && std::chrono::steady_clock::now() < end;)
    std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(line.read(2, to, nullptr).ok()); // it connects again
}

TEST(DataPort, MoreConnectionsThanItServesAreClosed) {
  const Port at(secret_of(1), {.connections = 1});
  auto first = at.line(), second = at.line();
  auto to = process_pool().allocate(64);
  ASSERT_TRUE(first.read(2, to, nullptr).ok());
  EXPECT_EQ(second.read(2, to, nullptr).error().code, Errc::unreachable);
  EXPECT_TRUE(first.read(2, to, nullptr).ok());
}

/// A sender behind a real gate that does with its first connection what it is told.
class FalsePort {
public:
  explicit FalsePort(std::function<void(int)> act)
      : gate_(Gate::open("127.0.0.1", 0, secret_of(1)).value()), passed_(gate_->take_passed()),
        thread_([this, act = std::move(act)] {
          pollfd watched{passed_.number(), POLLIN, 0};
          int descriptor = -1;
          if (::poll(&watched, 1, 20'000) != 1
              || ::read(passed_.number(), &descriptor, sizeof descriptor) != sizeof descriptor)
            return;
          const Socket socket(descriptor);
          act(descriptor);
        }) {}
  ~FalsePort() { thread_.join(); }
  DataLine line(std::chrono::milliseconds stalled = patience) const {
    return DataLine("127.0.0.1", gate_->port(), secret_of(1), stalled);
  }

private:
  std::unique_ptr<Gate> gate_;
  Socket passed_;
  std::thread thread_;
};

/// The id is read, a size and so many bytes are sent.
void send_part(int socket, std::uint64_t size, std::size_t sent) {
  std::uint64_t id = 0;
  static_cast<void>(receive_whole(socket, std::as_writable_bytes(std::span(&id, 1)), soon()));
  static_cast<void>(send_whole(socket, std::as_bytes(std::span(&size, 1))));
  static_cast<void>(send_whole(socket, std::vector<std::byte>(sent)));
}

TEST(DataLine, AStreamCutShortIsLost) {
  const FalsePort port([](int socket) { send_part(socket, 100'000, 50'000); });
  auto line = port.line();
  EXPECT_EQ(line.read(7, process_pool().allocate(100'000), nullptr).error().code, Errc::lost);
}

TEST(DataLine, AStreamThatTheSenderDidNotKeepToTheEndIsLost) {
  for (const std::uint64_t last_word : {0u, 8u}) {
    const FalsePort port([last_word](int socket) {
      send_part(socket, 100'000, 100'000);
      std::uint64_t had = 0;
      EXPECT_TRUE(receive_whole(socket, std::as_writable_bytes(std::span(&had, 1)), soon()).ok());
      EXPECT_EQ(had, 7u);
      if (last_word != 0)
        static_cast<void>(send_whole(socket, std::as_bytes(std::span(&last_word, 1))));
    });
    auto line = port.line();
    EXPECT_EQ(line.read(7, process_pool().allocate(100'000), nullptr).error().code, Errc::lost);
  }
}

TEST(DataPort, AChunkIsKeptUntilItsReaderHasItAlthoughItsLoanIsOver) {
  const Port at;
  const std::weak_ptr<const ChunkStream> chunk = at.leases->stream_of(1);
  const auto reader = at.raw();
  std::uint64_t id = 1, size = 0;
  ASSERT_TRUE(send_whole(reader.number(), std::as_bytes(std::span(&id, 1))).ok());
  ASSERT_TRUE(receive_whole(reader.number(), std::as_writable_bytes(std::span(&size, 1)), soon()).ok());
  at.leases->release_lease(1);
  auto to = process_pool().allocate(size);
  ASSERT_TRUE(receive_whole(reader.number(), {to.data(), to.size()}, soon()).ok());
  EXPECT_TRUE(is_stream(to));
  EXPECT_FALSE(chunk.expired());
  ASSERT_TRUE(send_whole(reader.number(), std::as_bytes(std::span(&id, 1))).ok());
  std::uint64_t kept = 0;
  ASSERT_TRUE(receive_whole(reader.number(), std::as_writable_bytes(std::span(&kept, 1)), soon()).ok());
  EXPECT_EQ(kept, 1u);
  for (const auto end = soon(); !chunk.expired() && std::chrono::steady_clock::now() < end;)
    std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(chunk.expired());
}

TEST(DataLine, ASenderThatStandsStillIsGivenUp) {
  std::atomic<bool> over{false};
  const FalsePort port([&](int socket) {
    send_part(socket, 100'000, 50'000);
    while (!over.load())
      std::this_thread::sleep_for(1ms);
  });
  auto line = port.line(100ms);
  EXPECT_EQ(line.read(7, process_pool().allocate(100'000), nullptr).error().code, Errc::lost);
  over.store(true);
}

TEST(DataLine, ASenderOfFewBytesAtATimeIsNotTakenForOneThatStandsStill) {
  const FalsePort port([](int socket) {
    send_part(socket, 100'000, 0);
    for (int drop = 0; drop < 40; ++drop) {
      std::this_thread::sleep_for(20ms);
      static_cast<void>(send_whole(socket, std::vector<std::byte>(2'500)));
    }
    std::uint64_t id = 0;
    static_cast<void>(receive_whole(socket, std::as_writable_bytes(std::span(&id, 1)), soon()));
    static_cast<void>(send_whole(socket, std::as_bytes(std::span(&id, 1))));
  });
  auto line = port.line(400ms); // all of it takes twice as long
  EXPECT_TRUE(line.read(7, process_pool().allocate(100'000), nullptr).ok());
}

TEST(DataLine, WhatIsNotWantedAnyMoreIsNotWaitedFor) {
  std::atomic<bool> cancelled{false}, over{false};
  const FalsePort port([&](int socket) {
    send_part(socket, 100'000, 50'000);
    cancelled.store(true);
    while (!over.load())
      std::this_thread::sleep_for(1ms);
  });
  auto line = port.line();
  EXPECT_EQ(line.read(7, process_pool().allocate(100'000), &cancelled).error().code, Errc::cancelled);
  over.store(true);
}

TEST(DataLine, WhereNobodyListensIsUnreachable) {
  std::uint16_t closed = 0;
  {
    const Port at;
    closed = at.port->port();
  }
  DataLine line("127.0.0.1", closed, secret_of(1));
  EXPECT_EQ(line.read(1, process_pool().allocate(64), nullptr).error().code, Errc::unreachable);
}

TEST(DataPort, ThatEndsInTheMiddleIsAnErrorToItsReaders) {
  auto at = std::make_unique<Port>();
  const auto reader = at->raw();
  for (int times = 0; times < 50; ++times) // 250 MB: more than a socket takes
    ASSERT_TRUE(send_whole(reader.number(), std::vector{std::byte{1}, std::byte{}, std::byte{}, std::byte{},
                                                        std::byte{}, std::byte{}, std::byte{}, std::byte{}})
                    .ok());
  std::vector<std::byte> some(1'000'000);
  ASSERT_TRUE(receive_whole(reader.number(), some, soon()).ok());
  at.reset();
  std::size_t more = 0;
  while (receive_whole(reader.number(), some, soon()).ok())
    more += some.size();
  EXPECT_LT(more, 250'000'000u);
}

} // namespace
} // namespace troupe
