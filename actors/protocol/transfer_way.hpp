// How a process gets chunks from others. Plain values; never includes CAF.
#pragma once

#include "runtime/base/named_values.hpp"

#include <array>

namespace troupe {

enum class TransferWay {
  automatic, ///< a direct read where the system allows it, else a stream over a data connection where possible, else
             ///< slices
  sliced,    ///< slices over CAF's connection; this process grants no leases
  streamed,  ///< as automatic, but without direct reads, in either direction
  direct,    ///< as automatic, with direct reads for small chunks too, and a warning where they are impossible
};

/// As settings have it.
inline constexpr std::array transfer_ways{
    NamedValue{"auto", TransferWay::automatic}, NamedValue{"sliced", TransferWay::sliced},
    NamedValue{"streamed", TransferWay::streamed}, NamedValue{"direct", TransferWay::direct}};

} // namespace troupe
