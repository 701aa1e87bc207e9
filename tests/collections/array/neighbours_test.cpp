#include "collections/array/apply_lines.hpp"
#include "collections/array/differences.hpp"
#include "collections/array/signal.hpp"
#include "collections/array/statistics.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using test::message;
using testing_support::computed;
using testing_support::numbered_array;

TEST(Neighbours, SayWhatDoesNotFit) {
  const auto x = numbered_array({6, 4}, {2, 4});
  EXPECT_EQ(message([&] { diff(x, -1); }), "diff: the order must be at least 0, not -1");
  EXPECT_EQ(message([&] { diff(x, 1, 2); }), "axis 2 is out of bounds for an array of 2 axes");
  EXPECT_NE(message([&] { gradient(x(slice(1)), 0); }).find("at least two elements along the axis"), std::string::npos);
  EXPECT_EQ(message([&] { coarsen("sum", x, {{0, 4}}); }), "coarsen: axis 0 of 6 elements is not made of blocks of 4");
  EXPECT_EQ(message([&] {
              coarsen("sums", x, {{0, 2}});
            }),
            "coarsen: 'sums' is none of sum, prod, min, max, mean, any, all");
  EXPECT_NE(message([&] { convolve(x, numbered_array({3}, {3})); }).find("arrays of as many axes"), std::string::npos);
  EXPECT_NE(message([&] { cov(numbered_array({2, 2, 2}, {2, 2, 2})); }).find("one or two axes"), std::string::npos);
}

TEST(Neighbours, ConvolutionLooksBeyondChunksShorterThanItself) {
  const auto ones = numbered_array({5}, {5}) * 0 + 1;
  EXPECT_EQ(computed(convolve(numbered_array({7}, {1}), ones, ConvolveMode::valid)), (std::vector<double>{10, 15, 20}));
}

TEST(Neighbours, AFunctionOfLinesThatMakesSomethingElseIsNamed) {
  register_function("test.line_of_three", [](const Block&) -> Block {
    return {DType::float64, {3}, process_pool().allocate_for<double>(3)};
  });
  EXPECT_NE(message([&] {
              computed(apply_along_axis("test.line_of_three", 0, numbered_array({4}, {2})));
            }).find("function 'test.line_of_three' made a block float64 (3,)"),
            std::string::npos);
}

} // namespace
} // namespace troupe
