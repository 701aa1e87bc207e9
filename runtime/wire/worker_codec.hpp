// Orders to a worker and its reports, as bytes (schemas/worker.capnp). Pure functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/messages/worker_messages.hpp"
#include "runtime/wire/bytes.hpp"

namespace troupe {

/// @pre the batch encodes to at most max_message_bytes, else TroupeError is thrown
Bytes encode(const std::vector<WorkerOrder>& orders);
Result<std::vector<WorkerOrder>> decode_orders(std::span<const std::byte> bytes);

/// @pre the batch encodes to at most max_message_bytes, else TroupeError is thrown
Bytes encode(const WorkerReports& reports);
Result<WorkerReports> decode_reports(std::span<const std::byte> bytes);

} // namespace troupe
