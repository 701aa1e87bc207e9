#include "runtime/kernels/user/plugin.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

std::vector<double> run(const KernelRegistry& registry, const std::string& name, const Params& params,
                        std::vector<double> in) {
  Block block{DType::float64, {static_cast<std::int64_t>(in.size())}, process_pool().allocate_for<double>(in.size())};
  std::copy(in.begin(), in.end(), block.values<double>().begin());
  std::vector<ChunkPtr> inputs{make_chunk(std::move(block))};
  const auto made = registry.get(name).value()->run(KernelContext{params, 0, process_pool(), nullptr}, inputs).value();
  const auto out = as_block(*made).value()->values<double>();
  return {out.begin(), out.end()};
}

TEST(Plugin, RegistersItsFunctionsAndTheyRun) {
  KernelRegistry registry;
  ASSERT_TRUE(load_plugin(TROUPE_GOOD_PLUGIN, registry).ok());
  EXPECT_EQ(registry.names(), (std::vector<std::string>{"plugin.shift", "plugin.twice"}));
  EXPECT_EQ(run(registry, "plugin.twice", {}, {1, 2}), (std::vector<double>{2, 4}));
  EXPECT_EQ(run(registry, "plugin.shift", Params{}.set("by", 0.5), {1}), (std::vector<double>{1.5}));
}

TEST(Plugin, ThrowsErrorsOfOursThatTheProgramCatches) {
  KernelRegistry registry;
  ASSERT_TRUE(load_plugin(TROUPE_GOOD_PLUGIN, registry).ok());
  std::vector<ChunkPtr> inputs{make_chunk(Block{DType::float64, {0}, {}})};
  const auto failed = registry.get("plugin.shift").value()->run(KernelContext{{}, 0, process_pool(), nullptr}, inputs);
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message.find("parameter 'by' is missing"), std::string::npos) << failed.error().message;
}

TEST(Plugin, IsRefusedWhenItsNamesAreTaken) {
  KernelRegistry registry;
  ASSERT_TRUE(load_plugin(TROUPE_GOOD_PLUGIN, registry).ok());
  const auto again = load_plugin(TROUPE_GOOD_PLUGIN, registry);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Errc::already_exists);
  EXPECT_NE(again.error().message.find("good"), std::string::npos) << again.error().message;
}

TEST(Plugin, SaysWhyAMissingFileCannotBeLoaded) {
  KernelRegistry registry;
  const auto missing = load_plugin("no_such_plugin.so", registry);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, Errc::io_error);
  EXPECT_NE(missing.error().message.find("no_such_plugin.so"), std::string::npos);
  EXPECT_NE(missing.error().message.find("No such file"), std::string::npos) << missing.error().message;
}

TEST(Plugin, RefusesALibraryThatIsNone) {
  KernelRegistry registry;
  const auto refused = load_plugin(TROUPE_STRANGER, registry);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::invalid_argument);
  EXPECT_NE(refused.error().message.find("no plug-in"), std::string::npos);
}

TEST(Plugin, PassesOnWhatItsRegistrationThrew) {
  KernelRegistry registry;
  const auto failed = load_plugin(TROUPE_THROWING_PLUGIN, registry);
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message.find("its model file is missing"), std::string::npos);
}

} // namespace
} // namespace troupe
