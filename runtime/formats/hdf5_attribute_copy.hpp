// Copies the attributes of one HDF5 object to another. Called with the library entered.
#pragma once

#include "runtime/base/result.hpp"

#include <hdf5.h>

namespace troupe::hdf5 {

/// All of them, whatever they hold. Those that `to` has already are left. @returns Errc::io_error naming one that
/// cannot be copied.
Result<void> copy_attributes(hid_t from, hid_t to);

} // namespace troupe::hdf5
