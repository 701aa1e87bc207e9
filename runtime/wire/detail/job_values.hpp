// What several of the job messages hold, to Cap'n Proto and back. Private to this room.
#pragma once

#include "runtime/messages/job_messages.hpp"
#include "runtime/wire/detail/values.hpp"
#include "schemas/job.capnp.h"

namespace troupe::wire {

inline void write(const JobProgress& progress, schema::JobProgress::Builder builder) {
  builder.setTasksDone(progress.tasks_done);
  builder.setTasksTotal(progress.tasks_total);
  builder.setBytesMade(progress.bytes_made);
}

inline JobProgress read(schema::JobProgress::Reader reader) {
  return {reader.getTasksDone(), reader.getTasksTotal(), reader.getBytesMade()};
}

} // namespace troupe::wire
