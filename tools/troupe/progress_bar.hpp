// A progress line on stderr, redrawn while a job runs; silent where stderr is no terminal. One thread at a time.
// Invariant: erased with the object, so that the next output begins a line of its own.
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
