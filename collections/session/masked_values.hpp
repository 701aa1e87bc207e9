// A masked array (collections/array/masked.hpp) computed: its data and its mask, in one job. As thread-safe as the
// executor; errors are thrown as TroupeError.
//
//     std::cout << compute(client, ma::masked_greater(x, 2)) << "\n";       // [1.0 2.0 --]
#pragma once

#include "collections/array/masked.hpp"
#include "collections/session/array2string.hpp"
#include "collections/session/compute.hpp"

#include <iosfwd>
#include <string>

namespace troupe {

/// Invariant: one shape, bool mask; true where an element is masked.
struct MaskedValues {
  Values data, mask;
  Scalar fill_value;
};

MaskedValues compute(Executor& executor, const ma::MaskedArray& array);

/// As numpy.ma prints: each element by itself, masked ones as --.
std::string array2string(const MaskedValues& values, const PrintOptions& options = {});
std::ostream& operator<<(std::ostream& out, const MaskedValues& values);

} // namespace troupe
