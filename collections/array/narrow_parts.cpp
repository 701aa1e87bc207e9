#include "collections/array/narrow_parts.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace troupe {
namespace {

/// A chunk of which so many times less is taken is worth a task that cuts it.
constexpr std::int64_t much_less = 4;

/// Elements [begin, end) of a source chunk.
struct Part {
  std::uint32_t chunk = 0;
  std::int64_t begin = 0, end = 0;
  auto operator<=>(const Part&) const = default;
};

/// The part of each source chunk that the pieces of one chunk of the result take: all of it where that is not little.
std::vector<Part> parts_of(const std::vector<std::int64_t>& extents, const std::vector<std::uint32_t>& sources,
                           std::span<const AxisPiece> pieces) {
  std::vector<Part> parts;
  for (auto chunk : sources)
    parts.push_back({chunk, extents[chunk], 0});
  for (const auto& piece : pieces) {
    if (piece.source < 0 || piece.count == 0)
      continue;
    auto& part = parts[static_cast<std::size_t>(piece.source)];
    const auto last = piece.first + piece.step * (piece.count - 1);
    part.begin = std::min({part.begin, piece.first, last});
    part.end = std::max({part.end, piece.first + 1, last + 1});
  }
  for (auto& part : parts)
    if (parts.size() < 2 || part.begin >= part.end || (part.end - part.begin) * much_less > extents[part.chunk])
      part = {part.chunk, 0, extents[part.chunk]};
  return parts;
}

std::span<const AxisPiece> pieces_of(const AxisPlan& plan, std::size_t chunk) {
  const auto begin = static_cast<std::size_t>(plan.begins[chunk]);
  return std::span(plan.pieces).subspan(begin, static_cast<std::size_t>(plan.begins[chunk + 1]) - begin);
}

/// Lays the parts one after the other, and notes where each begins.
void lay_out(AxisInParts& made, std::map<Part, std::int64_t>& places, const std::vector<std::int64_t>& extents) {
  std::vector<std::int64_t> begins{0}; // of the source's chunks
  for (auto extent : extents)
    begins.push_back(begins.back() + extent);
  std::int64_t at = 0;
  for (auto& [part, place] : places) {
    const auto count = part.end - part.begin;
    made.parts.push_back({begins[part.chunk] + part.begin, 1, count, false});
    made.part_extents.push_back(count);
    place = std::exchange(at, at + count);
  }
}

} // namespace

std::optional<AxisInParts> narrow_parts(const std::vector<std::int64_t>& extents, const AxisPlan& plan) {
  std::vector<std::vector<Part>> taken; // by chunk of the result
  std::map<Part, std::int64_t> places;  // of each part's first element, among all the parts'
  for (std::size_t chunk = 0; chunk < plan.extents.size(); ++chunk) {
    taken.push_back(parts_of(extents, plan.sources[chunk], pieces_of(plan, chunk)));
    for (const auto& part : taken.back())
      places[part] = 0;
  }
  if (std::ranges::all_of(
          places, [&](const auto& each) { return each.first.end - each.first.begin == extents[each.first.chunk]; }))
    return std::nullopt;
  AxisInParts made;
  lay_out(made, places, extents);
  for (std::size_t chunk = 0; chunk < plan.extents.size(); ++chunk)
    for (const auto& piece : pieces_of(plan, chunk)) {
      if (piece.source < 0) {
        made.runs.push_back({0, 0, piece.count, true});
        continue;
      }
      const auto& part = taken[chunk][static_cast<std::size_t>(piece.source)];
      made.runs.push_back({places[part] + piece.first - part.begin, piece.step, piece.count, false});
    }
  return made;
}

} // namespace troupe
