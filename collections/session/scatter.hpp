// The program's data sent to the workers before it is needed, as distributed.Client.scatter. As thread-safe as the executor.
#pragma once

#include "collections/session/from_memory.hpp"
#include "runtime/execute/executor.hpp"

namespace troupe {

struct ScatterOptions {
  bool broadcast = false; ///< to every worker there is, not to one each chunk
};

/// Sends the array's chunks to the workers, each to the one that is least busy, and waits until they are there. What comes back is cut
/// alike and costs no more sending; the data stay until the last array made of it goes.
/// A worker that is lost takes chunks with it: they are sent again from the program's memory (which therefore stays, as from_memory.hpp
/// says), or computed again where the array was computed. When the client goes they are lost with it. Throws TroupeError.
///
///     auto x = scatter(client, from_span(numbers, {.rows = 1 << 20}));
///     auto table = scatter(client, from_eigen(small), {.broadcast = true});
Array scatter(Executor& executor, const Array& array, const ScatterOptions& options = {});

} // namespace troupe
