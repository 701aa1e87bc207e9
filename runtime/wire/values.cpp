#include "runtime/wire/detail/values.hpp"

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
  builder.setMessage(to_text(error.message));
}

Error read(schema::Error::Reader reader) {
  const auto code = reader.getCode();
  return {errc_from_string({code.begin(), code.size()}), from_text(reader.getMessage())};
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
}

WorkerInfo read(schema::WorkerInfo::Reader reader) {
  return {.protocol = reader.getProtocol(),
          .version = from_text(reader.getVersion()),
          .id = {reader.getId()},
          .name = from_text(reader.getName()),
          .address = read(reader.getAddress()),
          .threads = reader.getThreads(),
          .memory_limit = reader.getMemoryLimit(),
          .pid = reader.getPid()};
}

void write(const Heartbeat& beat, schema::Heartbeat::Builder builder) {
  builder.setResidentBytes(beat.resident_bytes);
  builder.setChunkBytes(beat.chunk_bytes);
  builder.setSpilledBytes(beat.spilled_bytes);
  builder.setChunks(beat.chunks);
  builder.setRunning(beat.running);
  builder.setWaiting(beat.waiting);
  builder.setPaused(beat.paused);
}

Heartbeat read(schema::Heartbeat::Reader reader) {
  return {reader.getResidentBytes(), reader.getChunkBytes(), reader.getSpilledBytes(), reader.getChunks(),
          reader.getRunning(),       reader.getWaiting(),    reader.getPaused()};
}

} // namespace troupe::wire
