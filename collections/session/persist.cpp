#include "collections/session/persist.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/session/assemble.hpp"
#include "collections/session/held_expression.hpp"
#include "collections/session/persisted_job.hpp"
#include "collections/session/submitted.hpp"
#include "runtime/base/persisted.hpp"
#include "runtime/graph/held.hpp"

#include <chrono>

namespace troupe {
namespace {

/// How long the scheduler may take to say that it has the job; a job that it has not taken by then is waited for by
/// nobody.
constexpr std::chrono::seconds to_be_accepted{60};

/// The same tasks, found where the job keeps their outputs.
Result<ExpressionPtr> kept_by(const std::shared_ptr<const PersistedJob>& job, const ExpressionPtr& expression,
                              const std::string& what) {
  ExpressionSpec spec;
  spec.kernel = persisted_kernel;
  spec.params = persisted_params(what).set("job", job->name());
  spec.tasks = expression->tasks();
  spec.holds = job;
  spec.stands_for = expression->key();
  return Expression::make(std::move(spec));
}

Result<std::vector<ExpressionPtr>> persist_at_workers(Executor& executor, std::span<const ExpressionPtr> expressions,
                                                      std::span<const std::string> what, JobOptions options) {
  options.retain = true;
  TROUPE_TRY(submitted, Submitted::make(executor, expressions, options));
  // What is submitted from now on must find it.
  if (const auto taken = submitted.job().wait_accepted(to_be_accepted); !taken)
    return taken.failure();
  const auto job = PersistedJob::make(submitted.shared_job(), held_by(expressions), persisted_jobs_of(expressions));
  std::vector<ExpressionPtr> kept;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    TROUPE_TRY(one, kept_by(job, expressions[i], what[i]));
    kept.push_back(one);
  }
  return kept;
}

/// Computed here and now, and held by this process.
Result<std::vector<ExpressionPtr>> persist_here(Executor& executor, std::span<const ExpressionPtr> expressions,
                                                const JobOptions& options) {
  TROUPE_TRY(gathered, gather(executor, expressions, options));
  std::vector<ExpressionPtr> kept;
  for (auto& chunks : gathered) {
    TROUPE_TRY(one, held_expression(std::move(chunks)));
    kept.push_back(one);
  }
  return kept;
}

} // namespace

std::string persist_detail::what_is(const Array& array) {
  return "array " + std::string(to_string(array.dtype())) + " " + to_string(array.layout().bounds().shape());
}

std::vector<ExpressionPtr> persist_detail::persisted(Executor& executor, std::span<const ExpressionPtr> expressions,
                                                     std::span<const std::string> what, const JobOptions& options) {
  return (executor.retains() ? persist_at_workers(executor, expressions, what, options)
                             : persist_here(executor, expressions, options))
      .value();
}

Array persist_detail::finished(Executor& executor, const Array& like, ExpressionPtr kept) {
  if (executor.retains() || like.known_shape())
    return rewrapped(like, std::move(kept));
  Key name;
  std::vector<ChunkPtr> chunks;
  const auto text = kept->params().text(held_param).value();
  for (std::uint32_t i = 0; from_string(text, name) && i < kept->tasks(); ++i)
    chunks.push_back(HeldChunks::find(name, i).value());
  return Array::make(std::move(kept), grid_of(like.layout(), chunks).value(), like.dtype()).value();
}

Array persist(Executor& executor, const Array& array, const JobOptions& options) {
  const ExpressionPtr expressions[] = {array.expression()};
  const std::string what[] = {persist_detail::what_is(array)};
  return persist_detail::finished(executor, array,
                                  persist_detail::persisted(executor, expressions, what, options).front());
}

Array compute_chunk_sizes(Executor& executor, const Array& array, const JobOptions& options) {
  if (array.known_shape())
    return array;
  const auto extents = blockwise("array.extents", {}, {array}, DType::int64).value();
  const ExpressionPtr expressions[] = {extents.expression()};
  const auto gathered = gather(executor, expressions, options).value();
  std::vector<Shape> shapes;
  for (const auto& chunk : gathered[0]) {
    const auto* block = as_block(*chunk).value();
    const auto numbers = block->values<std::int64_t>();
    shapes.emplace_back(numbers.begin(), numbers.end());
  }
  return Array::make(array.expression(), grid_of(array.layout(), std::span<const Shape>(shapes)).value(), array.dtype())
      .value();
}

} // namespace troupe
