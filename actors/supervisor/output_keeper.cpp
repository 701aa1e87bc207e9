#include "actors/supervisor/output_keeper.hpp"

#include "actors/chunk/chunk_actor.hpp"
#include "actors/protocol/default_handlers.hpp"

#include <algorithm>

namespace troupe {

OutputKeeper::OutputKeeper(caf::actor_config& config, JobId job, std::shared_ptr<JobLog> log)
    : caf::event_based_actor(config), job_(job), log_(std::move(log)) {}

caf::behavior OutputKeeper::make_behavior() {
  set_manners(this, "job supervisor");
  return {[this](fetch_atom, const FetchSlice& question) { return serve(question); }};
}

void OutputKeeper::on_exit() {
  for (auto& [key, chunk] : kept_)
    send_exit(chunk, caf::exit_reason::user_shutdown);
  kept_.clear();
}

caf::result<Slice> OutputKeeper::serve(const FetchSlice& question) {
  const auto keeper = keeper_of(question.key);
  if (!keeper) {
    Slice refusal;
    refusal.error = keeper.error().message;
    return refusal;
  }
  delegate(*keeper, fetch_atom::value, question);
  return caf::delegated<Slice>{};
}

Result<caf::actor> OutputKeeper::keeper_of(const Key& key) {
  if (const auto kept = kept_.find(key); kept != kept_.end())
    return kept->second;
  TROUPE_TRY(bytes, log_->output(job_, key));
  auto whole = process_pool().allocate(bytes.size());
  std::ranges::copy(bytes, whole.data());
  TROUPE_TRY(chunk, from_stream(std::move(whole)));
  const auto home = std::make_shared<const ChunkHome>(ChunkHome{nullptr, &process_pool(), nullptr});
  auto keeper = spawn<ChunkActor>(caf::actor_cast<caf::actor>(this), home);
  send(keeper, hold_atom::value, key, chunk);
  kept_[key] = keeper;
  return keeper;
}

} // namespace troupe
