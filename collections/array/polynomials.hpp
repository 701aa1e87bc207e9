// Polynomials by their coefficients, highest power first, as numpy.polyval and vander have them. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <optional>
#include <vector>

namespace troupe {

/// The polynomial at each element of x, by Horner's rule.
Array polyval(const std::vector<double>& p, const Array& x);
/// A column for each power of the vector x, falling (rising where asked): x^(columns - 1) ... x, 1. As many columns as
/// x has elements where not given.
Array vander(const Array& x, std::optional<std::int64_t> columns = std::nullopt, bool increasing = false);

} // namespace troupe
