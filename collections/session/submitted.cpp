#include "collections/session/submitted.hpp"

#include "collections/session/persisted_job.hpp"
#include "runtime/base/persisted.hpp"

#include <map>

namespace troupe {
namespace {

/// What is still being persisted is waited for by the tasks that need it; what failed need not be asked for.
Result<void> check_persisted(const Executor& executor, std::span<const ExpressionPtr> expressions) {
  for (const auto& persisted : persisted_jobs_of(expressions)) {
    if (!executor.retains())
      return fail(Errc::invalid_argument,
                  "it needs what was persisted on a cluster, which only that cluster's clients can compute with");
    if (const auto outcome = persisted->job().outcome(); outcome && !outcome->ok())
      return fail(persisted_failed(outcome->error()));
  }
  return {};
}

} // namespace

Result<Submitted> Submitted::make(Executor& executor, std::span<const ExpressionPtr> expressions,
                                  const JobOptions& options) {
  TROUPE_CHECK(check_persisted(executor, expressions));
  std::vector<ExpressionPtr> distinct;
  std::vector<std::size_t> place;
  std::map<Key, std::size_t> known;
  for (const auto& expression : expressions) {
    const auto [at, fresh] = known.try_emplace(expression->key(), distinct.size());
    if (fresh)
      distinct.push_back(expression);
    place.push_back(at->second);
  }
  TROUPE_TRY(job, executor.submit(lower(distinct), options));
  return Submitted(job, std::move(distinct), std::move(place));
}

Result<std::vector<std::vector<ChunkPtr>>> Submitted::gather() const {
  TROUPE_TRY(chunks, job_->gather());
  std::vector<std::vector<ChunkPtr>> parts;
  std::size_t first = 0;
  for (const auto& expression : distinct_) {
    if (chunks.size() < first + expression->tasks())
      break;
    const auto begin = chunks.begin() + static_cast<std::ptrdiff_t>(first);
    parts.emplace_back(begin, begin + expression->tasks());
    first += expression->tasks();
  }
  if (parts.size() != distinct_.size() || first != chunks.size())
    return fail(Errc::internal,
                "the executor answered with " + std::to_string(chunks.size()) + " chunks; others were asked for");
  std::vector<std::vector<ChunkPtr>> gathered;
  for (auto at : place_)
    gathered.push_back(parts[at]);
  return gathered;
}

} // namespace troupe
