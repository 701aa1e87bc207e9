#include "actors/trust/tls_error.hpp"

#include <openssl/err.h>

#include <cstring>

namespace troupe {

std::string tls_reason() {
  const auto code = ::ERR_get_error();
  ::ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code))
    return std::strerror(ERR_GET_REASON(code));
  const char* reason = code != 0 ? ::ERR_reason_error_string(code) : nullptr;
  return reason ? reason : "no reason given";
}

} // namespace troupe
