#include "runtime/wire/job_codec.hpp"

#include "runtime/wire/detail/values.hpp"
#include "schemas/job.capnp.h"

namespace troupe::wire {
namespace {

struct WriteCommand {
  schema::JobCommand::Builder builder;
  void operator()(const CancelJob& command) { builder.initCancel().setJob(command.job.value); }
  void operator()(const ReleaseJob& command) { builder.initRelease().setJob(command.job.value); }
  void operator()(const OutputUnreachable& command) {
    auto to = builder.initOutputUnreachable();
    to.setJob(command.job.value);
    wire::write(command.key, to.getKey());
    to.setWorker(command.worker.value);
  }
};

JobCommand read(schema::JobCommand::Reader reader) {
  using Which = schema::JobCommand::Which;
  switch (reader.which()) {
  case Which::CANCEL:
    return CancelJob{{reader.getCancel().getJob()}};
  case Which::RELEASE:
    return ReleaseJob{{reader.getRelease().getJob()}};
  case Which::OUTPUT_UNREACHABLE: {
    const auto from = reader.getOutputUnreachable();
    return OutputUnreachable{{from.getJob()}, read_key(from.getKey()), {from.getWorker()}};
  }
  }
  refuse_unknown("a command of kind", static_cast<unsigned int>(reader.which()));
}

} // namespace
} // namespace troupe::wire

namespace troupe {

Bytes encode(const std::vector<JobCommand>& commands) {
  return wire::write_message<schema::JobCommands>(8 + 6 * commands.size(), [&](auto builder) {
    auto list = builder.initCommands(wire::list_size(commands));
    for (unsigned int i = 0; i < list.size(); ++i)
      std::visit(wire::WriteCommand{list[i]}, commands[i]);
  });
}

Result<std::vector<JobCommand>> decode_commands(std::span<const std::byte> bytes) {
  using namespace wire; // the read functions above are found beside those of the small values
  return wire::read_message<schema::JobCommands>(bytes, "the job's commands", [](auto reader, auto& allowance) {
    const auto list = reader.getCommands();
    std::vector<JobCommand> commands;
    commands.reserve(allowance.charge(list));
    for (auto command : list)
      commands.push_back(read(command));
    return commands;
  });
}

} // namespace troupe
