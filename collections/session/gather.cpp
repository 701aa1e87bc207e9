#include "collections/session/gather.hpp"

#include <map>

namespace troupe {
namespace {

/// Expressions without those that compute the same, and which of them each one is.
struct Distinct {
  std::vector<ExpressionPtr> expressions;
  std::vector<std::size_t> place;

  explicit Distinct(std::span<const ExpressionPtr> all) {
    std::map<Key, std::size_t> known;
    for (const auto& expression : all) {
      const auto [at, fresh] = known.try_emplace(expression->key(), expressions.size());
      if (fresh)
        expressions.push_back(expression);
      place.push_back(at->second);
    }
  }
};

} // namespace

Result<std::vector<std::vector<ChunkPtr>>> gather(Executor& executor, std::span<const ExpressionPtr> expressions,
                                                  const JobOptions& options) {
  const Distinct distinct(expressions);
  TROUPE_TRY(job, executor.submit(lower(distinct.expressions), options));
  TROUPE_TRY(chunks, job->gather());
  std::vector<std::vector<ChunkPtr>> parts;
  std::size_t first = 0;
  for (const auto& expression : distinct.expressions) {
    if (chunks.size() < first + expression->tasks())
      break;
    const auto begin = chunks.begin() + static_cast<std::ptrdiff_t>(first);
    parts.emplace_back(begin, begin + expression->tasks());
    first += expression->tasks();
  }
  if (parts.size() != distinct.expressions.size() || first != chunks.size())
    return fail(Errc::internal, "the executor answered with " + std::to_string(chunks.size()) + " chunks; others were asked for");
  std::vector<std::vector<ChunkPtr>> gathered;
  for (auto place : distinct.place)
    gathered.push_back(parts[place]);
  return gathered;
}

} // namespace troupe
