// How a process gets chunks from others. Plain values; never includes CAF.
#pragma once

#include "runtime/base/named_values.hpp"

#include <array>

namespace troupe {

enum class TransferWay {
  automatic, ///< out of the holder's memory where the system lets this process read it, else over a connection for data where one
             ///< can be had, else in slices
  sliced,    ///< in slices over the one connection; nor is anybody lent what this process has
  streamed,  ///< as automatic, but out of nobody's memory; nor may others read this process's
  direct,    ///< as automatic, small ones too, and with a warning where it is not possible
};

/// As settings have it.
inline constexpr std::array transfer_ways{NamedValue{"auto", TransferWay::automatic}, NamedValue{"sliced", TransferWay::sliced},
                                   NamedValue{"streamed", TransferWay::streamed}, NamedValue{"direct", TransferWay::direct}};

} // namespace troupe
