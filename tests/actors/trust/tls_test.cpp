// The gate under TLS: who has a certificate of the cluster's authority is let in and heard, everybody else is refused,
// counted and told why.
#include "actors/trust/certificates.hpp"
#include "actors/trust/gate.hpp"
#include "tests/support/secret_trust.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>
#include <thread>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {
namespace {

using namespace std::chrono_literals;
using test::patience;
using test::soon;
using testing::HasSubstr;

class Tls : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(make_authority(ours()).value());
    ASSERT_TRUE(make_node_certificate(ours(), "one", 1h).ok());
    ASSERT_TRUE(make_node_certificate(ours(), "two", 1h).ok());
  }
  std::string ours() const { return folder_ / "ours"; }
  std::string theirs() const { return folder_ / "theirs"; }
  Trust trust_of(const std::string& node_folder) const {
    return Trust::load({.secret_file = {}, .tls_folder = node_folder}).value();
  }
  /// Loads what Trust::load() would refuse: the peer must, too.
  static Trust unchecked(const std::string& node_folder) {
    auto trust = Trust{};
    trust.always_tls = true;
    trust.identity = TlsIdentity::load_unchecked(node_folder).value();
    trust.relays = std::make_shared<TlsRelays>();
    return trust;
  }
  static Socket admitted(int passed, int limit = 20'000) {
    pollfd watched{passed, POLLIN, 0};
    int descriptor = -1;
    if (::poll(&watched, 1, limit) != 1 || ::read(passed, &descriptor, sizeof descriptor) != sizeof descriptor)
      return Socket();
    return Socket(descriptor);
  }
  /// True once the gate has counted so many; the peer may know of its refusal before.
  static bool has_refused(const Gate& gate, std::uint64_t count) {
    for (const auto end = soon(); gate.refused() < count && std::chrono::steady_clock::now() < end;)
      std::this_thread::sleep_for(1ms);
    return gate.refused() == count;
  }
  /// @returns What a peer with this certificate is told; it must not be let in.
  Error refusal_of(const Trust& peer) {
    const auto gate = Gate::open("127.0.0.1", 0, trust_of(ours() + "/one")).value();
    const Socket passed(gate->take_passed());
    const auto outcome = pass_gate("127.0.0.1", gate->port(), peer, patience);
    EXPECT_FALSE(outcome.ok());
    EXPECT_FALSE(admitted(passed.number(), 100));
    EXPECT_TRUE(has_refused(*gate, 1));
    return outcome.ok() ? Error{} : outcome.error();
  }

  test::TempDir folder_;
};

TEST_F(Tls, WhatIsSaidIsHeardBothWaysWhateverItsLength) {
  const auto server_trust = trust_of(ours() + "/one");
  const auto client_trust = trust_of(ours() + "/two");
  const auto gate = Gate::open("127.0.0.1", 0, server_trust).value();
  const Socket passed(gate->take_passed());
  const Socket client(pass_gate("127.0.0.1", gate->port(), client_trust, patience).value());
  const auto server = admitted(passed.number());
  ASSERT_TRUE(server);
  std::vector<std::byte> sent(20'000'001);
  for (std::size_t i = 0; i < sent.size(); ++i)
    sent[i] = static_cast<std::byte>(i * 7 + i / 251);
  const auto send_all = [&](int descriptor) {
    for (std::size_t done = 0; done < sent.size();) {
      const auto count = ::send(descriptor, sent.data() + done, sent.size() - done, MSG_NOSIGNAL);
      ASSERT_GT(count, 0);
      done += static_cast<std::size_t>(count);
    }
  };
  std::vector<std::byte> there(sent.size()), back(sent.size());
  const std::jthread up([&] { send_all(client.number()); });
  const std::jthread down([&] { send_all(server.number()); });
  const std::jthread other([&] { EXPECT_TRUE(receive_whole(client.number(), back, soon()).ok()); });
  EXPECT_TRUE(receive_whole(server.number(), there, soon()).ok());
  EXPECT_EQ(there, sent);
  EXPECT_EQ(gate->refused(), 0u);
}

TEST_F(Tls, AnEndIsHeardAtTheOtherSideAndTheRelaysGo) {
  const auto server_trust = trust_of(ours() + "/one");
  const auto gate = Gate::open("127.0.0.1", 0, server_trust).value();
  const Socket passed(gate->take_passed());
  {
    const auto client_trust = trust_of(ours() + "/two");
    const Socket client(pass_gate("127.0.0.1", gate->port(), client_trust, patience).value());
    const auto server = admitted(passed.number());
    ASSERT_TRUE(server);
    EXPECT_EQ(server_trust.relays->size(), 1u);
    ::shutdown(client.number(), SHUT_RDWR);
    std::array<std::byte, 1> byte;
    EXPECT_EQ(receive_whole(server.number(), byte, soon()).error().code, Errc::lost);
  }
  for (const auto end = soon(); server_trust.relays->size() > 0 && std::chrono::steady_clock::now() < end;)
    std::this_thread::sleep_for(1ms);
  EXPECT_EQ(server_trust.relays->size(), 0u);
}

TEST_F(Tls, AStrangersCertificateIsRefused) {
  ASSERT_TRUE(make_authority(theirs()).value());
  ASSERT_TRUE(make_node_certificate(theirs(), "mallory", 1h).ok());
  // Mallory believes our authority, but ours does not know mallory.
  std::filesystem::copy_file(ours() + "/ca.pem", theirs() + "/mallory/ca.pem",
                             std::filesystem::copy_options::overwrite_existing);
  const auto error = refusal_of(unchecked(theirs() + "/mallory"));
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_THAT(error.message, HasSubstr("refuses this process's certificate"));
}

