#include "runtime/simulate/shrink.hpp"

#include <algorithm>
#include <utility>

namespace troupe::simulate {
namespace {

class Shrinking {
public:
  Shrinking(Scenario scenario, const std::function<bool(const Scenario&)>& fails, std::uint32_t runs)
      : best_(std::move(scenario)), fails_(fails), runs_left_(runs) {}

  Scenario run() && {
    bool smaller = true;
    while (smaller && runs_left_ > 0) {
      smaller = fewer_faults();
      smaller |= fewer_jobs();
      smaller |= smaller_cluster();
      smaller |= smaller_graphs();
      smaller |= plainer();
    }
    return std::move(best_);
  }

private:
  bool try_it(Scenario candidate) {
    if (runs_left_ == 0)
      return false;
    --runs_left_;
    if (!fails_(candidate))
      return false;
    best_ = std::move(candidate);
    return true;
  }

  /// What is smaller is also sooner done, and its faults may have to come sooner to hit it.
  bool try_at_other_times(const Scenario& candidate) {
    for (const auto sooner : {1.0, 0.5, 0.75, 0.25, 0.9, 0.35, 0.6}) {
      auto moved = candidate;
      for (auto& fault : moved.faults)
        fault.at = static_cast<LogicalTime>(static_cast<double>(fault.at) * sooner);
      if (try_it(std::move(moved)))
        return true;
      if (candidate.faults.empty())
        return false;
    }
    return false;
  }

  bool fewer_faults() {
    bool smaller = false;
    for (auto size = std::max<std::size_t>(1, best_.faults.size() / 2); size > 0; size /= 2)
      for (std::size_t at = 0; at < best_.faults.size();) {
        auto candidate = best_;
        const auto from = candidate.faults.begin() + static_cast<std::ptrdiff_t>(at);
        candidate.faults.erase(from, from + static_cast<std::ptrdiff_t>(std::min(size, best_.faults.size() - at)));
        if (try_it(std::move(candidate)))
          smaller = true;
        else
          at += size;
      }
    return smaller;
  }

  bool fewer_jobs() {
    bool smaller = false;
    for (std::size_t at = 0; best_.jobs.size() > 1 && at < best_.jobs.size();) {
      auto candidate = best_;
      candidate.jobs.erase(candidate.jobs.begin() + static_cast<std::ptrdiff_t>(at));
      if (try_it(std::move(candidate)))
        smaller = true;
      else
        ++at;
    }
    return smaller;
  }

  /// Halves a number as long as that fails, then takes one away at a time. @param least  it stays at least so
  template <class Number, class Place>
  bool less(Number least, const Place& place) {
    bool smaller = false;
    for (const auto step : {2, 1})
      for (;;) {
        auto candidate = best_;
        auto& number = place(candidate);
        const auto next = step == 2 ? number / 2 : number - 1;
        if (number <= least || next < least)
          break;
        number = static_cast<Number>(next);
        if (!try_at_other_times(std::move(candidate)))
          break;
        smaller = true;
      }
    return smaller;
  }

  bool smaller_cluster() {
    bool smaller = less<std::uint32_t>(
        1, [](Scenario & one) -> auto& { return one.cluster.workers; });
    smaller |= less<std::uint32_t>(
        1, [](Scenario & one) -> auto& { return one.cluster.threads; });
    return smaller;
  }

  bool smaller_graphs() {
    bool smaller = false;
    for (std::size_t job = 0; job < best_.jobs.size(); ++job)
      smaller |= less<std::uint64_t>(
          1, [job](Scenario & one) -> auto& { return one.jobs[job].tasks; });
    return smaller;
  }

  /// Without limits and at rest where that does not matter.
  bool plainer() {
    bool smaller = false;
    const auto change = [&](auto&& how) {
      auto candidate = best_;
      if (how(candidate))
        smaller |= try_it(std::move(candidate));
    };
    change([](Scenario& one) { return std::exchange(one.cluster.memory_limit, 0) != 0; });
    for (std::size_t i = 0; i < best_.jobs.size(); ++i) {
      change([i](Scenario& one) { return std::exchange(one.jobs[i].submit_at, 0) != 0; });
      change([i](Scenario& one) { return std::exchange(one.jobs[i].cancel_at, std::nullopt).has_value(); });
      change([i](Scenario& one) { return std::exchange(one.jobs[i].poisoned, false); });
    }
    return smaller;
  }

  Scenario best_;
  const std::function<bool(const Scenario&)>& fails_;
  std::uint32_t runs_left_;
};

} // namespace

Scenario shrink(Scenario scenario, const std::function<bool(const Scenario&)>& fails, std::uint32_t runs_allowed) {
  return Shrinking(std::move(scenario), fails, runs_allowed).run();
}

} // namespace troupe::simulate
