#include "tools/bench/programs/busy.h"

extern "C" [[gnu::visibility("default")]] double troupe_bench_busy(long rounds) {
  double lanes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  for (long round = 0; round < rounds; ++round)
    for (int step = 0; step < 8; ++step)
      for (auto& lane : lanes)
        lane = lane * 0.9999 + 1e-4;
  double sum = 0;
  for (const auto lane : lanes)
    sum += lane;
  return sum;
}
