// One number from each partition of a frame or bag, and their sum. Pure functions.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// @param kernel  From a part of a table or bag to a float64 block of one element.
/// @returns A vector of one element, and one chunk, a partition.
Result<Array> each_partition(const ExpressionPtr& parts, const std::string& kernel, const Params& params = {});

/// The sum of all of them, 0-d, by a tree fixed by the number of partitions.
Result<Array> sum_of_partitions(const ExpressionPtr& parts, const std::string& kernel, const Params& params = {});

} // namespace troupe
