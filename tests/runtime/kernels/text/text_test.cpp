// text.read_lines, and the builder of text columns that it and the bags use.
#include "runtime/kernels/text/text_column.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace test;

TEST(TextColumnBuilder, GrowsBeyondWhatWasExpected) {
  TextColumnBuilder builder(process_pool(), 0, 0);
  std::vector<std::string> wanted;
  for (std::size_t i = 0; i < 1'000; ++i) {
    wanted.push_back(std::string(i % 37, static_cast<char>('a' + i % 26)));
    builder.append(wanted.back());
  }
  EXPECT_EQ(builder.length(), 1'000u);
  const auto column = builder.finish("names");
  EXPECT_EQ(column.name, "names");
  EXPECT_EQ(column.dtype, DType::string);
  EXPECT_EQ(texts_in(column), wanted);
}

TEST(TextColumnBuilder, MakesAColumnOfNothing) {
  const auto column = TextColumnBuilder(process_pool(), 10, 100).finish("none");
  EXPECT_EQ(column.length, 0);
  EXPECT_EQ(column.offsets.size(), sizeof(std::int64_t));
}

class ReadLines : public testing::Test {
protected:
  std::vector<std::string> lines(const std::string& text, std::int64_t blocksize) {
    const auto path = folder.write("lines.txt", text);
    const auto params = Params{}
                            .set("files", Params::Strings{path})
                            .set("sizes", Params::Ints{std::ssize(text)})
                            .set("starts", Params::Ints{0})
                            .set("blocksize", blocksize);
    std::vector<std::string> all;
    const auto count = blocksize == 0 ? 1 : std::max<std::int64_t>(1, (std::ssize(text) + blocksize - 1) / blocksize);
    for (std::int64_t index = 0; index < count; ++index)
      for (auto& item : items_in(call_kernel("text.read_lines", params, {}, static_cast<std::uint32_t>(index)).value()))
        all.push_back(std::move(item));
    return all;
  }
  TempDir folder;
};

TEST_F(ReadLines, EveryCutMakesTheSameLines) {
  const std::string text = "one\n\ntwo words\r\n\nthree\n  four\nlast without a line feed";
  const std::vector<std::string> wanted{"one", "", "two words", "", "three", "  four", "last without a line feed"};
  for (std::int64_t blocksize = 0; blocksize <= std::ssize(text) + 1; ++blocksize)
    ASSERT_EQ(lines(text, blocksize), wanted) << blocksize;
}

TEST_F(ReadLines, OfAnEmptyFileAreNone) {
  EXPECT_TRUE(lines("", 0).empty());
  EXPECT_EQ(lines("\n", 0), std::vector<std::string>{""});
}

} // namespace
} // namespace troupe
