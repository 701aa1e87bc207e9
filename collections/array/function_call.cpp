#include "collections/array/function_call.hpp"

namespace troupe {

Params array_params(const Array& array) { return array_params(array.dtype(), array.layout()); }

Params array_params(DType dtype, const Layout& layout) {
  std::vector<bool> unknown;
  for (std::size_t axis = 0; axis < layout.bounds().rank(); ++axis)
    unknown.push_back(!layout.known(axis));
  return array_params(dtype, layout.bounds(), unknown);
}

FunctionCall call_of(const Function& function, const Params& params) {
  return {.function = function.name(), .held = function.held(), .params = params};
}

} // namespace troupe
