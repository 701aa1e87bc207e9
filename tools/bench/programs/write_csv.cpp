// Writes the tables that CSV rows read: `bench_write_csv groupby|flights --rows=N --folder=F`. The same rows each time.
//
// groupby: H2O.ai's group-by benchmark (K = 100): id1-id3 texts, id4-id6 and v1, v2 integers, v3 six decimals.
// flights: what the flights data has; delay follows hour and distance with noise.
#include "runtime/base/result.hpp"
#include "tools/bench/programs/arguments.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>

namespace {

using troupe::bench::Arguments;

/// Steele, Lea & Flood's SplitMix64: good enough to make tables, and the same everywhere.
class Random {
public:
  /// Even over [low, high].
  long between(long low, long high) {
    return low + static_cast<long>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

private:
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    auto z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_ = 42;
};

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

void write_groupby(std::FILE* file, long rows) {
  Random random;
  const long groups = 100;
  const long many = std::max(1L, rows / groups);
  std::fputs("id1,id2,id3,id4,id5,id6,v1,v2,v3\n", file);
  for (long row = 0; row < rows; ++row)
    std::fprintf(file, "id%03ld,id%03ld,id%010ld,%ld,%ld,%ld,%ld,%ld,%.6f\n", random.between(1, groups),
                 random.between(1, groups), random.between(1, many), random.between(1, groups),
                 random.between(1, groups), random.between(1, many), random.between(1, 5), random.between(1, 15),
                 100 * random.unit());
}

void write_flights(std::FILE* file, long rows) {
  Random random;
  const char* const airports[] = {"ATL", "ORD", "DFW", "LAX", "PHX", "DEN", "IAH", "DTW", "SFO", "LAS"};
  std::fputs("date,month,weekday,hour,delay,distance,origin,destination\n", file);
  for (long row = 0; row < rows; ++row) {
    const long month = 1 + row * 6 / rows;
    const long day = random.between(1, 28);
    const long hour = random.between(0, 23);
    const long distance = random.between(50, 2700);
    const long delay = hour - 12 - distance / 1000 + random.between(-30, 60);
    std::fprintf(file, "2001-%02ld-%02ld %02ld:%02ld,%ld,%ld,%ld,%ld,%ld,%s,%s\n", month, day, hour,
                 random.between(0, 59), month, 1 + (day + month) % 7, hour, delay, distance,
                 airports[random.between(0, 9)], airports[random.between(0, 9)]);
  }
}

int write(const Arguments& arguments) {
  const auto path = arguments.text("folder") + "/" + arguments.row() + ".csv";
  const File file(std::fopen(path.c_str(), "w"), std::fclose);
  if (!file) {
    std::perror(path.c_str());
    return 1;
  }
  if (arguments.row() == "groupby")
    write_groupby(file.get(), arguments.integer("rows"));
  else if (arguments.row() == "flights")
    write_flights(file.get(), arguments.integer("rows"));
  else {
    std::fprintf(stderr, "no table '%s'; there are groupby and flights\n", arguments.row().c_str());
    return 1;
  }
  if (std::fflush(file.get()) == 0 && !std::ferror(file.get()))
    return 0;
  std::perror(path.c_str());
  return 1;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return write(Arguments(argc, argv));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
