// The text of events, one line each. Internal to the simulation; a line is only made when somebody listens.
#pragma once

#include "runtime/simulate/simulation.hpp"

#include <string>
#include <type_traits>

namespace troupe::simulate {

/// @param parts  strings; instances and keys, which are named only when somebody listens
template <class... Parts>
void Simulation::log(const Parts&... parts) {
  if (!hooks_.log)
    return;
  std::string line = time_text(now_) + "  ";
  const auto add = [&](const auto& part) {
    using Part = std::decay_t<decltype(part)>;
    if constexpr (std::is_same_v<Part, Key>)
      line += name(part);
    else if constexpr (std::is_same_v<Part, Who>)
      line += name_of(part.instance);
    else
      line += part;
  };
  (add(parts), ...);
  hooks_.log(line);
}

/// "run work#3 of [tree#1, tree#2 from 2]", names by `name(key)`.
template <class Name>
std::string text_of(const WorkerOrder& order, const Name& name) {
  struct Say {
    const Name& name_of;
    std::string operator()(const DefineLayer& that) const {
      return "layer " + std::to_string(that.layer) + " is " + that.kernel;
    }
    std::string operator()(const DefinePeer& that) const { return "peer " + to_string(that.id); }
    std::string operator()(const RunTask& that) const {
      auto text = "run " + name_of(that.key) + " of [";
      for (std::size_t i = 0; i < that.inputs.size(); ++i)
        text += (i ? ", " : "") + name_of(that.inputs[i].key)
                + (that.inputs[i].holders.empty() ? "" : " from " + std::to_string(that.inputs[i].holders.size()))
                + (that.inputs[i].last_use ? " last" : "");
      return text + "]";
    }
    std::string operator()(const CancelTask& that) const { return "cancel " + name_of(that.key); }
    std::string operator()(const FreeChunk& that) const { return "free " + name_of(that.key); }
    std::string operator()(const ReturnTask& that) const { return "return " + name_of(that.key); }
    std::string operator()(const CopyChunk& that) const { return "copy " + name_of(that.key); }
    std::string operator()(const Retire& that) const { return "retire: " + that.reason; }
  };
  return std::visit(Say{name}, order);
}

template <class Name>
std::string text_of(const WorkerReport& report, const Name& name) {
  struct Say {
    const Name& name_of;
    std::string operator()(const TaskFinished& that) const { return "finished " + name_of(that.key); }
    std::string operator()(const TaskFailed& that) const {
      return "failed " + name_of(that.key) + ": " + that.error.message;
    }
    std::string operator()(const InputsMissing& that) const {
      auto text = "gives back " + name_of(that.key) + ", missing";
      for (const auto& key : that.missing)
        text += " " + name_of(key);
      return text;
    }
    std::string operator()(const ReplicaMade& that) const { return "has a copy of " + name_of(that.key); }
    std::string operator()(const ChunkLost& that) const { return "lost " + name_of(that.key); }
    std::string operator()(const TaskReturned& that) const { return "returns " + name_of(that.key); }
    std::string operator()(const CopyFailed& that) const { return "cannot copy " + name_of(that.key); }
    std::string operator()(const Heartbeat&) const { return "heartbeat"; }
  };
  return std::visit(Say{name}, report);
}

} // namespace troupe::simulate
