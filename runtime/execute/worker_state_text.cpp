// Effects as lines of text.
#include "runtime/execute/worker_state_events.hpp"

namespace troupe {
namespace {

std::string list_of(const std::vector<Key>& keys, const std::vector<bool>& take) {
  std::string text = "[";
  for (std::size_t i = 0; i < keys.size(); ++i) {
    text += (i ? ", " : "") + to_string(keys[i]);
    if (i < take.size() && take[i])
      text += " take";
  }
  return text + "]";
}

std::string line(const TaskFinished& that) {
  return "finished " + to_string(that.key) + " " + std::to_string(that.nbytes) + " B "
         + std::to_string(that.duration_us) + " us";
}

std::string line(const TaskFailed& that) { return "failed " + to_string(that.key) + " " + to_string(that.error); }

std::string line(const InputsMissing& that) {
  std::string unreached;
  for (const auto& holder : that.unreached)
    unreached += (unreached.empty() ? ", does not reach " : " ") + to_string(holder);
  return "missing " + to_string(that.key) + " " + list_of(that.missing, {}) + unreached;
}

std::string line(const ReplicaMade& that) {
  return "replica " + to_string(that.key) + " " + std::to_string(that.nbytes) + " B " + std::to_string(that.duration_us)
         + " us";
}

std::string line(const TaskReturned& that) { return "returned " + to_string(that.key); }

std::string line(const ChunkLost& that) { return "lost " + to_string(that.key); }

std::string line(const CopyFailed& that) { return "copy failed " + to_string(that.key); }

std::string line(const Heartbeat& that) {
  return "heartbeat " + std::to_string(that.resident_bytes) + " B resident, " + std::to_string(that.chunks)
         + " chunks of " + std::to_string(that.chunk_bytes) + " B and " + std::to_string(that.spilled_bytes)
         + " B on disk, " + std::to_string(that.running) + " running, " + std::to_string(that.waiting) + " waiting"
         + (that.paused ? ", paused" : "");
}

std::string line(const StartTask& that) {
  return "start " + to_string(that.key) + " " + that.layer->kernel + "#" + std::to_string(that.index) + " of "
         + list_of(that.inputs, that.take);
}

std::string line(const StopTask& that) { return "stop " + to_string(that.key); }

std::string line(const StartFetch& that) {
  return "fetch " + to_string(that.key) + " " + std::to_string(that.nbytes) + " B from " + to_string(that.from.id)
         + " at " + to_string(that.from.address);
}

std::string line(const StopFetch& that) { return "stop fetch " + to_string(that.key); }

std::string line(const DropChunk& that) { return "drop " + to_string(that.key); }

std::string line(const SpillChunk& that) { return "spill " + to_string(that.key); }

std::string line(const ReturnMemory&) { return "return memory"; }

std::string line(const Report& that) {
  return "report " + std::visit([](const auto& report) { return line(report); }, that.report);
}

std::string line(const AskToRetire& that) { return "ask to retire: " + that.reason; }

std::string line(const Leave& that) {
  const auto how = that.why == Leave::Why::retired ? " in order" : that.why == Leave::Why::stuck ? ", stuck" : "";
  return std::string("leave") + how + ": " + that.reason;
}

} // namespace

std::string to_string(const WorkerEffect& effect) {
  return std::visit([](const auto& that) { return line(that); }, effect);
}

} // namespace troupe
