#include "runtime/wire/job_codec.hpp"

#include "runtime/base/escaped.hpp"
#include "runtime/wire/detail/values.hpp"
#include "schemas/job.capnp.h"

namespace troupe::wire {
namespace {

// Those of the small values, beside those here.
using wire::words_of;

struct WriteRequest {
  schema::Request::Builder builder;
  void operator()(const ClientHello& request) {
    auto to = builder.initClientHello();
    to.setProtocol(request.protocol);
    to.setVersion(to_text(request.version));
  }
  void operator()(const WorkerHello& request) {
    auto to = builder.initWorkerHello();
    wire::write(request.info, to.initInfo());
    auto inventory = to.initInventory(list_size(request.inventory));
    for (unsigned int i = 0; i < inventory.size(); ++i) {
      wire::write(request.inventory[i].key, inventory[i].getKey());
      inventory[i].setNbytes(request.inventory[i].nbytes);
    }
  }
  void operator()(const SubmitJob& request) {
    auto to = builder.initSubmitJob();
    to.setName(to_text(request.name));
    wire::write(request.graph, to.initGraph());
    to.setWeight(request.weight);
  }
  void operator()(const SubmitDetached& request) {
    auto to = builder.initSubmitDetached();
    to.setName(to_text(request.name));
    wire::write(request.graph, to.initGraph());
    wire::write(request.meta, to.initMeta());
    to.setWeight(request.weight);
    to.setJob(request.job.value);
  }
  void operator()(const QueryJob& request) { builder.initQueryJob().setJob(request.job.value); }
  void operator()(const CancelDetached& request) { builder.initCancelDetached().setJob(request.job.value); }
  void operator()(const QueryCluster&) { builder.initQueryCluster(); }
  void operator()(const QueryTask& request) { wire::write(request.key, builder.initQueryTask().getKey()); }
  void operator()(const RetireWorker& request) { builder.initRetireWorker().setWorker(to_text(request.worker)); }
};

WorkerHello read(schema::WorkerHello::Reader reader, Allowance& allowance) {
  WorkerHello hello{wire::read(reader.getInfo(), allowance), {}};
  const auto inventory = reader.getInventory();
  hello.inventory.reserve(allowance.charge(inventory));
  for (auto chunk : inventory)
    hello.inventory.push_back({read_key(chunk.getKey()), chunk.getNbytes()});
  return hello;
}

/// A share that arithmetic can be done with.
double checked_weight(double weight) {
  if (!(weight > 0) || !(weight < 1e9))
    refuse(Errc::invalid_argument, "a job's weight must be above 0 and below 1e9");
  return weight;
}

Request read(schema::Request::Reader reader, Allowance& allowance) {
  using Which = schema::Request::Which;
  switch (reader.which()) {
  case Which::CLIENT_HELLO: {
    const auto from = reader.getClientHello();
    return ClientHello{from.getProtocol(), from_text(from.getVersion())};
  }
  case Which::WORKER_HELLO:
    return read(reader.getWorkerHello(), allowance);
  case Which::SUBMIT_JOB: {
    const auto from = reader.getSubmitJob();
    return SubmitJob{shortened(from_text(from.getName()), most_name_bytes), wire::read(from.getGraph(), allowance),
                     checked_weight(from.getWeight())};
  }
  case Which::SUBMIT_DETACHED: {
    const auto from = reader.getSubmitDetached();
    return SubmitDetached{shortened(from_text(from.getName()), most_name_bytes), wire::read(from.getGraph(), allowance),
                          wire::read(from.getMeta(), allowance), checked_weight(from.getWeight()),
                          JobId{from.getJob()}};
  }
  case Which::QUERY_JOB:
    return QueryJob{{reader.getQueryJob().getJob()}};
  case Which::CANCEL_DETACHED:
    return CancelDetached{{reader.getCancelDetached().getJob()}};
  case Which::QUERY_CLUSTER:
    return QueryCluster{};
  case Which::RETIRE_WORKER:
    return RetireWorker{from_text(reader.getRetireWorker().getWorker())};
  case Which::QUERY_TASK:
    return QueryTask{read_key(reader.getQueryTask().getKey())};
  }
  refuse_unknown("a request of kind", static_cast<unsigned int>(reader.which()));
}

struct WordsOf {
  std::size_t operator()(const WorkerHello& request) const {
    return 32 + words_of(request.info.resources) + 3 * request.inventory.size();
  }
  std::size_t operator()(const SubmitJob& request) const { return words_of(request.name) + words_of(request.graph); }
  std::size_t operator()(const SubmitDetached& request) const {
    return words_of(request.name) + words_of(request.graph) + words_of(request.meta);
  }
  std::size_t operator()(const RetireWorker& request) const { return 4 + words_of(request.worker); }
  template <class Small>
  std::size_t operator()(const Small&) const {
    return 32;
  }
};

} // namespace
} // namespace troupe::wire

namespace troupe {

Result<Bytes> encode(const Request& request) {
  try {
    return wire::write_message<schema::Request>(16 + std::visit(wire::WordsOf{}, request), [&](auto builder) {
      std::visit(wire::WriteRequest{builder}, request);
    });
  } catch (const TroupeError& error) {
    return fail(error.error());
  }
}

Result<Request> decode_request(std::span<const std::byte> bytes) {
  using namespace wire; // the read functions above are found beside those of the small values
  return wire::read_message<schema::Request>(bytes, "the request",
                                             [](auto reader, auto& allowance) { return read(reader, allowance); });
}

} // namespace troupe
