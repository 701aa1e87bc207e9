#include "runtime/execute/run_kernel.hpp"

#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace troupe {
namespace {

class RunKernel : public testing::Test {
protected:
  void add(const std::string& name, KernelFunction function) {
    registry.add({name, std::move(function), nullptr, nullptr}).value();
  }
  template <class Thrown>
  void add_throwing(const std::string& name, Thrown thrown) {
    add(name, [thrown](const KernelContext&, std::span<ChunkPtr>) -> Result<ChunkPtr> { throw thrown; });
  }
  Error failure_of(const std::string& name) {
    const Params params;
    const auto made = run_kernel(registry, name, KernelContext{params, 3, process_pool(), &cancelled}, {});
    return made ? Error{Errc::internal, "it did not fail"} : made.error();
  }

  KernelRegistry registry;
  std::atomic<bool> cancelled{false};
};

TEST_F(RunKernel, HandsOverWhatTheKernelMade) {
  add("five", [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
    return test::chunk_of({1}, {5.0 + context.index});
  });
  const Params params;
  const auto made = run_kernel(registry, "five", KernelContext{params, 3, process_pool(), nullptr}, {}).value();
  EXPECT_EQ(test::doubles_in(made), std::vector<double>{8});
}

TEST_F(RunKernel, TurnsWhatIsThrownIntoTheErrorOfTheTask) {
  add_throwing("throws", std::runtime_error("no such luck"));
  add_throwing("throws.int", 7);
  add_throwing("throws.memory", std::bad_alloc());
  add_throwing("throws.ours", TroupeError(Error{Errc::singular, "feature 'x' is constant"}));
  EXPECT_EQ(failure_of("throws"), (Error{Errc::task_failed, "kernel 'throws', task 3 threw: no such luck"}));
  EXPECT_EQ(failure_of("throws.int"),
            (Error{Errc::task_failed, "kernel 'throws.int', task 3 threw something that is no std::exception"}));
  EXPECT_EQ(failure_of("throws.memory"),
            (Error{Errc::out_of_memory, "kernel 'throws.memory', task 3 could not get the memory it asked for"}));
  EXPECT_EQ(failure_of("throws.ours"), (Error{Errc::singular, "feature 'x' is constant"}));
}

TEST_F(RunKernel, KeepsTheErrorThatTheKernelReturns) {
  add("refuses", [](const KernelContext&, std::span<ChunkPtr>) -> Result<ChunkPtr> {
    return fail(Errc::parse_error, "a.csv line 4");
  });
  EXPECT_EQ(failure_of("refuses"), (Error{Errc::parse_error, "a.csv line 4"}));
}

TEST_F(RunKernel, TakesNoChunkForAnError) {
  add("nothing", [](const KernelContext&, std::span<ChunkPtr>) -> Result<ChunkPtr> { return ChunkPtr(); });
  EXPECT_EQ(failure_of("nothing"), (Error{Errc::internal, "kernel 'nothing', task 3 returned no chunk"}));
}

TEST_F(RunKernel, SaysOnceThatAFunctionMustBeRegistered) {
  add("logistic", [](const KernelContext&, std::span<ChunkPtr>) -> Result<ChunkPtr> { return ChunkPtr(); });
  const auto error = failure_of("logistik");
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_NE(error.message.find("did you mean 'logistic'"), std::string::npos) << error.message;
  EXPECT_EQ(error.message.find("registered", error.message.find("must be registered") + 20), std::string::npos)
      << error.message;
}

TEST_F(RunKernel, DoesNotBeginWhatIsCancelled) {
  bool ran = false;
  add("runs", [&](const KernelContext&, std::span<ChunkPtr>) -> Result<ChunkPtr> {
    ran = true;
    return ChunkPtr();
  });
  cancelled = true;
  EXPECT_EQ(failure_of("runs").code, Errc::cancelled);
  EXPECT_FALSE(ran);
}

} // namespace
} // namespace troupe
