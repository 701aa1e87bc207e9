#include "runtime/graph/dump.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace troupe {
namespace {

TaskGraph graph_of(std::uint32_t tasks) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "random", .params = Params{}.set("seed", 7), .tasks = tasks},
                  {.key = {1, 2}, .kernel = "sum", .tasks = 1, .inputs = {{0, Wiring::all()}}}};
  graph.outputs = {1};
  return graph;
}

TEST(Dump, ShowsASmallGraphTaskByTask) {
  EXPECT_EQ(to_text(graph_of(2)), "0      random[0]  seed=7\n"
                                  "1      random[1]  seed=7\n"
                                  "2    * sum[0] 0 1\n");
}

TEST(Dump, ShowsALargeGraphLayerByLayer) {
  EXPECT_EQ(to_text(graph_of(1'000'000)), "0      random [1,000,000 tasks]  seed=7\n"
                                          "1    * sum [1 task] 0(all)\n");
}

TEST(Dump, CutsLongInputsAndSaysWhatIsKept) {
  const auto text = to_text(graph_of(20));
  EXPECT_NE(text.find("20   * sum[0] 0 1 2 3 4 5 6 7 ... 20 in all\n"), std::string::npos) << text;
  auto graph = graph_of(100);
  graph.layers[0].kept = {3, 5};
  graph.layers[1].tasks = 100;
  graph.layers[1].inputs[0].wiring = Wiring::one(3);
  EXPECT_NE(to_text(graph).find("random [2 of 100 tasks]"), std::string::npos) << to_text(graph);
}

TEST(Dump, NamesTheStepsOfAFusedLayer) {
  TaskGraph graph;
  Params::List steps;
  for (const auto* kernel : {"random", "add", "moments"})
    steps.push_back(Params{}.set("kernel", kernel));
  graph.layers = {
      {.key = {1, 1}, .kernel = "fused", .params = Params{}.set("steps", Params::Value(steps)), .tasks = 2}};
  graph.outputs = {0};
  EXPECT_EQ(to_text(graph), "0    * fused: random > add > moments[0]\n"
                            "1    * fused: random > add > moments[1]\n");
  for (int i = 0; i < 10; ++i)
    steps.push_back(Params{}.set("kernel", "more"));
  graph.layers[0].params.set("steps", Params::Value(steps));
  EXPECT_NE(to_text(graph).find("... 13 steps"), std::string::npos);
}

TEST(Dump, DotHasANodeATaskAndAnEdgeAnInput) {
  EXPECT_EQ(to_dot(graph_of(2)), "digraph troupe {\n"
                                 "  node [shape=box, fontname=\"sans-serif\"];\n"
                                 "  n0 [label=\"random 0\"];\n"
                                 "  n1 [label=\"random 1\"];\n"
                                 "  n2 [label=\"sum 0\", peripheries=2];\n"
                                 "  n0 -> n2;\n"
                                 "  n1 -> n2;\n"
                                 "}\n");
}

TEST(Dump, DotOfALargeGraphHasANodeALayer) {
  EXPECT_EQ(to_dot(graph_of(1000)), "digraph troupe {\n"
                                    "  node [shape=box, fontname=\"sans-serif\"];\n"
                                    "  n0 [label=\"random\\n1,000 tasks\"];\n"
                                    "  n1 [label=\"sum\\n1 task\", peripheries=2];\n"
                                    "  n0 -> n1 [label=\"all\"];\n"
                                    "}\n");
}

TEST(Dump, ShowsAGraphOfThousandsOfLayersKernelByKernel) {
  TaskGraph graph;
  for (std::uint32_t id = 0; id < 5000; ++id) {
    Layer layer{.key = {id, 1}, .kernel = id % 2 ? "step" : "load", .tasks = 200};
    if (id % 2)
      layer.inputs = {{id - 1, Wiring::each()}};
    if (id > 1 && id % 2)
      layer.inputs.push_back({id - 2, Wiring::each()});
    graph.layers.push_back(layer);
  }
  graph.outputs = {4999};
  EXPECT_EQ(to_text(graph), "0      load [2,500 layers, 500,000 tasks]\n"
                            "1    * step [2,500 layers, 500,000 tasks] 0 1\n");
  EXPECT_NE(to_dot(graph).find(
                "n1 [label=\"step\\n2,500 layers, 500,000 tasks\", peripheries=2];\n  n0 -> n1;\n  n1 -> n1;\n"),
            std::string::npos)
      << to_dot(graph);
}

TEST(Dump, AClusterIsABoxWithNamesOfItsOwn) {
  EXPECT_EQ(dot_cluster(graph_of(1), "left", "as \"written\""), "  subgraph cluster_left {\n"
                                                                "  label=\"as \\\"written\\\"\";\n"
                                                                "  left0 [label=\"random 0\"];\n"
                                                                "  left1 [label=\"sum 0\", peripheries=2];\n"
                                                                "  left0 -> left1;\n"
                                                                "  }\n");
}

TEST(Dump, DotQuotesNamesThatHoldQuotes) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "a\"b\\c", .tasks = 1}};
  EXPECT_NE(to_dot(graph).find("label=\"a\\\"b\\\\c 0\""), std::string::npos) << to_dot(graph);
}

} // namespace
} // namespace troupe
