// Layers of persisted data: nothing computes their tasks. Their keys stand for chunks that workers keep as long as the
// job that persisted them is held. Pure functions.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/params.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// The kernel of such a layer, for any kind of collection. Run all the same, because the data is gone, it fails in
/// plain words.
inline constexpr std::string_view persisted_kernel = "persisted";

/// Parameters of such a layer. @param what  for people: "array float64 {10, 10}"
Params persisted_params(const std::string& what);

/// Why these parts of it cannot be had. @param some_are_here  others of its parts are in this cluster's memory
/// @returns Errc::lost where some are, else Errc::not_found.
Error persisted_missing(const Params& params, const std::vector<std::uint32_t>& parts, bool some_are_here);

/// What became of the job that was to make it, for those that are on it; said once, however long the chain.
Error persisted_failed(const Error& why);

} // namespace troupe
