#include "collections/session/job_future.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace troupe {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::hours longest_wait{24}; ///< at once: condition variables add it to the time of day

/// The end of a wait that may be longer than the clock can tell.
class Deadline {
public:
  explicit Deadline(std::chrono::milliseconds timeout)
      : at_(timeout < longest_wait ? std::optional(Clock::now() + timeout) : std::nullopt) {}
  bool passed() const { return at_ && Clock::now() >= *at_; }
  std::chrono::milliseconds left() const {
    if (!at_)
      return longest_wait;
    return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(*at_ - Clock::now()));
  }

private:
  std::optional<Clock::time_point> at_;
};

FutureStatus status_of_error(const Error& error) {
  switch (error.code) {
  case Errc::cancelled:
    return FutureStatus::cancelled;
  case Errc::lost:
    return FutureStatus::lost;
  default:
    return FutureStatus::error;
  }
}

} // namespace

std::string_view to_string(FutureStatus status) {
  switch (status) {
  case FutureStatus::pending:
    return "pending";
  case FutureStatus::finished:
    return "finished";
  case FutureStatus::error:
    return "error";
  case FutureStatus::cancelled:
    return "cancelled";
  case FutureStatus::lost:
    return "lost";
  }
  return "?";
}

FutureStatus JobFuture::status() const {
  const auto outcome = job_->outcome();
  return !outcome ? FutureStatus::pending : outcome->ok() ? FutureStatus::finished : status_of_error(outcome->error());
}

std::optional<Error> JobFuture::error() const {
  const auto outcome = job_->outcome();
  return !outcome || outcome->ok() ? std::nullopt : std::optional(outcome->error());
}

bool JobFuture::wait(std::chrono::milliseconds timeout) const {
  const Deadline deadline(timeout);
  while (!done()) {
    static_cast<void>(job_->wait(deadline.left())); // how it ended is asked by whoever wants to know
    if (deadline.passed())
      return done();
  }
  return true;
}

Progress JobFuture::progress() const { return job_->progress(); }
void JobFuture::cancel() const { job_->cancel(); }

bool wait_all(const std::vector<JobFuture>& futures, std::chrono::milliseconds timeout) {
  const Deadline deadline(timeout);
  return std::all_of(futures.begin(), futures.end(),
                     [&](const JobFuture& future) { return future.wait(deadline.left()); });
}

FutureStatus status_of(const std::vector<JobFuture>& futures) {
  auto together = FutureStatus::finished;
  for (const auto& future : futures) {
    const auto one = future.status();
    if (one == FutureStatus::pending)
      return one;
    if (together == FutureStatus::finished)
      together = one;
  }
  return together;
}

Progress progress_of(const std::vector<JobFuture>& futures) {
  Progress sum;
  for (const auto& future : futures) {
    const auto one = future.progress();
    sum.tasks_done += one.tasks_done;
    sum.tasks_total += one.tasks_total;
    sum.bytes_made += one.bytes_made;
  }
  return sum;
}

/// Filled by whoever ends the jobs, who may outlive the queue.
struct CompletionQueue::Ended {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::size_t> places;

  void add(std::size_t place) {
    std::lock_guard lock(mutex);
    places.push_back(place);
    changed.notify_all();
  }
  std::optional<std::size_t> take(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex);
    if (!changed.wait_for(lock, timeout, [&] { return !places.empty(); }))
      return std::nullopt;
    const auto place = places.front();
    places.pop_front();
    return place;
  }
};

CompletionQueue::CompletionQueue(std::vector<JobFuture> futures)
    : futures_(std::move(futures)), ended_(std::make_shared<Ended>()) {
  for (std::size_t place = 0; place < futures_.size(); ++place)
    futures_[place].on_done([ended = ended_, place] { ended->add(place); });
}

std::optional<std::size_t> CompletionQueue::next(std::chrono::milliseconds timeout) {
  const Deadline deadline(timeout);
  while (given_ < futures_.size()) {
    if (const auto place = ended_->take(std::chrono::milliseconds(0))) {
      ++given_;
      return place;
    }
    const auto idle = std::find_if(futures_.begin(), futures_.end(),
                                   [](const JobFuture& future) { return !future.runs_by_itself() && !future.done(); });
    if (idle != futures_.end()) {
      idle->wait(deadline.left());
    } else if (const auto place = ended_->take(deadline.left())) {
      ++given_;
      return place;
    }
    if (deadline.passed()) {
      const auto last = ended_->take(std::chrono::milliseconds(0));
      given_ += last ? 1 : 0;
      return last;
    }
  }
  return std::nullopt;
}

} // namespace troupe
