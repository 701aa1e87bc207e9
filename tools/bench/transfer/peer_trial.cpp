#include "tools/bench/transfer/peer_trial.hpp"

#include "actors/chunk/chunk_fetcher.hpp"
#include "actors/protocol/bundle.hpp"
#include "actors/protocol/foreign_thread.hpp"
#include "actors/system/actor_host.hpp"
#include "actors/system/connect.hpp"
#include "runtime/wire/fetch_codec.hpp"
#include "runtime/wire/worker_codec.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>
#include <thread>
#include <utility>

#include <unistd.h>

namespace troupe::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds(30);

double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// Batches of reports, a few on their way at once.
class ItemSender : public caf::event_based_actor {
public:
  ItemSender(caf::actor_config& config, caf::actor to, std::size_t items, std::size_t batch,
             std::promise<Result<void>> all_read)
      : caf::event_based_actor(config), to_(std::move(to)), left_(items), batch_(batch),
        all_read_(std::move(all_read)) {}

  caf::behavior make_behavior() override {
    for (int i = 0; i < 8; ++i)
      send_more();
    return {[](cancel_atom) {}};
  }

private:
  void send_more() {
    if (left_ == 0) {
      if (under_way_ == 0)
        end({});
      return;
    }
    WorkerReports reports{WorkerId{1}, {}};
    for (auto count = std::min(batch_, left_); count > 0; --count, --left_)
      reports.reports.emplace_back(TaskFinished{{left_, batch_}, 1024, 10});
    ++under_way_;
    request(to_, patience, reports_atom::value, Packet(encode(reports)))
        .then(
            [this](std::uint64_t) {
              --under_way_;
              send_more();
            },
            [this](const caf::error& err) { end(fail(Errc::lost, system().render(err))); });
  }
  void end(Result<void> outcome) {
    if (std::exchange(ended_, true))
      return;
    all_read_.set_value(std::move(outcome));
    quit();
  }

  caf::actor to_;
  std::size_t left_;
  std::size_t batch_;
  std::size_t under_way_ = 0;
  bool ended_ = false;
  std::promise<Result<void>> all_read_;
};

/// Reads batches, and answers how many items it has read.
class ItemReader : public caf::event_based_actor {
public:
  explicit ItemReader(caf::actor_config& config) : caf::event_based_actor(config) {}
  caf::behavior make_behavior() override {
    return {[this](reports_atom, const Packet& packet) {
      for (const auto& report : decode_reports(packet.view()).value().reports)
        read_ += std::get<TaskFinished>(report).nbytes > 0 ? 1u : 0u;
      return read_;
    }};
  }

private:
  std::uint64_t read_ = 0;
};

} // namespace

struct PeerTrial::Impl {
  std::unique_ptr<ActorHost> host;
  caf::actor peer;
  std::atomic<bool> stopping{false};
  std::vector<double> pings;
  std::thread pinger;

  void ping() {
    const ForeignThread leaving;
    caf::scoped_actor self{host->system()};
    const Packet question(encode(FetchMany{{Key{1, 1}, Key{1, 2}}}));
    while (!stopping.load()) {
      const auto begin = Clock::now();
      bool answered = false;
      self->request(peer, patience, fetch_many_atom::value, question)
          .receive([&](const Bundle&) { answered = true; }, [](const caf::error&) {});
      if (!answered)
        return;
      pings.push_back(since(begin));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

PeerTrial::PeerTrial(const Address& peer, TransferWay way, const SliceWindows::Limits& slices)
    : impl_(std::make_unique<Impl>()) {
  impl_->host =
      ActorHost::make({.kernel_threads = 1, .network = true, .trust = {}, .transfer = way, .slices = slices}).value();
  impl_->peer = connect_to_any(impl_->host->system(), {peer}, std::chrono::seconds(5)).value();
}

PeerTrial::~PeerTrial() {
  stop_pings();
  impl_->peer = nullptr;
}

ChunkPtr PeerTrial::pull(const Key& key, std::uint64_t nbytes) {
  const ForeignThread leaving;
  auto promise = std::make_shared<std::promise<Result<ChunkPtr>>>();
  auto future = promise->get_future();
  const auto asker = [promise](caf::event_based_actor* self, const PullChunk& order) -> caf::behavior {
    pull_chunk(self, order, [promise, self](Result<ChunkPtr> chunk) {
      promise->set_value(std::move(chunk));
      self->quit();
    });
    return {[](cancel_atom) {}};
  };
  impl_->host->system().spawn(asker, PullChunk{.key = key, .peer = impl_->peer, .nbytes = nbytes});
  return future.get().value();
}

void PeerTrial::start_pings() {
  impl_->pings.clear();
  impl_->stopping.store(false);
  impl_->pinger = std::thread([impl = impl_.get()] { impl->ping(); });
}

std::vector<double> PeerTrial::stop_pings() {
  impl_->stopping.store(true);
  if (impl_->pinger.joinable())
    impl_->pinger.join();
  std::ranges::sort(impl_->pings);
  return std::exchange(impl_->pings, {});
}

double PeerTrial::send_items(std::size_t items, std::size_t batch) {
  const ForeignThread leaving;
  std::promise<Result<void>> promise;
  auto future = promise.get_future();
  const auto begin = Clock::now();
  impl_->host->system().spawn<ItemSender>(impl_->peer, items, batch, std::move(promise));
  future.get().value();
  return since(begin);
}

void serve_items() {
  const auto host = ActorHost::make({.kernel_threads = 1, .network = true, .trust = {}}).value();
  {
    const ForeignThread leaving;
    const auto reader = host->system().spawn<ItemReader>();
    const auto port = publish_at(host->system(), reader, {"127.0.0.1", 0}).value();
    std::printf("listening on 127.0.0.1:%u\n", static_cast<unsigned>(port));
    std::fflush(stdout);
  }
  for (;;)
    ::pause();
}

} // namespace troupe::bench
