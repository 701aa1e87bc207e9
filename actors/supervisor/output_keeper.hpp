// Serves the outputs of a job that ended under an earlier scheduler, from the job log. Event-based, on CAF's pool.
#pragma once

#include "actors/chunk/chunk_messages.hpp"
#include "runtime/store/job_log.hpp"

#include <memory>
#include <unordered_map>

namespace troupe {

class OutputKeeper : public caf::event_based_actor {
public:
  OutputKeeper(caf::actor_config& config, JobId job, std::shared_ptr<JobLog> log);

  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  caf::result<Slice> serve(const FetchSlice& question);
  Result<caf::actor> keeper_of(const Key& key);

  JobId job_;
  std::shared_ptr<JobLog> log_;
  std::unordered_map<Key, caf::actor> kept_;
};

} // namespace troupe
