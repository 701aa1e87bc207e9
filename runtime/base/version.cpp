#include "runtime/base/version.hpp"

namespace troupe {

constinit const std::string_view product_version = TROUPE_VERSION;

} // namespace troupe
