// HDF5 files of h5py's whose elements are not simply there, in this file, in one piece: read to the right values, or
// refused by name. Expected values are those that h5py wrote.
#include "collections/array/creation.hpp"
#include "collections/io/hdf5.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/python.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace troupe {
namespace {

using test::TempDir;
using testing::HasSubstr;
using testing_support::computed;

class Hdf5Links : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_EQ(test::python("import os, sys, h5py, numpy as np\n"
                           "os.chdir(sys.argv[1])\n"
                           "with h5py.File('other.h5', 'w') as f:\n"
                           "    f['pad'] = np.full(512, -1.0)\n"
                           "    f['x'] = np.arange(10.0)\n"
                           "    f['group/y'] = np.arange(10.0) + 7000\n"
                           "with h5py.File('a.h5', 'w') as f:\n"
                           "    f['own'] = np.full(1024, 1000.0)\n"
                           "    f['ext'] = h5py.ExternalLink('other.h5', '/x')\n"
                           "    f['far'] = h5py.ExternalLink('other.h5', '/group')\n"
                           "    f['soft'] = h5py.SoftLink('/own')\n"
                           "    f['softext'] = h5py.SoftLink('/far/y')\n"
                           "    f['lost'] = h5py.SoftLink('/nothing')\n"
                           "    f['gone'] = h5py.ExternalLink('none.h5', '/x')\n"
                           "    f['hard'] = f['own']\n"
                           "    layout = h5py.VirtualLayout(shape=(20,), dtype='f8')\n"
                           "    layout[:10] = h5py.VirtualSource('other.h5', 'x', shape=(10,))\n"
                           "    layout[10:] = h5py.VirtualSource('other.h5', 'group/y', shape=(10,))\n"
                           "    f.create_virtual_dataset('virtual', layout, fillvalue=-5)\n"
                           "    np.arange(30.0).tofile('raw.bin')\n"
                           "    f.create_dataset('raw', shape=(10,), dtype='f8', external=[('raw.bin', 80, 80)])\n"
                           "    d = f.create_dataset('filled', shape=(10,), dtype='i4', chunks=(4,), fillvalue=42)\n"
                           "    d[4:6] = [1, 2]\n"
                           "    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)\n"
                           "    dcpl.set_layout(h5py.h5d.COMPACT)\n"
                           "    space = h5py.h5s.create_simple((5,))\n"
                           "    d = h5py.h5d.create(f.id, b'compact', h5py.h5t.NATIVE_INT64, space, dcpl)\n"
                           "    d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(5))\n"
                           "    f.create_dataset('scale', data=np.arange(100) * 3, chunks=(30,), scaleoffset=0)\n"
                           "    f.create_dataset('sum', data=np.arange(100) * 3, chunks=(30,), fletcher32=True, "
                           "shuffle=True, compression='gzip', compression_opts=9)\n"
                           "    f.create_dataset('lzf', data=np.arange(100), chunks=(30,), compression='lzf')\n"
                           "    f.create_dataset('grown', data=np.arange(7), maxshape=(None,), chunks=(4,))\n"
                           "    f['enum'] = np.zeros(3, dtype=h5py.enum_dtype({'a': 0, 'b': 1}, 'i4'))\n"
                           "    f['record'] = np.zeros(3, dtype=[('a', 'i4'), ('b', 'f8')])\n"
                           "    f['half'] = np.array([0.5, -2, 65504], dtype='f2')\n"
                           "    f['empty'] = h5py.Empty('f8')\n"
                           "with h5py.File('block.h5', 'w', userblock_size=1024) as f:\n"
                           "    f['x'] = np.arange(100.0)\n",
                           {folder.path().string()}),
              "");
  }
  std::vector<double> read(const std::string& file, const std::string& dataset) {
    return computed(from_hdf5(folder / file, dataset, 3).astype(DType::float64));
  }
  Error refusal(const std::string& dataset) {
    const auto made = try_from_hdf5(folder / "a.h5", dataset);
    return made ? test::thrown_by([&] { compute(executor, *made); }) : made.error();
  }
  Error refusal_to_write(const std::string& dataset) {
    return test::thrown_by([&] { compute(executor, to_hdf5(full({10}, -1.0), folder / "a.h5", dataset)); });
  }
  std::string bytes(const std::string& file) {
    std::ifstream opened(folder / file, std::ios::binary);
    std::ostringstream text;
    text << opened.rdbuf();
    return text.str();
  }
  static std::vector<double> counted(std::size_t count, double from = 0, double step = 1) {
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i)
      values.push_back(from + step * static_cast<double>(i));
    return values;
  }

  TempDir folder;
  SerialExecutor executor;
};

