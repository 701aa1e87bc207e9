#include "tools/troupe/explain_task_command.hpp"

#include "tools/troupe/connection.hpp"
#include "tools/troupe/decision_text.hpp"
#include "tools/troupe/print.hpp"

namespace troupe::tool {
namespace {

Key parse_key(const std::string& text) {
  Key key;
  if (!from_string(text, key))
    refuse("'" + text
           + "' is not a task's key; expected 32 hexadecimal digits, as 'troupe explain JOB --keys' prints them");
  return key;
}

ExitCode explain_task(Invocation& invocation) {
  const auto key = parse_key(only_operand(invocation, "a KEY"));
  auto client = connect(invocation.configuration);
  const auto explanation = or_fail(client.explain_task(key));
  print(invocation.json() ? decision_json(explanation) : decision_text(explanation));
  return ExitCode::ok;
}

} // namespace

Command explain_task_command() {
  Command command;
  command.name = "explain-task";
  command.operands = "KEY";
  command.summary = "show why a task went to its worker: the candidates, what each would have cost, who won";
  command.details =
      "A key says what a task computes, and is the same in every process and every run: 'troupe explain JOB --keys' "
      "prints those of a job, given the flags that it runs with. The scheduler remembers its last placements "
      "(--decisions of 'troupe scheduler'); of a task that was placed several times, the latest. A task whose "
      "value was there already was not placed.\n"
      "\n"
      "WAIT is for what the worker has to do before, MOVE for the inputs that it does not hold. With --json: key, "
      "rule, winner, winner_name, expected_us, seconds_ago, and candidates (worker, name, wait_us, move_us, "
      "move_bytes, cost_us).\n"
      "\n"
      "Example:\n"
      "  troupe run linear-regression --random 1000000x10 --scheduler 127.0.0.1:8786\n"
      "  troupe explain linear-regression --random 1000000x10 --keys\n"
      "  troupe explain-task 0123456789abcdef0123456789abcdef --scheduler 127.0.0.1:8786";
  command.settings = connection_settings;
  command.flags = {{"json", "", "print one JSON object"}};
  command.run = explain_task;
  return command;
}

} // namespace troupe::tool
