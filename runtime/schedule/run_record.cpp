#include "runtime/schedule/run_record.hpp"

#include <algorithm>
#include <charconv>

namespace troupe {
namespace {

constexpr std::string_view title = "troupe record ";
constexpr std::string_view version = "1";

Failure refuse(std::string_view line, const std::string& why) {
  return fail(Errc::parse_error, "the line '" + std::string(line.substr(0, 80)) + "' of the record " + why);
}

/// Takes the next whole number off the front. @returns False when there is none.
template <class Number>
bool next_number(std::string_view& words, Number& number) {
  while (!words.empty() && words.front() == ' ')
    words.remove_prefix(1);
  const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), number);
  if (error != std::errc() || (end != words.data() + words.size() && *end != ' '))
    return false;
  words.remove_prefix(static_cast<std::size_t>(end - words.data()));
  return true;
}

} // namespace

void RunRecord::hear(const SchedulerEvent& event) {
  if (const auto* job = std::get_if<JobSubmitted>(&event)) {
    take(*job);
  } else if (const auto* arrived = std::get_if<ReportsArrived>(&event)) {
    for (const auto& report : arrived->batch.reports)
      if (const auto* finished = std::get_if<TaskFinished>(&report))
        if (const auto at = numbers_.find(finished->key); at != numbers_.end() && finished->duration_us > 0) {
          tasks_[at->second].duration_us = finished->duration_us;
          tasks_[at->second].nbytes = finished->nbytes;
        }
  }
}

void RunRecord::take(const JobSubmitted& job) {
  const auto& table = *job.table;
  std::vector<std::uint32_t> numbers;
  constexpr auto no_layer = 0xffffffffu;
  auto layer = no_layer; // of the job; a new one here begins with each
  for (std::uint32_t at = 0; at < table.tasks.size(); ++at) {
    const auto& task = table.tasks[at];
    const auto [known, is_new] = numbers_.try_emplace(task.key, static_cast<std::uint32_t>(tasks_.size()));
    numbers.push_back(known->second);
    if (!is_new)
      continue;
    if (task.layer != layer) {
      layer = task.layer;
      layers_.push_back(job.graph->layers[layer].kernel);
    }
    tasks_.push_back({static_cast<std::uint32_t>(layers_.size() - 1), 0, 0});
    for (auto input : table.inputs_of(at))
      inputs_.push_back(numbers[input]);
    begins_.push_back(static_cast<std::uint32_t>(inputs_.size()));
  }
  for (auto output : table.outputs)
    outputs_.push_back(numbers[output]);
}

std::string RunRecord::to_text() const {
  std::string text = std::string(title) + std::string(version) + "\n";
  std::uint32_t layer = 0;
  for (std::uint32_t number = 0; number < tasks_.size(); ++number) {
    for (; layer <= tasks_[number].layer; ++layer)
      text += "layer " + layers_[layer] + "\n";
    text += "task " + std::to_string(tasks_[number].layer) + " " + std::to_string(tasks_[number].duration_us) + " "
            + std::to_string(tasks_[number].nbytes);
    for (auto input : inputs_of(number))
      text += " " + std::to_string(input);
    text += "\n";
  }
  for (auto output : outputs_)
    text += "output " + std::to_string(output) + "\n";
  return text;
}

Result<RunRecord> RunRecord::from_text(std::string_view text) {
  RunRecord record;
  const auto first = text.substr(0, text.find('\n'));
  if (!first.starts_with(title))
    return fail(Errc::parse_error, "this is no record of a run: it does not begin with '" + std::string(title) + "'");
  if (first.substr(title.size()) != version)
    return fail(Errc::version_mismatch, "a record of version " + std::string(first.substr(title.size()))
                                            + "; this reads version " + std::string(version));
  text.remove_prefix(first.size());
  while (!text.empty()) {
    text.remove_prefix(1); // the line's end
    const auto line = text.substr(0, text.find('\n'));
    if (!line.empty())
      TROUPE_CHECK(record.take_line(line));
    text.remove_prefix(line.size());
  }
  return record;
}

Result<void> RunRecord::take_line(std::string_view line) {
  if (line.starts_with("layer ")) {
    layers_.emplace_back(line.substr(6));
    return {};
  }
  if (line.starts_with("task "))
    return take_task(line);
  std::uint32_t output = 0;
  auto words = line;
  if (!line.starts_with("output "))
    return refuse(line, "begins with none of layer, task and output");
  words.remove_prefix(7);
  if (!next_number(words, output) || !words.empty() || output >= tasks_.size())
    return refuse(line, "names no task");
  outputs_.push_back(output);
  return {};
}

Result<void> RunRecord::take_task(std::string_view line) {
  Task task;
  auto words = line.substr(5);
  if (!next_number(words, task.layer) || !next_number(words, task.duration_us) || !next_number(words, task.nbytes))
    return refuse(line, "is not a task's layer, duration, bytes and inputs");
  if (task.layer >= layers_.size() || (!tasks_.empty() && task.layer < tasks_.back().layer))
    return refuse(line, "is of no layer, or out of its layer's turn");
  while (!words.empty()) {
    std::uint32_t input = 0;
    if (!next_number(words, input) || input >= tasks_.size() || tasks_[input].layer >= task.layer)
      return refuse(line, "takes what no layer before it makes");
    inputs_.push_back(input);
  }
  tasks_.push_back(task);
  begins_.push_back(static_cast<std::uint32_t>(inputs_.size()));
  return {};
}

} // namespace troupe
