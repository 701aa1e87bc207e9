#include "tools/troupe/completion_words.hpp"

#include "tools/troupe/job.hpp"

namespace troupe::tool {

std::vector<std::string> operand_words(const Command& command) {
  auto words = command.operand_choices;
  if (command.takes_job)
    for (const auto& job : jobs())
      words.push_back(job.name);
  if (command.name == "help")
    for (const auto& one : commands())
      words.push_back(one.name);
  return words;
}

std::string joined_words(const std::vector<std::string>& words, const std::string& separator) {
  std::string result;
  for (const auto& word : words)
    result += (result.empty() ? "" : separator) + word;
  return result;
}

} // namespace troupe::tool
