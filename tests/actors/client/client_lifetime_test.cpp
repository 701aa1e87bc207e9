#include "actors/client/client.hpp"

#include "collections/array/creation.hpp"
#include "collections/session/compute.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <future>
#include <optional>

namespace troupe {
namespace {

/// Ends the client there; a client that does not end would hold up the test for ever, so then the program ends.
void expect_end(std::optional<Client>& client) {
  auto ended = std::async(std::launch::async, [&] { client.reset(); });
  if (ended.wait_for(std::chrono::seconds(60)) == std::future_status::ready)
    return;
  ADD_FAILURE() << "the client does not end";
  std::_Exit(1);
}

TEST(ClientLifetime, MayEndOnAnotherThreadThanItWasMadeOn) {
  std::optional<Client> client = Client::local();
  EXPECT_EQ(compute(*client, ones({10}, {.chunks = 3}).sum()).scalar(), 10);
  client->cluster().value();
  expect_end(client);
}

TEST(ClientLifetime, EndsWhenItsWorkersKnowEachOther) {
  std::optional<Client> client = Client::local({.workers = 3, .threads = 1});
  EXPECT_EQ(compute(*client, ones({3000}, {.chunks = 1}).sum()).scalar(), 3000);
  expect_end(client);
}

} // namespace
} // namespace troupe
