// The program's data sent to the workers before it is needed, as distributed.Client.scatter. As thread-safe as the
// executor.
#pragma once

#include "collections/session/from_memory.hpp"
#include "runtime/execute/executor.hpp"

namespace troupe {

struct ScatterOptions {
  bool broadcast = false; ///< to every worker, rather than each chunk to one
};

/// Sends the array's chunks to the workers, each to the least busy one, and waits until they have arrived. The result
/// has the same chunks and is not sent again; the data is kept until the last array made of it is gone. Chunks of a
/// lost worker are sent again from the program's memory (which must therefore stay valid, see from_memory.hpp), or
/// computed again if the array was computed. They are lost with the client. Throws TroupeError.
///
///     auto x = scatter(client, from_span(numbers, {.rows = 1 << 20}));
///     auto table = scatter(client, from_eigen(small), {.broadcast = true});
Array scatter(Executor& executor, const Array& array, const ScatterOptions& options = {});

} // namespace troupe