TEST_F(Hdf5Links, AreFollowedIntoOtherFiles) {
  EXPECT_EQ(read("a.h5", "ext"), counted(10));
  EXPECT_EQ(read("a.h5", "far/y"), counted(10, 7000));
  EXPECT_EQ(read("a.h5", "softext"), counted(10, 7000));
  EXPECT_EQ(read("a.h5", "soft"), std::vector<double>(1024, 1000));
  EXPECT_EQ(read("a.h5", "hard"), std::vector<double>(1024, 1000));
}

TEST_F(Hdf5Links, SayWhereTheyLeadWhenThatIsNotThere) {
  EXPECT_THAT(refusal("lost").message, HasSubstr("a soft link to '/nothing'"));
  EXPECT_THAT(refusal("gone").message, HasSubstr("'/x' of the file 'none.h5'"));
  EXPECT_EQ(refusal("gone").code, Errc::not_found);
}

TEST_F(Hdf5Links, ElementsElsewhereAreReadThroughTheLibrary) {
  auto both = counted(10);
  for (auto value : counted(10, 7000))
    both.push_back(value);
  EXPECT_EQ(read("a.h5", "virtual"), both);
  EXPECT_EQ(read("a.h5", "raw"), counted(10, 10));
  EXPECT_EQ(read("block.h5", "x"), counted(100));
}

TEST_F(Hdf5Links, EveryLayoutAndFilterReadsWhatWasWritten) {
  EXPECT_EQ(read("a.h5", "filled"), (std::vector<double>{42, 42, 42, 42, 1, 2, 42, 42, 42, 42}));
  EXPECT_EQ(read("a.h5", "compact"), counted(5));
  EXPECT_EQ(read("a.h5", "scale"), counted(100, 0, 3));
  EXPECT_EQ(read("a.h5", "sum"), counted(100, 0, 3));
  EXPECT_EQ(read("a.h5", "grown"), counted(7));
  EXPECT_EQ(read("a.h5", "half"), (std::vector<double>{0.5, -2, 65504}));
}

TEST_F(Hdf5Links, RefuseByNameWhatIsNoArrayOfNumbers) {
  EXPECT_EQ(refusal("enum").code, Errc::invalid_dtype);
  EXPECT_EQ(refusal("record").code, Errc::invalid_dtype);
  EXPECT_EQ(refusal("empty").code, Errc::invalid_shape);
  EXPECT_EQ(refusal("lzf").code, Errc::io_error);
  EXPECT_THAT(refusal("lzf").message,
              HasSubstr("the filter 'lzf' (number 32000), which the HDF5 library here has not"));
}

TEST_F(Hdf5Links, AreNotWrittenThrough) {
  const auto own = bytes("a.h5"), other = bytes("other.h5"), raw = bytes("raw.bin");
  for (const auto* name : {"ext", "far/y", "far/new", "softext", "lost", "gone", "gone/x"}) {
    const auto error = refusal_to_write(name);
    EXPECT_EQ(error.code, Errc::invalid_argument) << name << ": " << error.message;
    EXPECT_THAT(error.message, HasSubstr("link")) << name;
  }
  for (const auto* name : {"virtual", "raw", "compact", "filled", "far"})
    EXPECT_NE(refusal_to_write(name).code, Errc::internal) << name;
  EXPECT_EQ(bytes("other.h5"), other);
  EXPECT_EQ(bytes("raw.bin"), raw);
  EXPECT_EQ(read("a.h5", "own"), std::vector<double>(1024, 1000));
  EXPECT_EQ(bytes("a.h5").size(), own.size());
}

TEST_F(Hdf5Links, AFileThatAnotherProgramIsWritingIsRefused) {
  const auto said = test::python("import sys, h5py, subprocess\n"
                                 "f = h5py.File(sys.argv[1], 'w', libver='latest')\n"
                                 "d = f.create_dataset('x', shape=(4,), maxshape=(None,), chunks=(4,))\n"
                                 "f.swmr_mode = True\n"
                                 "import shutil; shutil.copy(sys.argv[1], sys.argv[2])\n",
                                 {folder / "live.h5", folder / "copy.h5"});
  ASSERT_EQ(said, "");
  const auto error = try_from_hdf5(folder / "copy.h5", "x");
  ASSERT_FALSE(error.ok());
  EXPECT_EQ(error.error().code, Errc::corrupt);
}

} // namespace
} // namespace troupe
