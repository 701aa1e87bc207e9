// The small values that every family uses, to Cap'n Proto and back. Private to this room.
// write() fills a builder; the read functions are their inverses. `Allowance` is charged for lists of structs and
// texts.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/graph/task_graph.hpp"
#include "runtime/messages/worker_messages.hpp"
#include "runtime/wire/detail/message.hpp"
#include "schemas/base.capnp.h"
#include "schemas/graph.capnp.h"
#include "schemas/params.capnp.h"
#include "schemas/worker.capnp.h"

#include <string>
#include <vector>

namespace troupe::wire {

inline capnp::Text::Reader to_text(const std::string& text) { return {text.c_str(), text.size()}; }
inline std::string from_text(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

/// For every struct with fields high and low: keys, and the groups that spell one out.
template <class Builder>
void write(const Key& key, Builder builder) {
  builder.setHigh(key.high);
  builder.setLow(key.low);
}
template <class Reader>
Key read_key(Reader reader) {
  return {reader.getHigh(), reader.getLow()};
}

/// Lists of numbers; both sides are the same plain type.
template <class T, class Builder>
void write_numbers(const std::vector<T>& numbers, Builder builder) {
  for (unsigned int i = 0; i < numbers.size(); ++i)
    builder.set(i, numbers[i]);
}
template <class T, class Reader>
std::vector<T> read_numbers(Reader reader) {
  std::vector<T> numbers(reader.size());
  for (unsigned int i = 0; i < numbers.size(); ++i)
    numbers[i] = reader[i];
  return numbers;
}

/// The size of a list as Cap'n Proto counts; throws TroupeError when it cannot hold so many.
template <class T>
unsigned int list_size(const std::vector<T>& values) {
  if (values.size() >= (std::size_t{1} << 29))
    refuse(Errc::invalid_argument,
           "a list of " + std::to_string(values.size()) + " was to be sent; at most 2^29 - 1 are taken");
  return static_cast<unsigned int>(values.size());
}

void write(const Error& error, schema::Error::Builder builder);
Error read(schema::Error::Reader reader);

void write(const Params& params, schema::Params::Builder builder);
Params read(schema::Params::Reader reader, Allowance& allowance);
std::size_t words_of(const Params& params); ///< about how many it takes, as below

void write(const TaskGraph& graph, schema::TaskGraph::Builder builder);
TaskGraph read(schema::TaskGraph::Reader reader, Allowance& allowance); ///< checked
std::size_t words_of(const TaskGraph& graph);

void write(const std::vector<Resource>& resources, capnp::List<schema::Resource>::Builder builder);
std::vector<Resource> read(capnp::List<schema::Resource>::Reader reader, Allowance& allowance);
std::size_t words_of(const std::vector<Resource>& resources);

void write(const DefinePeer& peer, schema::DefinePeer::Builder builder);
DefinePeer read(schema::DefinePeer::Reader reader);
void write(const WorkerInfo& info, schema::WorkerInfo::Builder builder);
WorkerInfo read(schema::WorkerInfo::Reader reader, Allowance& allowance);
void write(const Heartbeat& beat, schema::Heartbeat::Builder builder);
Heartbeat read(schema::Heartbeat::Reader reader);

inline std::size_t words_of(const std::string& text) { return text.size() / 8 + 1; }
inline std::size_t words_of(const Error& error) { return 4 + words_of(error.message); }

/// Of a variant in `what` that a newer peer sent.
[[noreturn]] inline void refuse_unknown(const char* what, unsigned int number) {
  refuse(Errc::version_mismatch,
         "it holds " + std::string(what) + " number " + std::to_string(number) + ", which this version does not know");
}

} // namespace troupe::wire
