#include "runtime/base/persisted.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr std::size_t most_parts = 8; ///< that are named

std::string parts_text(const std::vector<std::uint32_t>& parts) {
  std::string text = parts.size() == 1 ? "chunk " : "chunks ";
  for (std::size_t i = 0; i < std::min(parts.size(), most_parts); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(parts[i]);
  return parts.size() > most_parts ? text + " and " + std::to_string(parts.size() - most_parts) + " more" : text;
}

} // namespace

Params persisted_params(const std::string& what) { return Params{}.set("what", what); }

Error persisted_failed(const Error& why) {
  const std::string prefix = "what was persisted could not be computed: ";
  return {why.code, why.message.starts_with(prefix) ? why.message : prefix + why.message};
}

Error persisted_missing(const Params& params, const std::vector<std::uint32_t>& parts, bool some_are_here) {
  const auto named = params.text("what");
  const auto what = "the persisted " + (named ? *named : std::string("data"));
  if (some_are_here)
    return {Errc::lost, parts_text(parts) + " of " + what
                            + " cannot be made again: the workers that held it are gone, and this "
                              "cluster does not know how it was computed; persist it again"};
  return {Errc::not_found, what + " is not in this cluster (" + parts_text(parts)
                               + "): it was persisted in another cluster, or it was "
                                 "released, or the client that persisted it is gone, or the workers that held it are"};
}

} // namespace troupe
