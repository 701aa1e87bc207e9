#include "actors/trust/handshake.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace troupe {
namespace {

Secret secret_of(unsigned char byte) { return Secret(32, std::byte{byte}); }
Nonce nonce_of(unsigned char byte) {
  Nonce nonce;
  nonce.fill(std::byte{byte});
  return nonce;
}

struct Parties {
  ServerHandshake server{secret_of(7), nonce_of(1)};
  ClientHandshake client{secret_of(7), nonce_of(2)};
};

TEST(Handshake, TwoWhoHoldTheSecretKnowEachOther) {
  Parties two;
  const auto answer = two.client.answer(two.server.greeting());
  ASSERT_TRUE(answer.ok());
  const auto proof = two.server.check(*answer);
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(two.client.check(*proof).ok());
}

TEST(Handshake, TheServerRefusesAClientWithAnotherSecret) {
  Parties two;
  ClientHandshake stranger(secret_of(8), nonce_of(2));
  const auto proof = two.server.check(stranger.answer(two.server.greeting()).value());
  ASSERT_FALSE(proof.ok());
  EXPECT_EQ(proof.error().code, Errc::invalid_argument);
}

TEST(Handshake, TheClientRefusesAServerWithAnotherSecret) {
  Parties two;
  ServerHandshake impostor(secret_of(8), nonce_of(1));
  ASSERT_TRUE(two.client.answer(impostor.greeting()).ok());
  EXPECT_FALSE(two.client.check(Proof{}).ok());
}

TEST(Handshake, AnAnswerIsWorthNothingToAnotherGreeting) {
  Parties two;
  const auto answer = two.client.answer(two.server.greeting()).value();
  EXPECT_FALSE(ServerHandshake(secret_of(7), nonce_of(3)).check(answer).ok());
}

TEST(Handshake, AClientCannotPassOnTheServersProofAsItsOwn) {
  Parties two;
  auto answer = two.client.answer(two.server.greeting()).value();
  const auto proof = two.server.check(answer).value();
  std::copy(proof.begin(), proof.end(), answer.end() - static_cast<std::ptrdiff_t>(proof_bytes));
  EXPECT_FALSE(two.server.check(answer).ok());
}

TEST(Handshake, NamesWhoSpeaksAnotherVersionAndWhoSpeaksSomethingElse) {
  Parties two;
  auto greeting = two.server.greeting();
  greeting[6] = std::byte{'2'};
  EXPECT_EQ(two.client.answer(greeting).error().code, Errc::version_mismatch);
  greeting[0] = std::byte{'G'};
  EXPECT_EQ(two.client.answer(greeting).error().code, Errc::corrupt);
  EXPECT_EQ(two.client.answer({}).error().code, Errc::corrupt);
  EXPECT_EQ(two.server.check({}).error().code, Errc::corrupt);
}

TEST(Handshake, NoChangedByteOfAnAnswerIsAccepted) {
  Parties two;
  const auto answer = two.client.answer(two.server.greeting()).value();
  for (std::size_t at = 0; at < answer.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = answer;
      changed[at] ^= std::byte(1u << bit);
      EXPECT_FALSE(two.server.check(changed).ok()) << "byte " << at << " bit " << bit;
    }
}

TEST(Handshake, NoncesAreNeverTheSame) { EXPECT_NE(random_nonce().value(), random_nonce().value()); }

} // namespace
} // namespace troupe
