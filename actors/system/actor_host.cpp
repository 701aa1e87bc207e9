#include "actors/system/actor_host.hpp"

#include "actors/chunk/chunk_fetcher.hpp"
#include "actors/logging/logging.hpp"
#include "actors/protocol/foreign_thread.hpp"
#include "actors/protocol/guarded_middleman.hpp"
#include "actors/protocol/orderly_middleman.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace troupe {
namespace {

constexpr auto threads_end_timeout = std::chrono::seconds(5);
/// Beside the kernels': for those who say what is next.
constexpr std::size_t spare_threads = 2;

} // namespace

ActorHost::Config::Config(const ActorHostOptions& options) {
  troupe::add_message_types(*this);
  // `stealing` is erratic under load and burns CPU when idle; `sharing` also makes round trips three times quicker.
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", static_cast<std::size_t>(options.kernel_threads) + spare_threads);
  if (options.network) {
    load_orderly_middleman(*this);
    // No threads of its own for reading messages: handing over costs more than it saves.
    set("middleman.workers", std::size_t{0});
    set("middleman.max-consecutive-reads", std::size_t{50});
  }
}

Result<std::unique_ptr<ActorHost>> ActorHost::make(const ActorHostOptions& options) {
  Trust trust;
  if (options.network) {
    TROUPE_TRY(loaded, Trust::load(options.trust));
    trust = std::move(loaded);
  }
  return std::unique_ptr<ActorHost>(new ActorHost(options, std::move(trust)));
}

ActorHost::Running::Running(const ActorHostOptions& options, Trust given)
    : trust(std::move(given)), config(options), system(config) {}

ActorHost::ActorHost(const ActorHostOptions& options, Trust trust)
    : running_(std::make_unique<Running>(options, std::move(trust))) {
  if (options.network)
    start_guarded_middleman(system(), this->trust());
  start_fetcher(system(), options.transfer, options.slices, options.compression, this->trust());
  const ForeignThread leaving;
}

ActorHost::~ActorHost() {
  {
    const ForeignThread leaving;
    stop_fetcher(system());
    stop_guarded_middleman(system());
  }
  // On a thread of its own: the end of the system waits for kernels, and one that does not return must not hold whoever
  // ends this without end. Then the system is left where it is.
  auto ended = std::make_shared<std::promise<void>>();
  auto end = ended->get_future();
  std::thread([running = running_.release(), ended] {
    delete running;
    ended->set_value();
  }).detach();
  if (end.wait_for(threads_end_timeout) != std::future_status::ready)
    logger("system")->warn("its threads have not ended within {} s", threads_end_timeout.count());
}

} // namespace troupe
