#include "actors/trust/gate.hpp"

#include "actors/logging/logging.hpp"
#include "actors/trust/socket.hpp"
#include "tests/support/secret_trust.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {
namespace {

using test::patience;
using test::secret_of;
using test::soon;

/// A gate whose admitted connections are taken by the test.
struct Guarded {
  explicit Guarded(GateLimits limits = {})
      : gate(Gate::open("127.0.0.1", 0, secret_of(1), limits).value()), passed(gate->take_passed()) {}

  /// The next connection that was let in; none when there is none within `limit` milliseconds.
  Socket next(int limit = 20'000) {
    pollfd watched{passed.number(), POLLIN, 0};
    int descriptor = -1;
    if (::poll(&watched, 1, limit) != 1 || ::read(passed.number(), &descriptor, sizeof descriptor) != sizeof descriptor)
      return Socket();
    return Socket(descriptor);
  }
  Socket stranger() { return connect_to_host("127.0.0.1", gate->port(), soon()).value(); }

  std::unique_ptr<Gate> gate;
  Socket passed;
};

/// True when the other side has closed it (after whatever it sent before).
bool is_dropped(const Socket& socket) {
  std::array<std::byte, 256> sink;
  for (;;) {
    pollfd watched{socket.number(), POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(patience.count()) * 1000) != 1)
      return false;
    const auto count = ::recv(socket.number(), sink.data(), sink.size(), 0);
    if (count == 0 || (count < 0 && errno == ECONNRESET))
      return true;
  }
}

TEST(Gate, LetsThroughWhoHoldsTheSecretAndReadsNoByteMore) {
  Guarded at;
  const Socket client(pass_gate("127.0.0.1", at.gate->port(), secret_of(1), patience).value());
  const std::array<std::byte, 3> word{std::byte{'a'}, std::byte{'b'}, std::byte{'c'}};
  ASSERT_TRUE(send_whole(client.number(), word).ok());
  const auto server = at.next();
  ASSERT_TRUE(server);
  std::array<std::byte, 3> heard{};
  ASSERT_TRUE(receive_whole(server.number(), heard, soon()).ok());
  EXPECT_EQ(heard, word);
  EXPECT_EQ(at.gate->refused(), 0u);
}

TEST(Gate, RefusesAnotherSecretAndSaysSo) {
  Guarded at;
  const auto refused = pass_gate("127.0.0.1", at.gate->port(), secret_of(2), patience);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::invalid_argument);
  EXPECT_EQ(at.gate->refused(), 1u);
}

TEST(Gate, DropsWhoSpeaksSomethingElse) {
  Guarded at;
  auto stranger = at.stranger();
  const std::string request =
      "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a browser that is lost\r\nAccept: */*\r\n\r\n";
  ASSERT_TRUE(send_whole(stranger.number(), std::as_bytes(std::span(request))).ok());
  EXPECT_TRUE(is_dropped(stranger));
}

TEST(Gate, DropsWhoProvesNothingInTime) {
  Guarded at({.deadline = std::chrono::milliseconds(50)});
  auto stranger = at.stranger();
  EXPECT_TRUE(is_dropped(stranger));
}

TEST(Gate, DropsWhoeverWaitedLongestWhereTooManyComeAndStillServes) {
  Guarded at({.deadline = std::chrono::hours(1), .strangers = 4});
  auto first = at.stranger();
  std::vector<Socket> others;
  for (int i = 0; i < 200; ++i)
    others.push_back(at.stranger());
  EXPECT_TRUE(is_dropped(first));
  const Socket client(pass_gate("127.0.0.1", at.gate->port(), secret_of(1), patience).value());
  EXPECT_TRUE(at.next());
}

TEST(Gate, NobodyGetsThroughByGuessing) {
  Guarded at;
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    auto stranger = at.stranger();
    std::vector<std::byte> noise(random() % 200 + 1);
    for (auto& byte : noise)
      byte = static_cast<std::byte>(random());
    [[maybe_unused]] const auto sent = send_whole(stranger.number(), noise);
  }
  EXPECT_FALSE(at.next(0));
  const Socket client(pass_gate("127.0.0.1", at.gate->port(), secret_of(1), patience).value());
  EXPECT_TRUE(at.next());
}

TEST(Gate, SaysThatAPortIsInUse) {
  Guarded at;
  const auto second = Gate::open("127.0.0.1", at.gate->port(), secret_of(1));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Errc::io_error);
  EXPECT_NE(second.error().message.find("is in use"), std::string::npos) << second.error().message;
}

TEST(PassGate, GivesUpOnAPeerThatSaysNothing) {
  const auto silent = listen_at("127.0.0.1", 0).value();
  const auto port = local_port(silent.number()).value();
  const auto outcome = pass_gate("127.0.0.1", port, secret_of(1), std::chrono::milliseconds(50));
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::unreachable);
}

TEST(PassGate, SaysThatNobodyListens) {
  std::uint16_t port = 0;
  {
    const auto gone = listen_at("127.0.0.1", 0).value();
    port = local_port(gone.number()).value();
  }
  const auto outcome = pass_gate("127.0.0.1", port, secret_of(1), patience);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::unreachable);
  EXPECT_NE(outcome.error().message.find("refused"), std::string::npos) << outcome.error().message;
}

/// A port that the system gives to connections, too: trying it as often as there are such ports meets every one of
/// them. Linux prefers odd ones for who listens and even ones for who connects, or the other way round.
TEST(PassGate, NeverTakesItselfForThePeer) {
  const auto free = local_port(listen_at("127.0.0.1", 0).value().number()).value();
  for (int attempt = 0; attempt < 70'000; ++attempt) {
    const auto socket =
        connect_to_host("127.0.0.1", static_cast<std::uint16_t>(attempt % 2 == 0 ? free : free ^ 1), soon());
    ASSERT_FALSE(socket.ok()) << attempt;
    ASSERT_EQ(socket.error().code, Errc::unreachable);
  }
}

TEST(PassGate, TakesAPeerThatDiesInTheMiddleForOneThatMayComeBack) {
  const auto server = listen_at("127.0.0.1", 0).value();
  const std::jthread dying([&] {
    pollfd watched{server.number(), POLLIN, 0};
    ::poll(&watched, 1, 20'000);
    const Socket connection(::accept(server.number(), nullptr, nullptr));
    const auto greeting = ServerHandshake(Secret(32, std::byte{1}), Nonce{}).greeting();
    ASSERT_TRUE(send_whole(connection.number(), greeting).ok());
    std::array<std::byte, ServerHandshake::client_bytes> answer;
    ASSERT_TRUE(receive_whole(connection.number(), answer, soon()).ok());
  });
  const auto outcome = pass_gate("127.0.0.1", local_port(server.number()).value(), secret_of(1), patience);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::unreachable);
}

TEST(PassGate, RefusesAServerThatIsNoTroupe) {
  const auto server = listen_at("127.0.0.1", 0).value();
  const std::jthread answering([&] {
    pollfd watched{server.number(), POLLIN, 0};
    ::poll(&watched, 1, 20'000);
    const Socket connection(::accept(server.number(), nullptr, nullptr));
    const std::string text = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3 and more\r\n";
    [[maybe_unused]] const auto sent = send_whole(connection.number(), std::as_bytes(std::span(text)));
    std::array<std::byte, 1> sink;
    [[maybe_unused]] const auto got = receive_whole(connection.number(), sink, soon());
  });
  const auto outcome = pass_gate("127.0.0.1", local_port(server.number()).value(), secret_of(1), patience);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::corrupt);
}

} // namespace
} // namespace troupe
