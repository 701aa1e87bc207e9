#include "runtime/schedule/layer_registry.hpp"

#include <gtest/gtest.h>

namespace troupe::schedule {
namespace {

Layer layer(std::uint64_t key, const std::string& kernel, std::int64_t k = 1) {
  Layer layer;
  layer.key = {key, 0};
  layer.kernel = kernel;
  layer.params.set("k", k);
  return layer;
}

TEST(LayerRegistry, GivesLayersThatAreTheSameOneNumber) {
  LayerRegistry layers;
  const auto first = layers.add(layer(1, "a"), 0, 0, none);
  EXPECT_EQ(layers.add(layer(1, "a"), 0, 0, none), first);
  EXPECT_EQ(layers[first].tasks, 2u);
  EXPECT_NE(layers.add(layer(2, "a"), 0, 0, none), first) << "another key";
  EXPECT_NE(layers.add(layer(1, "b"), 0, 0, none), first) << "another kernel";
  EXPECT_NE(layers.add(layer(1, "a", 2), 0, 0, none), first) << "another parameter";
  EXPECT_NE(layers.add(layer(1, "a"), 1, 0, none), first) << "another priority";
  EXPECT_NE(layers.add(layer(1, "a"), 0, 9, none), first) << "another timeout";
  EXPECT_NE(layers.add(layer(1, "a"), 0, 0, 3), first) << "another rule";
}

TEST(LayerRegistry, UsesANumberAgainOnlyOnceNothingCountsOnIt) {
  LayerRegistry layers;
  const auto first = layers.add(layer(1, "a"), 0, 0, none);
  layers.retain(first);
  EXPECT_FALSE(layers.release(first));
  EXPECT_TRUE(layers.has({1, 0}));
  const auto generation = layers[first].generation;
  EXPECT_TRUE(layers.release(first));
  EXPECT_FALSE(layers.has({1, 0}));
  EXPECT_EQ(layers.add(layer(2, "b"), 0, 0, none), first);
  EXPECT_EQ(layers[first].generation, generation + 1) << "workers must be told what it means now";
  EXPECT_EQ(layers[first].kernel, "b");
}

TEST(LayerRegistry, ExpectsOfANewLayerWhatItsKernelTookWithAsManyInputs) {
  LayerRegistry layers;
  const auto first = layers.add(layer(1, "a"), 0, 0, none), second = layers.add(layer(2, "a"), 0, 0, none);
  EXPECT_EQ(layers.measured_us(first, 1), 0);
  EXPECT_EQ(layers.measure(first, 1, 100), 100);
  EXPECT_TRUE(layers.is_measured(first));
  EXPECT_FALSE(layers.is_measured(second));
  EXPECT_EQ(layers.measured_us(second, 1), 100);
  EXPECT_EQ(layers.measured_us(second, 20), 0) << "of many inputs nothing is known";
  EXPECT_DOUBLE_EQ(layers.measure(first, 1, 200), 120) << "0.8 of what was known and 0.2 of what came";
}

TEST(LayerRegistry, ExpectsOfWhatHasRunForATimeAsLongAgain) {
  LayerRegistry layers;
  const auto one = layers.add(layer(1, "a"), 0, 0, none);
  layers.measure_running(one, 500, 1000);
  EXPECT_EQ(layers.measured_us(one, 1), 0) << "no longer than is expected of any";
  layers.measure_running(one, 5000, 1000);
  EXPECT_EQ(layers.measured_us(one, 1), 10000);
}

TEST(LayerRegistry, ForgetsKernelsThatNoLayerHasOnceThereAreMany) {
  LayerRegistry layers;
  const auto kept = layers.add(layer(0, "kept"), 0, 0, none);
  layers.measure(kept, 1, 70);
  for (std::uint64_t i = 1; i < 20'000; ++i)
    layers.release(layers.add(layer(i, "kernel " + std::to_string(i)), 0, 0, none));
  EXPECT_LE(layers.kernels(), 4097u);
  EXPECT_EQ(layers.measured_us(layers.add(layer(3, "kept"), 0, 0, none), 1), 70);
}

} // namespace
} // namespace troupe::schedule
