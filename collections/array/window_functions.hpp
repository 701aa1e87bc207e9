// Windows by which signals are weighted before they are transformed, of M points, as numpy names them; float64. Pure
// functions. Source: Blackman and Tukey, "The Measurement of Power Spectra" (1958).
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/chunks.hpp"

#include <cstdint>

namespace troupe {

Array bartlett(std::int64_t points, const Chunks& chunks = {});
Array blackman(std::int64_t points, const Chunks& chunks = {});
Array hamming(std::int64_t points, const Chunks& chunks = {});
Array hanning(std::int64_t points, const Chunks& chunks = {});

} // namespace troupe
