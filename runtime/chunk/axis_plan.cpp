#include "runtime/chunk/axis_plan.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

constexpr std::size_t piece_numbers = 5;

/// Cuts runs where the source is cut; knows where it is in the axis.
class SourceCuts {
public:
  explicit SourceCuts(const std::vector<std::int64_t>& extents) : ends_(extents) {
    for (std::size_t i = 1; i < ends_.size(); ++i)
      ends_[i] += ends_[i - 1];
  }

  std::size_t chunk_of(std::int64_t element) const {
    return static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), element) - ends_.begin());
  }
  std::int64_t begin_of(std::size_t chunk) const { return chunk == 0 ? 0 : ends_[chunk - 1]; }

  /// How many of a run's elements, from its first on, lie in that chunk.
  std::int64_t within(std::size_t chunk, const AxisRun& run) const {
    if (run.step == 0)
      return run.count;
    const auto room = run.step > 0 ? (ends_[chunk] - run.first + run.step - 1) / run.step
                                   : (run.first - begin_of(chunk)) / -run.step + 1;
    return std::min(room, run.count);
  }

private:
  std::vector<std::int64_t> ends_;
};

/// Numbers the source chunks of each chunk of the plan, which so far are those of the whole axis.
void number_sources(AxisPlan& plan) {
  for (std::size_t chunk = 0; chunk + 1 < plan.begins.size(); ++chunk) {
    std::vector<std::uint32_t> taken;
    const auto begin = plan.pieces.begin() + plan.begins[chunk], end = plan.pieces.begin() + plan.begins[chunk + 1];
    for (auto piece = begin; piece != end; ++piece)
      if (piece->source >= 0 && (taken.empty() || taken.back() != piece->source))
        taken.push_back(static_cast<std::uint32_t>(piece->source));
    std::sort(taken.begin(), taken.end());
    taken.erase(std::unique(taken.begin(), taken.end()), taken.end());
    for (auto piece = begin; piece != end; ++piece)
      if (piece->source >= 0)
        piece->source = std::lower_bound(taken.begin(), taken.end(), piece->source) - taken.begin();
    plan.sources.push_back(std::move(taken));
  }
}

const Params::Ints* ints_of(const Params& params, std::string_view name) {
  const auto* value = params.find(name);
  return value ? std::get_if<Params::Ints>(value) : nullptr;
}

} // namespace

AxisPlan plan_axis(const std::vector<std::int64_t>& extents, const std::vector<std::int64_t>& owners,
                   const std::vector<AxisRun>& runs, const std::vector<std::int64_t>& wanted) {
  const SourceCuts cuts(extents);
  AxisPlan plan;
  plan.extents = wanted;
  auto run = runs.begin();
  AxisRun rest = runs.empty() ? AxisRun{} : *run;
  for (auto extent : wanted) {
    while (extent > 0) {
      while (rest.count == 0)
        rest = *++run;
      const auto chunk = rest.fill ? 0 : cuts.chunk_of(rest.first);
      const auto count = std::min(extent, rest.fill ? rest.count : cuts.within(chunk, rest));
      if (rest.fill)
        plan.pieces.push_back({-1, 0, 0, 0, count});
      else
        plan.pieces.push_back({static_cast<std::int64_t>(chunk), owners.empty() ? 0 : owners[chunk],
                               rest.first - cuts.begin_of(chunk), rest.step, count});
      rest.first += rest.step * count;
      rest.count -= count;
      extent -= count;
    }
    plan.begins.push_back(static_cast<std::int64_t>(plan.pieces.size()));
  }
  number_sources(plan);
  return plan;
}

std::vector<std::int64_t> natural_extents(const std::vector<std::int64_t>& extents, const std::vector<AxisRun>& runs) {
  const SourceCuts cuts(extents);
  std::vector<std::int64_t> natural;
  std::int64_t last = -2; // the source chunk of the last stretch; -1 for the constant
  for (auto run : runs)
    while (run.count > 0) {
      const auto chunk = run.fill ? -1 : static_cast<std::int64_t>(cuts.chunk_of(run.first));
      const auto count = run.fill ? run.count : cuts.within(static_cast<std::size_t>(chunk), run);
      if (chunk == last)
        natural.back() += count;
      else
        natural.push_back(count);
      last = chunk;
      run.first += run.step * count;
      run.count -= count;
    }
  return natural.empty() ? std::vector<std::int64_t>{0} : natural;
}

std::vector<AxisRun> runs_of(const std::vector<std::int64_t>& positions) {
  std::vector<AxisRun> runs;
  for (auto at : positions) {
    if (!runs.empty()) {
      auto& last = runs.back();
      if (last.count == 1)
        last.step = at - last.first;
      if (at == last.first + last.step * last.count) {
        ++last.count;
        continue;
      }
    }
    runs.push_back({at, 1, 1, false});
  }
  return runs;
}

Params to_params(const AxisPlan& plan) {
  Params::Ints numbers;
  numbers.reserve(plan.pieces.size() * piece_numbers);
  for (const auto& piece : plan.pieces)
    numbers.insert(numbers.end(), {piece.source, piece.owner, piece.first, piece.step, piece.count});
  return Params{}.set("begins", plan.begins).set("pieces", std::move(numbers));
}

Result<std::int64_t> AxisPieces::chunks(const Params& plan) {
  const auto* begins = ints_of(plan, "begins");
  if (!begins || begins->empty() || !ints_of(plan, "pieces"))
    return fail(Errc::invalid_argument, "the plan of an axis needs 'begins' and 'pieces'");
  return static_cast<std::int64_t>(begins->size()) - 1;
}

Result<AxisPieces> AxisPieces::read(const Params& plan, std::int64_t chunk) {
  TROUPE_TRY(count, chunks(plan));
  if (chunk < 0 || chunk >= count)
    return fail(Errc::invalid_argument, "the plan of an axis has no chunk " + std::to_string(chunk));
  const auto& begins = *ints_of(plan, "begins");
  const auto& numbers = *ints_of(plan, "pieces");
  const auto begin = begins[static_cast<std::size_t>(chunk)], end = begins[static_cast<std::size_t>(chunk) + 1];
  if (begin < 0 || end < begin || static_cast<std::size_t>(end) > numbers.size() / piece_numbers)
    return fail(Errc::invalid_argument, "the plan of an axis is broken at chunk " + std::to_string(chunk));
  AxisPieces found;
  found.pieces.reserve(static_cast<std::size_t>(end - begin));
  for (auto at = static_cast<std::size_t>(begin); at < static_cast<std::size_t>(end); ++at) {
    const auto* number = &numbers[at * piece_numbers];
    found.pieces.push_back({number[0], number[1], number[2], number[3], number[4]});
    if (number[4] < 0 || number[4] > std::numeric_limits<std::int64_t>::max() - found.extent)
      return fail(Errc::invalid_argument,
                  "the plan of an axis has a piece of " + std::to_string(number[4]) + " elements");
    found.extent += number[4];
  }
  return found;
}

} // namespace troupe
