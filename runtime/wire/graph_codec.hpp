// A task graph as bytes (schemas/graph.capnp). Wirings stay symbolic: a layer of a million tasks takes about a hundred
// bytes. Pure functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/graph/task_graph.hpp"
#include "runtime/wire/bytes.hpp"

namespace troupe {

/// @returns The bytes, or Errc::invalid_argument when the graph does not fit max_message_bytes.
Result<Bytes> encode(const TaskGraph& graph);
/// @returns A graph that has passed check(), what check() says when it does not, or Errc::corrupt.
Result<TaskGraph> decode_graph(std::span<const std::byte> bytes);

} // namespace troupe
