#include "runtime/wire/graph_codec.hpp"

#include "runtime/wire/detail/values.hpp"

#include <algorithm>

namespace troupe::wire {
namespace {

using WireWiring = schema::Layer::Input::Wiring;

void write(const Wiring& wiring, WireWiring::Builder builder) {
  switch (wiring.kind) {
  case Wiring::Kind::each:
    return builder.setEach();
  case Wiring::Kind::tree:
    return builder.setTree(wiring.fan);
  case Wiring::Kind::all:
    return builder.setAll();
  case Wiring::Kind::one:
    return builder.setOne(wiring.fan);
  case Wiring::Kind::list: {
    auto list = builder.initList();
    write_numbers(wiring.begins, list.initBegins(list_size(wiring.begins)));
    write_numbers(wiring.taken, list.initTaken(list_size(wiring.taken)));
    return;
  }
  }
  refuse(Errc::internal, "wiring of unknown kind " + std::to_string(static_cast<int>(wiring.kind)));
}

Wiring read(WireWiring::Reader reader) {
  switch (reader.which()) {
  case WireWiring::EACH:
    return Wiring::each();
  case WireWiring::TREE:
    return Wiring::tree(reader.getTree());
  case WireWiring::ALL:
    return Wiring::all();
  case WireWiring::ONE:
    return Wiring::one(reader.getOne());
  case WireWiring::LIST:
    return Wiring::list(read_numbers<std::uint32_t>(reader.getList().getBegins()),
                        read_numbers<std::uint32_t>(reader.getList().getTaken()));
  }
  refuse_unknown("a wiring of kind", reader.which());
}

void write(const Annotations& annotations, schema::Annotations::Builder builder) {
  builder.setPriority(annotations.priority);
  builder.setRetries(annotations.retries);
  builder.setTimeoutUs(annotations.timeout_us);
  auto workers = builder.initWorkers(list_size(annotations.workers));
  for (unsigned int i = 0; i < workers.size(); ++i)
    workers.set(i, to_text(annotations.workers[i]));
  wire::write(annotations.resources, builder.initResources(list_size(annotations.resources)));
}

void read(schema::Annotations::Reader reader, Allowance& allowance, Annotations& annotations) {
  annotations.priority = reader.getPriority();
  annotations.retries = reader.getRetries();
  annotations.timeout_us = std::max<std::int64_t>(reader.getTimeoutUs(), 0);
  const auto workers = reader.getWorkers();
  annotations.workers.reserve(allowance.charge(workers));
  for (auto worker : workers)
    annotations.workers.push_back(from_text(worker));
  annotations.resources = wire::read(reader.getResources(), allowance);
}

void write(const Layer& layer, schema::Layer::Builder builder) {
  wire::write(layer.key, builder.getKey());
  builder.setTasks(layer.tasks);
  builder.setBlockwise(layer.blockwise);
  builder.setKernel(to_text(layer.kernel));
  wire::write(layer.params, builder.initParams());
  auto inputs = builder.initInputs(list_size(layer.inputs));
  for (unsigned int i = 0; i < inputs.size(); ++i) {
    inputs[i].setLayer(layer.inputs[i].layer);
    write(layer.inputs[i].wiring, inputs[i].getWiring());
  }
  write_numbers(layer.kept, builder.initKept(list_size(layer.kept)));
  if (layer.annotations != Annotations{})
    write(layer.annotations, builder.initAnnotations());
}

void read(schema::Layer::Reader reader, Allowance& allowance, Layer& layer) {
  layer.key = read_key(reader.getKey());
  layer.tasks = reader.getTasks();
  layer.blockwise = reader.getBlockwise();
  layer.kernel = from_text(reader.getKernel());
  layer.params = wire::read(reader.getParams(), allowance);
  const auto inputs = reader.getInputs();
  layer.inputs.reserve(allowance.charge(inputs));
  for (auto input : inputs)
    layer.inputs.push_back({input.getLayer(), read(input.getWiring())});
  layer.kept = read_numbers<std::uint32_t>(reader.getKept());
  if (reader.hasAnnotations())
    read(reader.getAnnotations(), allowance, layer.annotations);
}

} // namespace

void write(const TaskGraph& graph, schema::TaskGraph::Builder builder) {
  auto layers = builder.initLayers(list_size(graph.layers));
  for (unsigned int i = 0; i < layers.size(); ++i)
    write(graph.layers[i], layers[i]);
  write_numbers(graph.outputs, builder.initOutputs(list_size(graph.outputs)));
}

TaskGraph read(schema::TaskGraph::Reader reader, Allowance& allowance) {
  TaskGraph graph;
  const auto layers = reader.getLayers();
  graph.layers.reserve(allowance.charge(layers));
  for (auto layer : layers)
    read(layer, allowance, graph.layers.emplace_back());
  graph.outputs = read_numbers<std::uint32_t>(reader.getOutputs());
  if (auto sound = graph.check(); !sound)
    throw TroupeError(sound.error());
  return graph;
}

std::size_t words_of(const TaskGraph& graph) {
  auto words = 4 + graph.outputs.size() / 2;
  for (const auto& layer : graph.layers) {
    words += 10 + words_of(layer.kernel) + words_of(layer.params) + layer.kept.size() / 2;
    for (const auto& worker : layer.annotations.workers)
      words += 2 + words_of(worker);
    words += 9 + words_of(layer.annotations.resources);
    for (const auto& input : layer.inputs)
      words += 8 + (input.wiring.begins.size() + input.wiring.taken.size()) / 2;
  }
  return words;
}

} // namespace troupe::wire

namespace troupe {

Result<Bytes> encode(const TaskGraph& graph) {
  try {
    return wire::write_message<schema::TaskGraph>(wire::words_of(graph) + 2,
                                                  [&](auto builder) { wire::write(graph, builder); });
  } catch (const TroupeError& error) {
    return fail(error.error());
  }
}

Result<TaskGraph> decode_graph(std::span<const std::byte> bytes) {
  return wire::read_message<schema::TaskGraph>(
      bytes, "the task graph", [](auto reader, auto& allowance) { return wire::read(reader, allowance); });
}

} // namespace troupe
