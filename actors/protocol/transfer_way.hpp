// How a process gets chunks from others. Plain values; never includes CAF.
#pragma once

#include <optional>
#include <string_view>

namespace troupe {

enum class TransferWay {
  automatic, ///< out of the holder's memory where the system lets this process read it, else in slices
  sliced,    ///< in slices over the connection; nor is anybody told where this process has its chunks
  direct,    ///< as automatic, small ones too, and with a warning where it is not possible
};

/// "auto", "sliced" or "direct", as settings have it.
constexpr std::optional<TransferWay> transfer_way(std::string_view name) {
  if (name == "auto")
    return TransferWay::automatic;
  if (name == "sliced")
    return TransferWay::sliced;
  if (name == "direct")
    return TransferWay::direct;
  return std::nullopt;
}

} // namespace troupe
