#include "collections/array/repr.hpp"

#include "collections/array/creation.hpp"
#include "collections/session/explain.hpp"
#include "tests/support/numbered_array.hpp"

#include <algorithm>

namespace troupe {
namespace {

using testing_support::numbered_array;

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++count;
  return count;
}

TEST(ArrayText, SaysShapeChunksTypeAndBytes) {
  EXPECT_EQ(to_string(ones({5, 4}, {.chunks = {2, 3}})),
            "Array(shape (5, 4), chunks (2, 3), float64, 6 chunks, 160 B)");
  EXPECT_EQ(to_string(ones({}, {.dtype = DType::int8})), "Array(shape (), chunks (), int8, 1 chunk, 1 B)");
}

TEST(ArrayDescription, IsATableOfArrayAndChunk) {
  const auto x = ones({5, 4}, {.chunks = {2, 3}});
  EXPECT_EQ(describe(x + x.sum()), "        array      chunk\n"
                                   "bytes   160 B      48 B\n"
                                   "shape   (5, 4)     (2, 3)\n"
                                   "count   "
                                       + std::to_string(count_tasks(x + x.sum()))
                                       + " tasks   6 chunks\n"
                                         "dtype   float64\n");
}

TEST(ArrayDescription, CountsEveryTaskOnce) {
  const auto x = ones({6}, {.chunks = 2});
  EXPECT_EQ(count_tasks(x), 3u);
  EXPECT_EQ(count_tasks(x + x), 6u) << "x is there once";
}

TEST(ArrayDescription, SaysUpToWhereChunksAreUneven) {
  EXPECT_NE(describe(numbered_array({{1, 5, 2}})).find("up to (5,)"), std::string::npos);
  EXPECT_EQ(describe(numbered_array({{3, 3, 2}})).find("up to"), std::string::npos);
}

TEST(ArrayRepr, DrawsChunksAsLargeAsTheyAre) {
  EXPECT_EQ(draw_chunks(ones({4, 12}, {.chunks = {2, 6}})), "+------------------------+------------------------+\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "+------------------------+------------------------+\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "|                        |                        |\n"
                                                            "+------------------------+------------------------+\n");
}

TEST(ArrayRepr, LeavesOutWhatIsTooMuchAndSaysOtherAxesInWords) {
  const auto text = draw_chunks(ones({7, 40, 1000}, {.chunks = {3, 40, 10}}));
  EXPECT_EQ(text.find("axis 0: 3 chunks of up to 3\n"), 0u) << text;
  EXPECT_NE(text.find(". ."), std::string::npos);
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    EXPECT_LT(end - at, 100u);
  EXPECT_FALSE(draw_chunks(ones({})).empty());
  EXPECT_FALSE(draw_chunks(ones({0, 3})).empty());
}

TEST(ArraySvg, DrawsALineForEveryCut) {
  const auto flat = svg(ones({4, 12}, {.chunks = {2, 4}}));
  EXPECT_EQ(count_of(flat, "<line "), 3u + 4u); // of two rows and three columns
  EXPECT_EQ(count_of(flat, "<polygon "), 1u);
  EXPECT_NE(flat.find(">12</text>"), std::string::npos);
  EXPECT_EQ(flat.find("<svg "), 0u);
  EXPECT_TRUE(flat.ends_with("</svg>\n"));
  EXPECT_EQ(count_of(svg(ones({4, 6, 8}, {.chunks = 4})), "<polygon "), 3u) << "a box shows three of its sides";
  EXPECT_LT(count_of(svg(ones({100'000}, {.chunks = 1})), "<line "), 60u);
  EXPECT_NE(svg(ones({})).find("</svg>"), std::string::npos);
}

TEST(ArrayExplain, IsAMethodToo) {
  const auto x = ones({6}, {.chunks = 2}).sum();
  EXPECT_EQ(x.explain(), explain(x));
  EXPECT_FALSE(x.explain().empty());
}

} // namespace
} // namespace troupe
