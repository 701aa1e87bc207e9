#include "runtime/base/suggest.hpp"

#include <algorithm>
#include <cctype>

namespace troupe {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j)
    cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  return cost[a.size()][b.size()];
}

} // namespace

std::vector<std::string> nearest_names(std::string_view wanted, std::span<const std::string> candidates,
                                       std::size_t most) {
  const auto target = lower(wanted);
  const std::size_t limit = std::max<std::size_t>(2, target.size() / 2);
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto name = lower(candidates[i]);
    const bool prefix = !target.empty() && (name.starts_with(target) || (!name.empty() && target.starts_with(name)));
    const auto distance = name == target ? 0 : prefix ? 1 : edit_distance(target, name);
    if (distance <= limit && distance < std::max(target.size(), name.size()))
      found.emplace_back(distance, i);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i)
    names.push_back(candidates[found[i].second]);
  return names;
}

std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates) {
  const auto names = nearest_names(wanted, candidates);
  if (names.empty())
    return "";
  std::string text = "; did you mean ";
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "'" : i + 1 == names.size() ? " or '" : ", '") + names[i] + "'";
  return text + "?";
}

} // namespace troupe
