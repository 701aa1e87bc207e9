#include "collections/session/persisted_job.hpp"

#include "runtime/base/persisted.hpp"
#include "runtime/graph/held.hpp"
#include "runtime/kernels/held_chunks.hpp"
#include "runtime/kernels/held_function.hpp"
#include "runtime/kernels/held_name.hpp"

#include <map>
#include <mutex>
#include <set>
#include <unordered_set>

namespace troupe {
namespace {

struct Shelf {
  std::mutex mutex;
  std::map<std::string, std::weak_ptr<const PersistedJob>> jobs;
};

Shelf& shelf() {
  static Shelf kept;
  return kept;
}

template <class Visit>
void for_each_below(std::span<const ExpressionPtr> expressions, const Visit& visit) {
  std::unordered_set<const Expression*> seen;
  std::vector<const Expression*> open;
  const auto enter = [&](const ExpressionPtr& expression) {
    if (seen.insert(expression.get()).second)
      open.push_back(expression.get());
  };
  for (const auto& expression : expressions)
    enter(expression);
  while (!open.empty()) {
    const auto* expression = open.back();
    open.pop_back();
    visit(*expression);
    for (const auto& input : expression->inputs())
      enter(input.source);
  }
}

/// A key among the parameters; none where there is no such, or it is no key.
std::optional<Key> key_in(const Params& params, std::string_view name) {
  const auto text = params.text(std::string(name));
  Key key;
  return text && from_string(*text, key) ? std::optional(key) : std::nullopt;
}

} // namespace

PersistedJob::PersistedJob(std::shared_ptr<RunningJob> job, HeldThings needs)
    : name_(to_string(new_held_name())), needs_(std::move(needs)), job_(std::move(job)) {}

std::shared_ptr<const PersistedJob> PersistedJob::make(std::shared_ptr<RunningJob> job, HeldThings needs,
                                                       std::vector<std::shared_ptr<const PersistedJob>> made_of) {
  std::set<const void*> known;
  for (const auto& function : needs.functions)
    known.insert(function.get());
  for (const auto& earlier : made_of)
    for (const auto& function : earlier->needs_.functions)
      if (known.insert(function.get()).second)
        needs.functions.push_back(function);
  const std::shared_ptr<const PersistedJob> kept(new PersistedJob(std::move(job), std::move(needs)));
  if (!made_of.empty())
    kept->job_->on_end([earlier = std::make_shared<std::vector<std::shared_ptr<const PersistedJob>>>(
                            std::move(made_of))] { earlier->clear(); });
  std::lock_guard lock(shelf().mutex);
  shelf().jobs.emplace(kept->name_, kept);
  return kept;
}

PersistedJob::~PersistedJob() {
  std::lock_guard lock(shelf().mutex);
  shelf().jobs.erase(name_);
}

std::vector<std::shared_ptr<const PersistedJob>> persisted_jobs_of(std::span<const ExpressionPtr> expressions) {
  std::vector<std::shared_ptr<const PersistedJob>> found;
  std::set<std::string> named;
  for_each_below(expressions, [&](const Expression& expression) {
    if (expression.kernel() != persisted_kernel)
      return;
    const auto name = expression.params().text("job");
    if (!name || !named.insert(*name).second)
      return;
    std::lock_guard lock(shelf().mutex);
    if (const auto at = shelf().jobs.find(*name); at != shelf().jobs.end())
      if (auto job = at->second.lock())
        found.push_back(std::move(job));
  });
  return found;
}

HeldThings held_by(std::span<const ExpressionPtr> expressions) {
  HeldThings found;
  std::set<Key> named;
  for_each_below(expressions, [&](const Expression& expression) {
    const auto name = key_in(expression.params(), held_param);
    if (!name || !named.insert(*name).second)
      return;
    if (expression.kernel() == "array.held")
      found.memory.push_back(HeldChunks::share(*name));
    else if (auto function = HeldFunction::find(*name))
      found.functions.push_back(*function);
  });
  return found;
}

} // namespace troupe
