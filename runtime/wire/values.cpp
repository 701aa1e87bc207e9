#include "runtime/wire/detail/values.hpp"

#include "runtime/base/escaped.hpp"

namespace troupe::wire {
namespace {

void write(const Address& address, schema::Address::Builder builder) {
  builder.setHost(to_text(address.host));
  builder.setPort(address.port);
}
Address read(schema::Address::Reader reader) { return {from_text(reader.getHost()), reader.getPort()}; }

} // namespace

void write(const Error& error, schema::Error::Builder builder) {
  const auto code = to_string(error.code);
  builder.setCode({code.data(), code.size()}); // the names are literals, so zero-terminated
  builder.setMessage(to_text(shortened(error.message, most_error_bytes)));
}

Error read(schema::Error::Reader reader) {
  const auto code = reader.getCode();
  return {errc_from_string({code.begin(), code.size()}), shortened(from_text(reader.getMessage()), most_error_bytes)};
}

void write(const std::vector<Resource>& resources, capnp::List<schema::Resource>::Builder builder) {
  for (unsigned int i = 0; i < builder.size(); ++i) {
    builder[i].setName(to_text(resources[i].name));
    builder[i].setAmount(resources[i].amount);
  }
}

std::vector<Resource> read(capnp::List<schema::Resource>::Reader reader, Allowance& allowance) {
  std::vector<Resource> resources;
  resources.reserve(allowance.charge(reader));
  for (auto resource : reader)
    resources.push_back({from_text(resource.getName()), resource.getAmount()});
  return resources;
}

std::size_t words_of(const std::vector<Resource>& resources) {
  std::size_t words = 1;
  for (const auto& resource : resources)
    words += 3 + words_of(resource.name);
  return words;
}

void write(const DefinePeer& peer, schema::DefinePeer::Builder builder) {
  builder.setId(peer.id.value);
  write(peer.address, builder.initAddress());
}

DefinePeer read(schema::DefinePeer::Reader reader) { return {{reader.getId()}, read(reader.getAddress())}; }

void write(const WorkerInfo& info, schema::WorkerInfo::Builder builder) {
  builder.setProtocol(info.protocol);
  builder.setThreads(info.threads);
  builder.setId(info.id.value);
  builder.setMemoryLimit(info.memory_limit);
  builder.setPid(info.pid);
  builder.setVersion(to_text(info.version));
  builder.setName(to_text(info.name));
  write(info.address, builder.initAddress());
  write(info.resources, builder.initResources(list_size(info.resources)));
}

WorkerInfo read(schema::WorkerInfo::Reader reader, Allowance& allowance) {
  return {.protocol = reader.getProtocol(),
          .version = from_text(reader.getVersion()),
          .id = {reader.getId()},
          .name = shortened(from_text(reader.getName()), most_name_bytes),
          .address = read(reader.getAddress()),
          .threads = reader.getThreads(),
          .memory_limit = reader.getMemoryLimit(),
          .pid = reader.getPid(),
          .resources = read(reader.getResources(), allowance)};
}

void write(const Heartbeat& beat, schema::Heartbeat::Builder builder) {
  builder.setResidentBytes(beat.resident_bytes);
  builder.setChunkBytes(beat.chunk_bytes);
  builder.setSpilledBytes(beat.spilled_bytes);
  builder.setChunks(beat.chunks);
  builder.setRunning(beat.running);
  builder.setWaiting(beat.waiting);
  builder.setPaused(beat.paused);
  builder.setLongestUs(beat.longest_us);
  builder.setLongestLayer(beat.longest_layer);
  builder.setRefused(beat.refused);
}

Heartbeat read(schema::Heartbeat::Reader reader) {
  return {.resident_bytes = reader.getResidentBytes(),
          .chunk_bytes = reader.getChunkBytes(),
          .spilled_bytes = reader.getSpilledBytes(),
          .chunks = reader.getChunks(),
          .running = reader.getRunning(),
          .waiting = reader.getWaiting(),
          .paused = reader.getPaused(),
          .longest_us = reader.getLongestUs(),
          .longest_layer = reader.getLongestLayer(),
          .refused = reader.getRefused()};
}

} // namespace troupe::wire
