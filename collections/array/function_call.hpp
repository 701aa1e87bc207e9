// Layers that call users' functions on arrays: their inputs and declared outputs as parameters of the tasks. Pure
// functions.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/chunk/function_call.hpp"

namespace troupe {

/// What a function has declared to make of an array, or takes of one.
Params array_params(const Array& array);
Params array_params(DType dtype, const Layout& layout);

/// The call of a function with its parameters, nothing declared yet.
FunctionCall call_of(const Function& function, const Params& params);

} // namespace troupe
