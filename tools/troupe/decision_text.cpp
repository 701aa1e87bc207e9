#include "tools/troupe/decision_text.hpp"

#include "runtime/base/escaped.hpp"
#include "runtime/base/json_writer.hpp"
#include "runtime/base/number_text.hpp"
#include "tools/troupe/text_table.hpp"

#include <algorithm>

namespace troupe::tool {
namespace {

std::string time_text(double micros) { return format_seconds(micros * 1e-6); }

std::string name_of_winner(const PlacementDecision& decision) {
  for (const auto& candidate : decision.candidates)
    if (candidate.worker == decision.winner)
      return candidate.name;
  return to_string(decision.winner);
}

} // namespace

std::string decision_text(const TaskExplanation& explanation) {
  using enum TextTable::Align;
  const auto& decision = explanation.decision;
  auto candidates = decision.candidates;
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.cost_us() < b.cost_us(); });
  TextTable table({{"", left}, {"WORKER", left}, {"WAIT", right}, {"MOVE", right}, {"MOVED", right}, {"COST", right}});
  for (const auto& candidate : candidates)
    table.add({candidate.worker == decision.winner ? "*" : "", candidate.name, time_text(candidate.wait_us),
               time_text(candidate.move_us), format_bytes(candidate.move_bytes), time_text(candidate.cost_us())});
  return "task " + to_string(decision.key) + " went to " + escaped(name_of_winner(decision)) + " "
         + format_seconds(explanation.seconds_ago) + " ago: " + escaped(decision.rule) + "; expected to take "
         + time_text(decision.expected_us) + "\n\n" + table.str();
}

std::string decision_json(const TaskExplanation& explanation) {
  const auto& decision = explanation.decision;
  JsonWriter json;
  json.begin_object().field("key", to_string(decision.key)).field("rule", decision.rule);
  json.field("winner", to_string(decision.winner)).field("winner_name", name_of_winner(decision));
  json.field("expected_us", decision.expected_us).field("seconds_ago", explanation.seconds_ago);
  json.key("candidates").begin_array();
  for (const auto& candidate : decision.candidates) {
    json.begin_object().field("worker", to_string(candidate.worker)).field("name", candidate.name);
    json.field("wait_us", candidate.wait_us).field("move_us", candidate.move_us);
    json.field("move_bytes", candidate.move_bytes).field("cost_us", candidate.cost_us()).end_object();
  }
  json.end_array().end_object();
  return json.str() + "\n";
}

} // namespace troupe::tool
