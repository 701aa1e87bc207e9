#include "runtime/wire/worker_codec.hpp"

#include "runtime/wire/detail/inline_value.hpp"
#include "runtime/wire/detail/values.hpp"

namespace troupe::wire {
namespace {

// Those of the small values, beside those here.
using wire::words_of;

void write(const TaskInput& input, schema::TaskInput::Builder builder) {
  wire::write(input.key, builder.getKey());
  builder.setNbytes(input.nbytes);
  builder.setLastUse(input.last_use);
  if (input.holders.empty())
    return;
  auto holders = builder.initHolders(list_size(input.holders));
  for (unsigned int i = 0; i < holders.size(); ++i)
    holders.set(i, input.holders[i].value);
}

void read(schema::TaskInput::Reader reader, TaskInput& input) {
  input.key = read_key(reader.getKey());
  input.nbytes = reader.getNbytes();
  input.last_use = reader.getLastUse();
  const auto holders = reader.getHolders();
  input.holders.reserve(holders.size());
  for (auto holder : holders)
    input.holders.push_back({holder});
}

struct WriteOrder {
  schema::WorkerOrder::Builder builder;
  void operator()(const DefineLayer& order) {
    auto to = builder.initDefineLayer();
    to.setLayer(order.layer);
    to.setKernel(to_text(order.kernel));
    wire::write(order.params, to.initParams());
    to.setTimeoutUs(order.timeout_us);
  }
  void operator()(const DefinePeer& order) { wire::write(order, builder.initDefinePeer()); }
  void operator()(const RunTask& order) {
    auto to = builder.initRunTask();
    wire::write(order.key, to.getKey());
    to.setLayer(order.layer);
    to.setIndex(order.index);
    to.setPriority(order.priority);
    to.setInlineResult(order.inline_result);
    auto inputs = to.initInputs(list_size(order.inputs));
    for (unsigned int i = 0; i < inputs.size(); ++i)
      write(order.inputs[i], inputs[i]);
  }
  void operator()(const CancelTask& order) { wire::write(order.key, builder.initCancelTask().getKey()); }
  void operator()(const FreeChunk& order) { wire::write(order.key, builder.initFreeChunk().getKey()); }
  void operator()(const ReturnTask& order) { wire::write(order.key, builder.initReturnTask().getKey()); }
  void operator()(const Retire& order) {
    auto to = builder.initRetire();
    to.setReason(to_text(order.reason));
    to.setOrderly(order.orderly);
  }
  void operator()(const CopyChunk& order) {
    auto to = builder.initCopyChunk();
    wire::write(order.key, to.getKey());
    to.setNbytes(order.nbytes);
    auto holders = to.initHolders(list_size(order.holders));
    for (unsigned int i = 0; i < holders.size(); ++i)
      holders.set(i, order.holders[i].value);
  }
};

void read(schema::RunTask::Reader reader, Allowance& allowance, RunTask& order) {
  order.key = read_key(reader.getKey());
  order.layer = reader.getLayer();
  order.index = reader.getIndex();
  order.priority = reader.getPriority();
  order.inline_result = reader.getInlineResult();
  const auto inputs = reader.getInputs();
  order.inputs.resize(allowance.charge(inputs));
  for (unsigned int i = 0; i < inputs.size(); ++i)
    read(inputs[i], order.inputs[i]);
}

CopyChunk read(schema::CopyChunk::Reader reader, Allowance& allowance) {
  CopyChunk order{read_key(reader.getKey()), reader.getNbytes(), {}};
  const auto holders = reader.getHolders();
  order.holders.reserve(allowance.charge(holders));
  for (auto holder : holders)
    order.holders.push_back({holder});
  return order;
}

void read(schema::WorkerOrder::Reader reader, Allowance& allowance, std::vector<WorkerOrder>& orders) {
  using Which = schema::WorkerOrder::Which;
  switch (reader.which()) {
  case Which::DEFINE_LAYER: {
    const auto from = reader.getDefineLayer();
    orders.emplace_back(DefineLayer{from.getLayer(), from_text(from.getKernel()),
                                    wire::read(from.getParams(), allowance), from.getTimeoutUs()});
    return;
  }
  case Which::DEFINE_PEER:
    orders.emplace_back(wire::read(reader.getDefinePeer()));
    return;
  case Which::RUN_TASK:
    return read(reader.getRunTask(), allowance, std::get<RunTask>(orders.emplace_back(std::in_place_type<RunTask>)));
  case Which::CANCEL_TASK:
    orders.emplace_back(CancelTask{read_key(reader.getCancelTask().getKey())});
    return;
  case Which::FREE_CHUNK:
    orders.emplace_back(FreeChunk{read_key(reader.getFreeChunk().getKey())});
    return;
  case Which::RETURN_TASK:
    orders.emplace_back(ReturnTask{read_key(reader.getReturnTask().getKey())});
    return;
  case Which::RETIRE:
    orders.emplace_back(Retire{from_text(reader.getRetire().getReason()), reader.getRetire().getOrderly()});
    return;
  case Which::COPY_CHUNK:
    orders.emplace_back(read(reader.getCopyChunk(), allowance));
    return;
  }
  refuse_unknown("an order of kind", static_cast<unsigned int>(reader.which()));
}

struct WriteReport {
  schema::WorkerReport::Builder builder;
  void operator()(const TaskFinished& report) {
    auto to = builder.initTaskFinished();
    wire::write(report.key, to.getKey());
    to.setNbytes(report.nbytes);
    to.setDurationUs(report.duration_us);
    if (report.value)
      write_value(*report.value, [&](unsigned int size) { return to.initValue(size); });
  }
  void operator()(const TaskFailed& report) {
    auto to = builder.initTaskFailed();
    wire::write(report.key, to.getKey());
    wire::write(report.error, to.initError());
  }
  void operator()(const InputsMissing& report) {
    auto to = builder.initInputsMissing();
    wire::write(report.key, to.getKey());
    auto missing = to.initMissing(list_size(report.missing));
    for (unsigned int i = 0; i < missing.size(); ++i)
      wire::write(report.missing[i], missing[i]);
    auto unreached = to.initUnreached(list_size(report.unreached));
    for (unsigned int i = 0; i < unreached.size(); ++i)
      unreached.set(i, report.unreached[i].value);
  }
  void operator()(const ReplicaMade& report) {
    auto to = builder.initReplicaMade();
    wire::write(report.key, to.getKey());
    to.setNbytes(report.nbytes);
    to.setDurationUs(report.duration_us);
  }
  void operator()(const TaskReturned& report) { wire::write(report.key, builder.initTaskReturned().getKey()); }
  void operator()(const ChunkLost& report) { wire::write(report.key, builder.initChunkLost().getKey()); }
  void operator()(const CopyFailed& report) { wire::write(report.key, builder.initCopyFailed().getKey()); }
  void operator()(const Heartbeat& report) { wire::write(report, builder.initHeartbeat()); }
};

InputsMissing read(schema::InputsMissing::Reader reader, Allowance& allowance) {
  InputsMissing report{read_key(reader.getKey()), {}, {}};
  const auto missing = reader.getMissing();
  report.missing.reserve(allowance.charge(missing));
  for (auto key : missing)
    report.missing.push_back(read_key(key));
  const auto unreached = reader.getUnreached();
  report.unreached.reserve(allowance.charge(unreached));
  for (auto worker : unreached)
    report.unreached.push_back({worker});
  return report;
}

WorkerReport read(schema::WorkerReport::Reader reader, Allowance& allowance) {
  using Which = schema::WorkerReport::Which;
  switch (reader.which()) {
  case Which::TASK_FINISHED: {
    const auto from = reader.getTaskFinished();
    return TaskFinished{read_key(from.getKey()), from.getNbytes(), from.getDurationUs(), read_value(from.getValue())};
  }
  case Which::TASK_FAILED:
    return TaskFailed{read_key(reader.getTaskFailed().getKey()), wire::read(reader.getTaskFailed().getError())};
  case Which::INPUTS_MISSING:
    return read(reader.getInputsMissing(), allowance);
  case Which::REPLICA_MADE: {
    const auto from = reader.getReplicaMade();
    return ReplicaMade{read_key(from.getKey()), from.getNbytes(), from.getDurationUs()};
  }
  case Which::TASK_RETURNED:
    return TaskReturned{read_key(reader.getTaskReturned().getKey())};
  case Which::CHUNK_LOST:
    return ChunkLost{read_key(reader.getChunkLost().getKey())};
  case Which::COPY_FAILED:
    return CopyFailed{read_key(reader.getCopyFailed().getKey())};
  case Which::HEARTBEAT:
    return wire::read(reader.getHeartbeat());
  }
  refuse_unknown("a report of kind", static_cast<unsigned int>(reader.which()));
}

struct WordsOf {
  std::size_t operator()(const DefineLayer& order) const { return 7 + words_of(order.kernel) + words_of(order.params); }
  std::size_t operator()(const DefinePeer& order) const { return 8 + words_of(order.address.host); }
  std::size_t operator()(const RunTask& order) const {
    std::size_t words = 8;
    for (const auto& input : order.inputs)
      words += 5 + input.holders.size();
    return words;
  }
  std::size_t operator()(const Retire& order) const { return 5 + words_of(order.reason); }
  std::size_t operator()(const CopyChunk& order) const { return 8 + order.holders.size(); }
  std::size_t operator()(const TaskFinished& report) const {
    return 8 + (report.value ? words_of_value(*report.value) : 0);
  }
  std::size_t operator()(const TaskFailed& report) const { return 6 + words_of(report.error); }
  std::size_t operator()(const InputsMissing& report) const {
    return 9 + 2 * report.missing.size() + report.unreached.size();
  }
  template <class Small>
  std::size_t operator()(const Small&) const {
    return 10;
  } // fixed size, at most a heartbeat's
};

template <class Message>
std::size_t words_of_all(const std::vector<Message>& messages) {
  std::size_t words = 8;
  for (const auto& message : messages)
    words += std::visit(WordsOf{}, message);
  return words;
}

} // namespace
} // namespace troupe::wire

