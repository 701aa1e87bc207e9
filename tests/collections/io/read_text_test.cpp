#include "collections/io/read_text.hpp"

#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using Items = std::vector<std::string>;

class ReadText : public testing::Test {
protected:
  test::TempDir folder;
  SerialExecutor executor;
};

TEST_F(ReadText, MakesOneItemALine) {
  folder.write("b.txt", "three\r\nfour");
  folder.write("a.txt", "one\n\ntwo\n");
  const auto bag = read_text(folder / "*.txt");
  EXPECT_EQ(bag.npartitions(), 2u);
  EXPECT_EQ(compute(executor, bag), (Items{"one", "", "two", "three", "four"}));
  EXPECT_EQ(compute(executor, read_text({folder / "b.txt", folder / "a.txt"})),
            (Items{"three", "four", "one", "", "two"}));
}

TEST_F(ReadText, CutsFilesWhereLinesBegin) {
  const auto path = folder.write("a.txt", "one\ntwo words\n\nthree\n");
  for (std::int64_t blocksize = 1; blocksize < 25; ++blocksize)
    EXPECT_EQ(compute(executor, read_text(path, {.blocksize = blocksize})), (Items{"one", "two words", "", "three"}))
        << blocksize;
}

TEST_F(ReadText, IsAnotherReadOfAFileWrittenAnew) {
  const auto path = folder.write("a.txt", "one\n");
  const auto before = read_text(path);
  EXPECT_EQ(read_text(path).expression()->key(), before.expression()->key());
  folder.write("a.txt", "two\n");
  EXPECT_NE(read_text(path).expression()->key(), before.expression()->key());
}

TEST_F(ReadText, SaysWhatIsNotThere) {
  EXPECT_EQ(try_read_text({folder / "*.txt"}).error().code, Errc::not_found);
  EXPECT_EQ(try_read_text({folder / "a.txt"}).error().code, Errc::not_found);
  EXPECT_EQ(try_read_text({}).error().code, Errc::invalid_argument);
  EXPECT_EQ(try_read_text({folder.write("a.txt", "a")}, {.blocksize = -1}).error().code, Errc::invalid_argument);
  EXPECT_THROW(read_text(folder / "b.txt"), TroupeError);
}

TEST_F(ReadText, ChainsIntoAWordCount) {
  folder.write("1.txt", "The cat\nthe dog\n");
  folder.write("2.txt", "THE END\n");
  const auto top = compute(executor, read_text(folder / "*.txt").lower().split().frequencies().topk(1));
  EXPECT_EQ(top, (std::vector<std::pair<std::string, std::int64_t>>{{"the", 3}}));
}

} // namespace
} // namespace troupe
