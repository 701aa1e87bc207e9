// The product's version, as CMakeLists.txt states it. Constant.
#pragma once

#include <string_view>

namespace troupe {

extern const std::string_view product_version; ///< "0.1.0"

} // namespace troupe
