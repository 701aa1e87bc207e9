// One file written by several workers at once.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "collections/io/hdf5.hpp"
#include "collections/io/npy.hpp"
#include "collections/session/compute.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(WriteFiles, ByThreeWorkersAtOnce) {
  const test::TempDir folder;
  auto client = Client::local({.workers = 3, .threads = 2, .memory_limit = std::uint64_t{1} << 30});
  const auto x = random::normal({301, 203}, {.chunks = {17, 23}, .seed = 5});
  EXPECT_EQ(compute(client, to_npy(x, folder / "x.npy")).scalar(), 301 * 203 * 8);
  EXPECT_EQ(compute(client, to_hdf5(x, folder / "x.h5", "x")).scalar(), 301 * 203 * 8);
  EXPECT_EQ(compute(client, to_npy_stack(x, folder / "stack", 1)).scalar(), 301 * 203 * 8);
  for (const auto& back : {from_npy(folder / "x.npy", {40, 50}), from_hdf5(folder / "x.h5", "x", {29, 203}),
                           from_npy_stack(folder / "stack", 1)})
    EXPECT_EQ(compute(client, (back == x).all()).scalar(), 1);
}

} // namespace
} // namespace troupe
