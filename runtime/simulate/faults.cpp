#include "runtime/simulate/faults.hpp"

#include <algorithm>
#include <cstdio>

namespace troupe::simulate {
namespace {

double amount_of(Fault::Kind kind, Dice& dice) {
  switch (kind) {
  case Fault::Kind::slow:
    return 2 + 20 * dice.unit();
  case Fault::Kind::weather:
    return 0.05 + 0.6 * dice.unit();
  case Fault::Kind::bad_disk:
    return 0.3 + 0.7 * dice.unit();
  default:
    return 0;
  }
}

std::string percent(double chance) { return std::to_string(static_cast<int>(chance * 100 + 0.5)) + " %"; }

} // namespace

bool beyond(const Fault& partition, std::uint32_t worker) { return (mix(partition.worker, worker) & 1) != 0; }

void FaultCounts::add(const FaultCounts& other) {
  for (std::size_t kind = 0; kind < begun.size(); ++kind)
    begun[kind] += other.begun[kind];
  packets_lost += other.packets_lost;
  packets_repeated += other.packets_repeated;
  packets_reordered += other.packets_reordered;
  workers_shut_out += other.workers_shut_out;
  jobs_cancelled += other.jobs_cancelled;
  jobs_poisoned += other.jobs_poisoned;
}

std::string_view to_string(Fault::Kind kind) {
  constexpr std::array<std::string_view, Fault::kinds> names{"crash",     "vanish",   "stall",   "slow",  "weather",
                                                             "partition", "bad_disk", "restart", "retire"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Fault> draw_faults(Dice& dice, std::uint32_t workers, LogicalTime horizon_us) {
  std::vector<Fault> faults;
  for (auto left = 1 + dice.below(7); left > 0; --left) {
    Fault fault;
    fault.kind = static_cast<Fault::Kind>(dice.below(Fault::kinds));
    if (fault.kind == Fault::Kind::restart && dice.chance(0.5)) // half as often: little else survives it
      fault.kind = Fault::Kind::crash;
    fault.at = dice.between(0, horizon_us);
    fault.lasts_us = dice.chance(0.7) ? dice.between(1'000, horizon_us / 2 + 1'000) : dice.between(1'000, 5'000'000);
    fault.worker =
        static_cast<std::uint32_t>(fault.kind == Fault::Kind::partition ? dice.below(1u << 30) : dice.below(workers));
    fault.amount = amount_of(fault.kind, dice);
    faults.push_back(fault);
  }
  std::stable_sort(faults.begin(), faults.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return faults;
}

std::string time_text(LogicalTime us) {
  char text[40];
  std::snprintf(text, sizeof text, "%.3f ms", static_cast<double>(us) / 1000);
  return text;
}

std::string to_string(const Fault& fault) {
  const auto begin = "at " + time_text(fault.at) + ": ";
  const auto worker = "worker " + std::to_string(fault.worker);
  const auto lasts = " for " + time_text(fault.lasts_us);
  switch (fault.kind) {
  case Fault::Kind::crash:
    return begin + worker + " crashes, back after " + time_text(fault.lasts_us);
  case Fault::Kind::vanish:
    return begin + worker + " vanishes without a word, back after " + time_text(fault.lasts_us);
  case Fault::Kind::stall:
    return begin + worker + " stalls" + lasts;
  case Fault::Kind::slow:
    return begin + worker + " is " + std::to_string(fault.amount) + " times slower" + lasts;
  case Fault::Kind::weather:
    return begin + percent(fault.amount) + " of packets lost, repeated, delayed" + lasts;
  case Fault::Kind::partition:
    return begin + "the network falls in two halves" + lasts;
  case Fault::Kind::bad_disk:
    return begin + worker + "'s disk fails " + percent(fault.amount) + " of the time" + lasts;
  case Fault::Kind::retire:
    return begin + worker + " is retired";
  case Fault::Kind::restart:
    return begin + "the scheduler ends, another is there after " + time_text(fault.lasts_us);
  }
  return begin;
}

} // namespace troupe::simulate
