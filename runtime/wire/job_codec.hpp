// Messages between clients, job supervisors and the scheduler, as bytes (schemas/job.capnp). Pure functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/messages/job_messages.hpp"
#include "runtime/wire/bytes.hpp"

namespace troupe {

/// @pre the batch encodes to at most max_message_bytes, else TroupeError is thrown
Bytes encode(const std::vector<JobNotice>& notices);
Result<std::vector<JobNotice>> decode_notices(std::span<const std::byte> bytes);

Bytes encode(const std::vector<JobCommand>& commands);
Result<std::vector<JobCommand>> decode_commands(std::span<const std::byte> bytes);

/// @returns The bytes, or Errc::invalid_argument when a user's graph or parameters do not fit max_message_bytes.
Result<Bytes> encode(const Request& request);
/// A graph in it has passed TaskGraph::check(); one that does not is answered with what check() says.
Result<Request> decode_request(std::span<const std::byte> bytes);

/// @pre the answer encodes to at most max_message_bytes, else TroupeError is thrown
Bytes encode(const Response& response);
Result<Response> decode_response(std::span<const std::byte> bytes);

} // namespace troupe