namespace troupe {

Bytes encode(const std::vector<WorkerOrder>& orders) {
  return wire::write_message<schema::WorkerOrders>(wire::words_of_all(orders), [&](auto builder) {
    auto list = builder.initOrders(wire::list_size(orders));
    for (unsigned int i = 0; i < list.size(); ++i)
      std::visit(wire::WriteOrder{list[i]}, orders[i]);
  });
}

Result<std::vector<WorkerOrder>> decode_orders(std::span<const std::byte> bytes) {
  using namespace wire; // the read functions above are found beside those of the small values
  return wire::read_message<schema::WorkerOrders>(bytes, "the worker's orders", [](auto reader, auto& allowance) {
    const auto list = reader.getOrders();
    std::vector<WorkerOrder> orders;
    orders.reserve(allowance.charge(list));
    for (auto order : list)
      read(order, allowance, orders);
    return orders;
  });
}

Bytes encode(const WorkerReports& reports) {
  return wire::write_message<schema::WorkerReports>(wire::words_of_all(reports.reports), [&](auto builder) {
    builder.setWorker(reports.worker.value);
    auto list = builder.initReports(wire::list_size(reports.reports));
    for (unsigned int i = 0; i < list.size(); ++i)
      std::visit(wire::WriteReport{list[i]}, reports.reports[i]);
  });
}

Result<WorkerReports> decode_reports(std::span<const std::byte> bytes) {
  using namespace wire; // the read functions above are found beside those of the small values
  return wire::read_message<schema::WorkerReports>(bytes, "the worker's reports", [](auto reader, auto& allowance) {
    WorkerReports reports{{reader.getWorker()}, {}};
    const auto list = reader.getReports();
    reports.reports.reserve(allowance.charge(list));
    for (auto report : list)
      reports.reports.push_back(read(report, allowance));
    return reports;
  });
}

} // namespace troupe
