// Cleans up in a child process that a kernel forked. The child has one thread and a copy of every descriptor. It must
// neither hold the worker's ports and connections nor continue as a second worker. Thread-safe.
#pragma once

namespace troupe {

/// From now on a child that is forked off this process closes the sockets that are close-on-exec, which all of the
/// runtime's are: its own pipes and files it keeps. Calls after the first change nothing.
void watch_forks();

/// True in such a child.
bool in_forked_child();

} // namespace troupe
