// Arrays to and from files, which stay in the page cache: what Troupe adds to it. --rows x --columns uniforms in chunks
// of
// --chunk rows. Results are sums in units of their own spread.
#include "collections/array/creation.hpp"
#include "collections/io/hdf5.hpp"
#include "collections/io/npy.hpp"
#include "collections/session/future.hpp"
#include "collections/session/persist.hpp"
#include "tests/support/temp_dir.hpp"
#include "tools/bench/programs/bench.hpp"

#include <cmath>

namespace {

using namespace troupe;
using namespace troupe::bench;

Array held(Bench& bench, const Repetition& now) {
  auto x = persist(bench.client(), random::uniform({bench["rows"], bench["columns"]},
                                                   {.chunks = {bench["chunk"], -1},
                                                    .seed = 1000 * static_cast<std::uint64_t>(now.number()) + 1}));
  wait(x);
  return x;
}

double of_its_spread(Bench& bench, double sum) {
  const auto count = static_cast<double>(bench["rows"] * bench["columns"]);
  return (sum - 0.5 * count) / std::sqrt(count / 12);
}

struct Format {
  std::string name;
  Array (*write)(const Array&, const std::string&);
  Array (*read)(const std::string&, const Chunks&);
};
const Format npy{"x.npy", to_npy, from_npy};
const Format hdf5{"x.h5", [](const Array& x, const std::string& path) { return to_hdf5(x, path, "x"); },
                  [](const std::string& path, const Chunks& chunks) { return from_hdf5(path, "x", chunks); }};

/// Workers hold the array; each repetition writes a file that is not there yet.
void write(Bench& bench, const Format& format) {
  bench.repeat([&](Repetition& now) {
    const test::TempDir folder;
    const auto x = held(bench, now);
    now.start();
    const auto written = compute(bench.client(), format.write(x, folder / format.name));
    now.stop();
    return std::vector{static_cast<double>(written.values<std::int64_t>()[0])};
  });
}

/// The file was just written; what is read is summed, so that nothing of it has to be kept.
void read(Bench& bench, const Format& format) {
  bench.repeat([&](Repetition& now) {
    const test::TempDir folder;
    compute(bench.client(), format.write(held(bench, now), folder / format.name));
    now.start();
    const auto sum = compute(bench.client(), format.read(folder / format.name, {bench["chunk"], -1}).sum()).scalar();
    now.stop();
    return std::vector{of_its_spread(bench, sum)};
  });
}

} // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv,
                     {{"npy_write", [](Bench& bench) { write(bench, npy); }},
                      {"npy_read", [](Bench& bench) { read(bench, npy); }},
                      {"hdf5_write", [](Bench& bench) { write(bench, hdf5); }},
                      {"hdf5_read", [](Bench& bench) { read(bench, hdf5); }}});
}
