// Fetches the outputs that a scheduler keeps for a detached job, a few at once, and ends. Event-based.
#pragma once

#include "actors/chunk/chunk_messages.hpp"
#include "actors/client/job_board.hpp"

#include <memory>
#include <vector>

namespace troupe {

class OutputCollector : public caf::event_based_actor {
public:
  /// @param board  hears the outputs in the order of `keys`, or the first error
  OutputCollector(caf::actor_config& config, caf::actor scheduler, JobId job, std::vector<Key> keys,
                  std::shared_ptr<JobBoard> board);

  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  void fetch_more();
  void fetched(std::size_t place, Result<ChunkPtr> chunk);

  caf::actor scheduler_;
  JobId job_;
  std::vector<Key> keys_;
  std::shared_ptr<JobBoard> board_;
  std::vector<ChunkPtr> chunks_;
  std::size_t asked_ = 0;
  std::size_t got_ = 0;
};

} // namespace troupe
