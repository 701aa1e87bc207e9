#include "collections/session/scatter.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/session/future.hpp"
#include "collections/session/persist.hpp"

namespace troupe {
namespace {

/// A task for each chunk on every worker, for which the chunk has to be there. What they make is next to nothing.
Result<void> have_everywhere(Executor& executor, const Array& array) {
  TROUPE_TRY(workers, executor.workers());
  std::vector<ExpressionPtr> looks;
  for (const auto& worker : workers) {
    const Annotate there({.workers = {worker}});
    TROUPE_TRY(look, blockwise("array.extents", Params{}.set("at", worker), {array}, DType::int64));
    looks.push_back(look.expression());
  }
  if (!looks.empty())
    TROUPE_CHECK(gather(executor, looks, {.name = "broadcast"}));
  return {};
}

} // namespace

Array scatter(Executor& executor, const Array& array, const ScatterOptions& options) {
  ExpressionSpec spec;
  spec.kernel = "array.scattered";
  spec.tasks = array.npartitions();
  spec.blockwise = false; // a task of its own wherever the chunk is to be
  spec.inputs.push_back({array.expression(), Wiring::each()});
  const auto sent = Array::make(Expression::make(std::move(spec)).value(), array.layout(), array.dtype()).value();
  const auto kept = persist(executor, sent, {.name = "scatter"});
  for (const auto& job : futures_of(kept)) {
    job.wait();
    if (const auto error = job.error())
      throw TroupeError(*error);
  }
  if (options.broadcast)
    have_everywhere(executor, kept).value();
  return kept;
}

} // namespace troupe
