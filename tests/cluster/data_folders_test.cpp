// Whatever a client asks for, workers touch no file outside their data folders: the paths arrive as no command and no
// reader of ours would send them.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "collections/io/hdf5.hpp"
#include "collections/io/npy.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/cluster/cluster.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace troupe::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class DataFoldersOfWorkers : public testing::Test {
protected:
  DataFoldersOfWorkers() {
    fs::create_directories(data());
    fs::create_directories(outside());
    fs::create_symlink(outside(), data() / "link");
    save(zeros({100}, {.chunks = 50}), outside() / "x.npy");
    save(zeros({100}, {.chunks = 50}), data() / "x.npy");
  }

  fs::path data() const { return folder_.path() / "data"; }
  fs::path outside() const { return folder_.path() / "outside"; }

  static void save(const Array& array, const fs::path& path) {
    SerialExecutor here;
    compute(here, to_npy(array, path));
  }

  /// Reads 100 numbers of a file, wherever that is: what from_npy() plans, but for the path.
  static ExpressionSpec reading(const std::string& path) {
    ExpressionSpec read;
    read.kernel = "array.read_file";
    read.params.set("files", Params::Strings{path}).set("data", Params::Ints{128}).set("swapped", Params::Ints{0});
    read.params.set("join", std::int64_t{0}).set("dtype", std::string("float64"));
    read.params.set("chunks", Params::List{Params{}.set("extents", Params::Ints{100})});
    return read;
  }

  static Array array_of(ExpressionSpec spec, const Shape& shape, DType dtype) {
    return Array::make(Expression::make(std::move(spec)).value(), ChunkGrid::make(shape, shape).value(), dtype).value();
  }

  static std::string refusal(Client& client, const Array& array) {
    try {
      compute(client, array);
      return "";
    } catch (const TroupeError& error) {
      return error.what();
    }
  }

  TempDir folder_;
};

TEST_F(DataFoldersOfWorkers, AreTheOnlyOnesThatJobsRead) {
  const Cluster cluster(1, {"--threads", "1", "--no-nanny", "--data-folder", data()});
  auto client = Client::connect(cluster.address());
  EXPECT_EQ(compute(client, array_of(reading(data() / "x.npy"), {100}, DType::float64).sum()).scalar(), 0);
  for (const auto& path :
       {outside() / "x.npy", data() / "../outside/x.npy", data() / "link/x.npy", data() / "link/../../outside/x.npy",
        fs::path("/etc/passwd"), fs::path("/proc/self/environ"), fs::path("../../../../../../../../etc/passwd")}) {
    const auto why = refusal(client, array_of(reading(path), {100}, DType::float64));
    EXPECT_THAT(why, HasSubstr("'" + path.string() + "' is outside"));
    EXPECT_THAT(why, HasSubstr("'" + data().string() + "'"));
    EXPECT_THAT(why, HasSubstr("--data-folder"));
  }
  EXPECT_EQ(compute(client, array_of(reading(data() / "x.npy"), {100}, DType::float64).sum()).scalar(), 0); // it lives
}

TEST_F(DataFoldersOfWorkers, AreTheOnlyOnesThatJobsWrite) {
  const Cluster cluster(1, {"--threads", "1", "--no-nanny", "--data-folder", data()});
  auto client = Client::connect(cluster.address());
  const auto x = arange(100, {.chunks = 50});
  EXPECT_EQ(compute(client, to_npy(x, data() / "y.npy")).scalar(), 800);
  EXPECT_EQ(compute(client, to_npy_stack(x, data() / "new/stack", 0)).scalar(), 800);
  EXPECT_EQ(compute(client, to_hdf5(x, data() / "y.h5", "y")).scalar(), 800);
  EXPECT_THAT(refusal(client, to_npy(x, outside() / "y.npy")), HasSubstr("is outside"));
  EXPECT_THAT(refusal(client, to_npy(x, data() / "link/y.npy")), HasSubstr("is outside"));
  EXPECT_THAT(refusal(client, to_npy_stack(x, data() / "link/stack", 0)), HasSubstr("is outside"));
  EXPECT_THAT(refusal(client, to_hdf5(x, outside() / "y.h5", "y")), HasSubstr("is outside"));
  ExpressionSpec up;
  up.kernel = "array.create_npy_stack";
  const auto stack = (data() / "none/../../outside/stack").string();
  up.params.set("file", stack + ".part-0123456789abcdef").set("after", stack);
  const auto written =
      Array::make(Expression::make(std::move(up)).value(), ChunkGrid::make({2}, {2}).value(), DType::int64).value();
  EXPECT_THAT(refusal(client, written), HasSubstr("is outside"));
  for (const auto& entry : fs::directory_iterator(outside()))
    EXPECT_EQ(entry.path().filename(), "x.npy");
}

TEST_F(DataFoldersOfWorkers, AreTheWorkingFolderUnlessOthersAreNamed) {
  Process scheduler(troupe({"scheduler", "--port", "0"}));
  const auto address = scheduler.read_until("listening on (.*)", patience).value()[1];
  auto spec = troupe({"worker", "--scheduler", address, "--threads", "1"}); // its nanny starts it in the same folder
  spec.env.erase("TROUPE_WORKER_DATA_FOLDER");
  spec.directory = data();
  Process worker(spec);
  worker.read_until("listening on", patience).value();
  auto client = Client::connect(address);
  EXPECT_EQ(refusal(client, array_of(reading(data() / "x.npy"), {100}, DType::float64)), "");
  EXPECT_EQ(refusal(client, array_of(reading("x.npy"), {100}, DType::float64)), "");
  EXPECT_THAT(refusal(client, array_of(reading(outside() / "x.npy"), {100}, DType::float64)), HasSubstr("is outside"));
}

/// A service manager starts what it starts in "/": that would be everything without a word said.
TEST_F(DataFoldersOfWorkers, AreNoneWhereTheWorkingFolderIsTheRoot) {
  Process scheduler(troupe({"scheduler", "--port", "0"}));
  const auto address = scheduler.read_until("listening on (.*)", patience).value()[1];
  auto spec = troupe({"worker", "--scheduler", address, "--threads", "1", "--no-nanny"});
  spec.env.erase("TROUPE_WORKER_DATA_FOLDER");
  spec.directory = "/";
  Process worker(spec);
  worker.read_until("listening on", patience).value();
  auto client = Client::connect(address);
  EXPECT_THAT(refusal(client, array_of(reading(data() / "x.npy"), {100}, DType::float64)), HasSubstr("(none)"));
}

TEST_F(DataFoldersOfWorkers, MustExist) {
  const auto done =
      run_troupe({"worker", "--scheduler", "127.0.0.1:1", "--no-nanny", "--data-folder", data() / "none"});
  EXPECT_NE(done.status.code, 0);
  EXPECT_THAT(done.err, HasSubstr("data folder"));
}

} // namespace
} // namespace troupe::test
