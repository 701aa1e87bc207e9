// A line on stderr that is drawn anew as a job goes on; silent where stderr is no terminal. One thread at a time.
// Invariant: gone with the object, so that what is printed next begins a line of its own.
#pragma once

#include "runtime/execute/executor.hpp"

#include <chrono>

namespace troupe::tool {

class ProgressBar {
public:
  ProgressBar();
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(const Progress& progress);

private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool terminal_ = false;
  bool shown_ = false;
};

} // namespace troupe::tool
