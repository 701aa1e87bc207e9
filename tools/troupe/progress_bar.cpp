#include "tools/troupe/progress_bar.hpp"

#include "tools/troupe/progress_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace troupe::tool {
namespace {

constexpr const char* erase_line = "\r\033[K";
constexpr std::size_t usual_width = 80;

std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1u : usual_width;
}

} // namespace

ProgressBar::ProgressBar() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (shown_)
    std::fputs(erase_line, stderr);
}

void ProgressBar::show(const Progress& progress) {
  if (!terminal_)
    return;
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
  std::fprintf(stderr, "%s%s", erase_line, progress_line(progress, passed.count(), terminal_width()).c_str());
  shown_ = true;
}

} // namespace troupe::tool
