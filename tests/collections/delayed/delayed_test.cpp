#include "collections/bag/bag.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace test;

class DelayedTest : public testing::Test {
protected:
  DelayedTest() {
    register_builtin_kernels(registry);
    registry
        .add({"number",
              [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
                return chunk_of({1}, {context.params.real("value").value()});
              },
              nullptr, nullptr})
        .value();
    registry
        .add({"list",
              [this](const KernelContext&, std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
                ++ran;
                std::vector<double> all;
                for (const auto& input : inputs)
                  all.push_back(std::holds_alternative<Block>(*input) ? doubles_in(input)[0]
                                                                      : static_cast<double>(items_in(input).size()));
                return chunk_of({std::ssize(all)}, all);
              },
              nullptr, nullptr})
        .value();
  }
  static Delayed number(double value) { return delayed("number", Params{}.set("value", value)); }

  KernelRegistry registry;
  SerialExecutor executor{registry};
  int ran = 0;
};

TEST_F(DelayedTest, CallsAKernelWithOtherCallsInOrder) {
  const auto list = delayed("list", {}, {number(1), number(2), number(1)});
  EXPECT_EQ(ran, 0);
  EXPECT_EQ(doubles_in(compute(executor, list)), (std::vector<double>{1, 2, 1}));
}

TEST_F(DelayedTest, TakesAllChunksOfACollectionInOrder) {
  const auto bag = from_sequence({"a", "b", "c"}, {.partition_size = 2});
  EXPECT_EQ(doubles_in(compute(executor, delayed("list", {}, {number(7), bag}))), (std::vector<double>{7, 2, 1}));
}

TEST_F(DelayedTest, ComputesOnceWhatIsSharedByTwo) {
  const auto shared = delayed("list", {}, {number(4)});
  const auto [a, b] =
      compute(executor, delayed("list", {}, {shared, number(1)}), delayed("list", {}, {shared, number(2)}));
  EXPECT_EQ(doubles_in(a), (std::vector<double>{4, 1}));
  EXPECT_EQ(doubles_in(b), (std::vector<double>{4, 2}));
  EXPECT_EQ(ran, 3);
}

TEST_F(DelayedTest, ThrowsTheErrorOfTheTask) {
  const auto error = thrown_by([&] { compute(executor, delayed("number", Params{}.set("wert", 1.0))); });
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_NE(error.message.find("'value'"), std::string::npos) << error.message;
  EXPECT_THROW(compute(executor, delayed("no.such.kernel")), TroupeError);
}

} // namespace
} // namespace troupe
