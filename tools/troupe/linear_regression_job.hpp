// The job `linear-regression`: on CSV files, or on generated numbers.
#pragma once

#include "tools/troupe/job.hpp"

namespace troupe::tool {

Job linear_regression_job();

} // namespace troupe::tool
