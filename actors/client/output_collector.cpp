#include "actors/client/output_collector.hpp"

#include "actors/chunk/chunk_fetcher.hpp"
#include "actors/protocol/default_handlers.hpp"

namespace troupe {
namespace {

constexpr std::size_t fetches_at_once = 8;

} // namespace

OutputCollector::OutputCollector(caf::actor_config& config, caf::actor scheduler, JobId job, std::vector<Key> keys,
                                 std::shared_ptr<JobBoard> board)
    : caf::event_based_actor(config), scheduler_(std::move(scheduler)), job_(job), keys_(std::move(keys)),
      board_(std::move(board)), chunks_(keys_.size()) {}

caf::behavior OutputCollector::make_behavior() {
  set_manners(this, "client");
  monitor(scheduler_);
  set_down_handler([this](const caf::down_msg&) {
    board_->resolve(fail(Errc::lost, "the scheduler went away while the outputs were fetched"));
    quit();
  });
  if (keys_.empty()) {
    board_->resolve(chunks_);
    quit();
  }
  fetch_more();
  return {[this](stop_atom) { quit(); }};
}

void OutputCollector::on_exit() {
  board_->resolve(fail(Errc::cancelled, "the client was closed while the outputs were fetched"));
  demonitor(scheduler_.address()); // it would remember this actor for ever
  scheduler_ = nullptr;
}

void OutputCollector::fetch_more() {
  while (asked_ < keys_.size() && asked_ - got_ < fetches_at_once) {
    const auto place = asked_++;
    pull_chunk(this, {.key = keys_[place], .job = job_, .peer = scheduler_},
               [this, place](Result<ChunkPtr> chunk) { fetched(place, std::move(chunk)); });
  }
}

void OutputCollector::fetched(std::size_t place, Result<ChunkPtr> chunk) {
  if (!chunk) {
    board_->resolve(chunk.failure());
    quit();
    return;
  }
  chunks_[place] = std::move(*chunk);
  if (++got_ == keys_.size()) {
    board_->resolve(chunks_);
    quit();
  } else {
    fetch_more();
  }
}

} // namespace troupe
