#include "tools/troupe/print.hpp"

#include "tools/troupe/exit_code.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace troupe::tool {

void print(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      throw CommandFailure(Error{Errc::io_error, std::string("cannot write the output: ") + std::strerror(errno)});
  }
}

} // namespace troupe::tool
