// What is being computed, as Dask's distributed has it: compute_async() begins and returns a Future at once.
//
//     Future<Values> mean = compute_async(client, x.mean(0));
//     ... mean.done(), mean.progress(), mean.wait(100ms), mean.cancel() ...
//     Values values = mean.get();                            // waits; throws the job's error
//     for (auto& next : as_completed(futures)) use(next.get());
//
// A Future is a handle: copies are the same future, and any thread may use any copy. When the last one goes before the
// end the job is cancelled; after the end its result is freed. When the client goes first, what is not done ends with
// Errc::cancelled. Whatever executes graphs computes: a cluster by itself, the serial executor in whoever waits (get,
// wait, as_completed).
#pragma once

#include "collections/session/compute.hpp"
#include "collections/session/job_future.hpp"
#include "collections/session/persisted_job.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace troupe {

template <class T>
class Future : public JobFuture {
public:
  /// An empty future only supports valid().
  Future() = default;

  /// Waits for the result. Throws TroupeError: the job's error, Errc::cancelled after cancel(). May be called again.
  T get() const { return result(forever); }
  /// The same; throws Errc::timeout if there is no result after `timeout`.
  T result(std::chrono::milliseconds timeout = forever) const {
    if (!wait(timeout))
      throw TroupeError({Errc::timeout, "the result is not there after " + std::to_string(timeout.count()) + " ms"});
    return outcome_->get(submitted()).value();
  }

private:
  template <Collection C>
  friend auto compute_async(Executor& executor, const C& collection, const JobOptions& options);
  template <Collection First, Collection Second, Collection... More>
  friend auto compute_async(Executor& executor, const First& first, const Second& second, const More&... more);

  using Gathered = std::vector<std::vector<ChunkPtr>>;

  /// The assembled result, made once.
  class Outcome {
  public:
    explicit Outcome(std::function<Result<T>(const Gathered&)> collect) : collect_(std::move(collect)) {}
    Result<T> get(const Submitted& submitted) {
      std::lock_guard lock(mutex_);
      if (!made_) {
        auto gathered = submitted.gather();
        made_ = gathered ? collect_(*gathered) : Result<T>(gathered.failure());
        collect_ = nullptr;
      }
      return *made_;
    }

  private:
    std::mutex mutex_;
    std::function<Result<T>(const Gathered&)> collect_;
    std::optional<Result<T>> made_;
  };

  Future(Submitted submitted, std::function<Result<T>(const Gathered&)> collect)
      : JobFuture(std::make_shared<const Submitted>(std::move(submitted))),
        outcome_(std::make_shared<Outcome>(std::move(collect))) {}

  std::shared_ptr<Outcome> outcome_;
};

/// Starts computing. @returns A Future of what compute() returns. Throws TroupeError if the graph is refused at once.
template <Collection C>
auto compute_async(Executor& executor, const C& collection, const JobOptions& options = {}) {
  using T = std::decay_t<decltype(collect(collection, std::span<const ChunkPtr>()).value())>;
  const ExpressionPtr expressions[] = {collection.expression()};
  return Future<T>(Submitted::make(executor, expressions, options).value(),
                   [collection](const std::vector<std::vector<ChunkPtr>>& gathered) {
                     return collect(collection, std::span<const ChunkPtr>(gathered[0]));
                   });
}

/// Several collections as one job: shared parts are computed once, and an error in one fails all. Call it for each
/// collection to get results and errors one by one. @returns A Future of a tuple.
template <Collection First, Collection Second, Collection... More>
auto compute_async(Executor& executor, const First& first, const Second& second, const More&... more) {
  using T = std::tuple<std::decay_t<decltype(collect(first, std::span<const ChunkPtr>()).value())>,
                       std::decay_t<decltype(collect(second, std::span<const ChunkPtr>()).value())>,
                       std::decay_t<decltype(collect(more, std::span<const ChunkPtr>()).value())>...>;
  const ExpressionPtr expressions[] = {first.expression(), second.expression(), more.expression()...};
  return Future<T>(
      Submitted::make(executor, expressions).value(),
      [all = std::make_tuple(first, second, more...)](const std::vector<std::vector<ChunkPtr>>& gathered) -> Result<T> {
        try {
          return compute_detail::collect_all(all, gathered, std::make_index_sequence<2 + sizeof...(More)>());
        } catch (const TroupeError& thrown) {
          return fail(thrown.error());
        }
      });
}