TEST_F(Tls, AnExpiredCertificateIsRefused) {
  ASSERT_TRUE(make_node_certificate(ours(), "late", 1h, -2h).ok());
  const auto error = refusal_of(unchecked(ours() + "/late"));
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_THAT(error.message, HasSubstr("expired"));
}

TEST_F(Tls, OneThatIsNotValidYetIsRefused) {
  ASSERT_TRUE(make_node_certificate(ours(), "early", 1h, 2h).ok());
  EXPECT_EQ(refusal_of(unchecked(ours() + "/early")).code, Errc::invalid_argument);
}

/// Killed between the handshake and its word of welcome: it may be started again, and is asked again.
TEST_F(Tls, AServerThatDiesIsNoRefusal) {
  const auto listener = listen_at("127.0.0.1", 0).value();
  const auto server_trust = trust_of(ours() + "/one");
  std::jthread server([&] {
    ASSERT_TRUE(await_socket(listener.number(), POLLIN, soon()));
    auto session =
        TlsSession::begin(server_trust.identity, Socket(::accept4(listener.number(), nullptr, nullptr, SOCK_NONBLOCK)),
                          TlsSession::Side::server)
            .value();
    while (session.shake_hands().value() != TlsSession::Step::done) {
    }
  });
  const auto outcome =
      pass_gate("127.0.0.1", local_port(listener.number()).value(), trust_of(ours() + "/two"), patience);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::unreachable) << outcome.error().message;
}

TEST_F(Tls, AStrangersServerIsRefusedByTheClient) {
  ASSERT_TRUE(make_authority(theirs()).value());
  ASSERT_TRUE(make_node_certificate(theirs(), "mallory", 1h).ok());
  const auto gate = Gate::open("127.0.0.1", 0, trust_of(theirs() + "/mallory")).value();
  const auto outcome = pass_gate("127.0.0.1", gate->port(), trust_of(ours() + "/two"), patience);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::invalid_argument);
  EXPECT_THAT(outcome.error().message, HasSubstr("its certificate is refused"));
}

TEST_F(Tls, NoCertificateAndNoTlsAreRefused) {
  const auto gate = Gate::open("127.0.0.1", 0, trust_of(ours() + "/one"), {.deadline = 200ms}).value();
  const Socket passed(gate->take_passed());
  auto secret = Trust{};
  secret.secret = Secret(32, std::byte{1});
  const auto outcome =
      pass_gate("127.0.0.1", gate->port(), secret, patience); // waits for a greeting: dropped at the deadline
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::unreachable);
  auto stranger = connect_to_host("127.0.0.1", gate->port(), soon()).value();
  const std::string request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  ASSERT_TRUE(send_whole(stranger.number(), std::as_bytes(std::span(request))).ok());
  EXPECT_TRUE(has_refused(*gate, 2));
  EXPECT_FALSE(admitted(passed.number(), 0));
}

TEST_F(Tls, AClientUnderTlsIsToldThatThePortIsNot) {
  auto secret = Trust{};
  secret.secret = Secret(32, std::byte{1});
  const auto gate = Gate::open("127.0.0.1", 0, secret).value();
  const auto outcome = pass_gate("127.0.0.1", gate->port(), trust_of(ours() + "/two"), patience);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::corrupt);
}

TEST_F(Tls, AFolderThatCannotBeUsedIsSaidWithWhatIsWrong) {
  EXPECT_THAT(Trust::load({.secret_file = {}, .tls_folder = folder_ / "nowhere"}).error().message,
              HasSubstr("nowhere/ca.pem"));
  ASSERT_TRUE(make_node_certificate(ours(), "late", 1h, -2h).ok());
  EXPECT_THAT(Trust::load({.secret_file = {}, .tls_folder = ours() + "/late"}).error().message, HasSubstr("expired"));
  std::filesystem::permissions(ours() + "/one/node-key.pem", std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_THAT(Trust::load({.secret_file = {}, .tls_folder = ours() + "/one"}).error().message,
              HasSubstr("others may read the key"));
}

TEST_F(Tls, IsRequiredOffLoopbackUnlessInsecureIsSaid) {
  Trust trust;
  trust.secret = Secret(32, std::byte{1});
  EXPECT_FALSE(trust.uses_tls("127.0.0.1").value());
  EXPECT_FALSE(trust.uses_tls("localhost").value());
  EXPECT_EQ(trust.uses_tls("0.0.0.0").error().code, Errc::invalid_argument);
  EXPECT_THAT(trust.uses_tls("10.1.2.3").error().message, HasSubstr("TLS is required"));
  trust.insecure = true;
  EXPECT_FALSE(trust.uses_tls("10.1.2.3").value());
  EXPECT_TRUE(trust_of(ours() + "/one").uses_tls("127.0.0.1").value());
  EXPECT_TRUE(trust_of(ours() + "/one").uses_tls("10.1.2.3").value());
}

TEST(Certificates, AnAuthorityIsMadeOnceAndNamesMustBeFolders) {
  const test::TempDir folder;
  EXPECT_TRUE(make_authority(folder / "a").value());
  EXPECT_FALSE(make_authority(folder / "a").value());
  EXPECT_EQ(make_node_certificate(folder / "a", "../x", 1h).error().code, Errc::invalid_argument);
  EXPECT_EQ(make_node_certificate(folder / "none", "x", 1h).error().code, Errc::io_error);
}

} // namespace
} // namespace troupe
