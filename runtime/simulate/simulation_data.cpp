// Transfers of chunks between workers and to clients.
#include "runtime/simulate/simulation.hpp"
#include "runtime/simulate/simulation_log.hpp"

#include <algorithm>

namespace troupe::simulate {

/// The question goes out. Where the network is in pieces nobody answers, which the asker finds out after a while: by
/// its own clock, or because the connection is given up.
void Simulation::ask_for(std::uint32_t holder, FetchRequest request, std::uint32_t asker_place, bool by_client) {
  const auto place = instances_[holder].place;
  if (by_client ? cut_off(place) : parted(place, asker_place)) {
    if (!by_client && request.number % 2 == 0) {
      push(now_ + scenario_.cluster.fetch_timeout_us, {What::peer_lost, request.asker, holder});
      return;
    }
    FetchReply silence{request, holder};
    silence.silent = true;
    push(now_ + scenario_.cluster.fetch_timeout_us,
         {by_client ? What::output_ends : What::fetch_ends, request.asker, replies_.put(silence)});
    return;
  }
  push(now_ + network_.latency(), {by_client ? What::output_asked : What::fetch_asked, holder, requests_.put(request)});
}

void Simulation::answer(std::uint32_t holder, std::uint32_t slot) {
  FetchReply reply{requests_.take(slot), holder};
  auto& worker = instances_[holder];
  const auto coming = [&](const RunningFetch& one) { return one.key == reply.request.key; };
  if (!reply.request.by_job && worker.alive() && std::ranges::any_of(worker.fetching, coming)) {
    worker.early.push_back(reply.request);
    push(now_ + scenario_.cluster.fetch_timeout_us,
         {What::fetch_ends, reply.request.asker, replies_.put(reply)}); // at the latest
    return;
  }
  const auto what = reply.request.by_job ? What::output_ends : What::fetch_ends;
  reply.silent = !worker.alive();
  auto at = now_ + network_.latency();
  const auto held = worker.chunks.find(reply.request.key);
  if (worker.alive() && held != worker.chunks.end() && !held->second.given) {
    reply.ok = true;
    reply.value = held->second.value;
    reply.nbytes = held->second.nbytes;
    const auto port = reply.request.by_job ? jobs_[reply.request.asker].port : instances_[reply.request.asker].place;
    auto from = now_;
    if (held->second.on_disk)
      from += static_cast<LogicalTime>(static_cast<double>(reply.nbytes) / scenario_.cluster.disk_bandwidth * 1e6);
    at = network_.transfer(worker.place, port, reply.nbytes, from);
    if (!reply.request.by_job)
      outcome_.bytes_moved += reply.nbytes;
  }
  push(at, {what, reply.request.asker, replies_.put(reply)});
}

/// What peers asked for while it was being fetched is looked at again.
void Simulation::answer_early(std::uint32_t holder, const Key& key) {
  auto& early = instances_[holder].early;
  for (const auto& request : early)
    if (request.key == key)
      push(now_, {What::fetch_asked, holder, requests_.put(request)});
  std::erase_if(early, [&](const auto& request) { return request.key == key; });
}

void Simulation::end_fetch(std::uint32_t slot) {
  auto reply = replies_.take(slot);
  auto& worker = instances_[reply.request.asker];
  if (!worker.alive())
    return;
  const auto at = std::find_if(worker.fetching.begin(), worker.fetching.end(),
                               [&](const auto& one) { return one.number == reply.request.number; });
  if (at == worker.fetching.end())
    return; // stopped meanwhile: then by none
  const auto from = at->from;
  worker.fetching.erase(at);
  if (reply.ok && !instances_[reply.from].alive())
    reply.ok = false; // it died in the middle of it
  FetchEnded ended{.key = reply.request.key, .from = from, .ok = reply.ok};
  if (reply.ok) {
    ended.nbytes = reply.nbytes;
    worker.chunks[reply.request.key] = {reply.value, reply.nbytes};
  } else {
    ended.error = {reply.silent ? Errc::unreachable : Errc::lost, "the peer does not give it"};
  }
  log(Who{reply.request.asker}, reply.ok ? " has fetched " : " could not fetch ", reply.request.key, " from ",
      Who{reply.from});
  answer_early(reply.request.asker, reply.request.key);
  apply(reply.request.asker, std::move(ended));
}

void Simulation::end_output(std::uint32_t slot) {
  auto reply = replies_.take(slot);
  const auto number = reply.request.asker;
  auto& job = jobs_[number];
  const auto at = std::find_if(job.fetching.begin(), job.fetching.end(),
                               [&](const auto& one) { return one.number == reply.request.number; });
  if (at == job.fetching.end())
    return;
  const auto from = at->from;
  job.fetching.erase(at);
  if (!reply.ok || !instances_[reply.from].alive()) {
    ++job.fetch_failures;
    log("job ", std::to_string(number), " could not fetch ", reply.request.key, " from ", Who{reply.from});
    return apply(number, OutputFetchFailed{reply.request.key, from, {Errc::lost, "the worker does not give it"}});
  }
  job.values[reply.request.key] = reply.value;
  apply(number, OutputFetched{reply.request.key});
}

} // namespace troupe::simulate
