// "Did you mean": the nearest names to one that was not found. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// @returns Up to `most` candidates by edit distance (Damerau-Levenshtein, restricted; case ignored), nearest first,
///          ties in the order given; none farther than half the length of `wanted`, at least 2; prefixes count as near.
std::vector<std::string> nearest_names(std::string_view wanted, std::span<const std::string> candidates,
                                       std::size_t most = 3);

/// "; did you mean 'hour' or 'hours'?", or "" when nothing is near.
std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates);

} // namespace troupe