// Persisted collections
// ------------------------------------------------------------------------------------------------

/// The jobs that make the persisted data of the collection, as Dask's futures_of; none if nothing of it was persisted.
template <Collection C>
std::vector<JobFuture> futures_of(const C& collection) {
  const ExpressionPtr expressions[] = {collection.expression()};
  std::vector<JobFuture> futures;
  for (const auto& job : persisted_jobs_of(expressions))
    futures.emplace_back(job->shared_job());
  return futures;
}

/// Waits until those jobs have ended, successfully or not (see status()). @returns False if they have not by then.
template <Collection C>
bool wait(const C& collection, std::chrono::milliseconds timeout = forever) {
  return wait_all(futures_of(collection), timeout);
}

/// The status of all those jobs together: pending while one is, else that of the first that failed or was cancelled;
/// finished if there are none.
template <Collection C>
FutureStatus status(const C& collection) {
  return status_of(futures_of(collection));
}
template <Collection C>
Progress progress(const C& collection) {
  return progress_of(futures_of(collection));
}
/// Cancels unfinished jobs and frees persisted data: later computations on the collection fail.
template <Collection C>
void cancel(const C& collection) {
  for (const auto& future : futures_of(collection))
    future.cancel();
}

// Several futures
// ------------------------------------------------------------------------------------------------------

/// Waits for all of them. @returns False when one is not done by then.
template <class... T>
requires(sizeof...(T) > 0) bool wait(const Future<T>&... futures) {
  return wait_all({static_cast<const JobFuture&>(futures)...}, forever);
}

enum class ReturnWhen { all_completed, first_completed };
struct WaitOptions {
  std::chrono::milliseconds timeout = forever;
  ReturnWhen return_when = ReturnWhen::all_completed;
};
/// As distributed.wait: waits until all, or one, have ended, or the time is over. @returns Those that have, in the
/// given order.
template <class F>
struct DoneAndNot {
  std::vector<F> done;
  std::vector<F> not_done;
};
template <std::derived_from<JobFuture> F>
DoneAndNot<F> wait(const std::vector<F>& futures, const WaitOptions& options = {}) {
  const std::vector<JobFuture> all(futures.begin(), futures.end());
  if (options.return_when == ReturnWhen::all_completed)
    wait_all(all, options.timeout);
  else if (!all.empty())
    CompletionQueue(all).next(options.timeout);
  DoneAndNot<F> outcome;
  for (const auto& future : futures)
    (future.done() ? outcome.done : outcome.not_done).push_back(future);
  return outcome;
}

template <std::derived_from<JobFuture> F>
void cancel(const std::vector<F>& futures) {
  for (const auto& future : futures)
    future.cancel();
}

/// The futures as they end, successfully or not: a range for one iteration. The others continue meanwhile.
template <std::derived_from<JobFuture> F>
class AsCompleted {
public:
  explicit AsCompleted(std::vector<F> futures)
      : futures_(std::move(futures)), queue_({futures_.begin(), futures_.end()}) {}

  /// The next that has ended; nullopt if none is left, or none ended within the time.
  std::optional<F> next(std::chrono::milliseconds timeout = forever) {
    const auto at = queue_.next(timeout);
    return at ? std::optional<F>(futures_[*at]) : std::nullopt;
  }

  class iterator {
  public:
    using value_type = F;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    iterator() = default;
    explicit iterator(AsCompleted& of) : of_(&of), at_(of.next()) {}
    const F& operator*() const { return *at_; }
    const F* operator->() const { return &*at_; }
    iterator& operator++() {
      at_ = of_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(const iterator& other) const { return at_.has_value() == other.at_.has_value(); }

  private:
    AsCompleted* of_ = nullptr;
    std::optional<F> at_;
  };
  iterator begin() { return iterator(*this); }
  iterator end() { return {}; }

private:
  std::vector<F> futures_;
  CompletionQueue queue_;
};

template <std::derived_from<JobFuture> F>
AsCompleted<F> as_completed(std::vector<F> futures) {
  return AsCompleted<F>(std::move(futures));
}

} // namespace troupe
