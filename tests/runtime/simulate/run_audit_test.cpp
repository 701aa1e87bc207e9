#include "runtime/simulate/run_audit.hpp"

#include "runtime/simulate/graph_builder.hpp"

#include <gtest/gtest.h>

namespace troupe::simulate {
namespace {

/// begin#0 -> middle#0 -> end#0, and end#1 beside them.
class RunAuditTest : public testing::Test {
protected:
  RunAuditTest() {
    GraphBuilder builder(1);
    const auto begin = builder.layer("begin", 1, {}, {});
    const auto middle = builder.layer("middle", 1, {{begin, Wiring::each()}}, {});
    builder.output(builder.layer("end", 1, {{middle, Wiring::each()}}, {}));
    builder.output(builder.layer("beside", 1, {}, {}));
    catalogue = std::make_unique<Catalogue>(std::vector{make_workload(std::move(builder).finish())}, 1);
    audit.begin(4);
    for (std::uint32_t task = 0; task < 4; ++task) {
      audit.asked_for(task);
      audit.ran(task);
    }
  }
  std::unique_ptr<Catalogue> catalogue;
  RunAudit audit;
};

TEST_F(RunAuditTest, IsContentWhenEachRanOnce) { EXPECT_EQ(audit.verdict(*catalogue), std::nullopt); }

TEST_F(RunAuditTest, NamesWhatRanTwiceForNoReason) {
  audit.ran(1);
  EXPECT_EQ(audit.verdict(*catalogue), "middle#0 ran 2 times, where 1 would have done");
}

TEST_F(RunAuditTest, AllowsWhatLeadsUpToALoss) {
  audit.excuse(2);
  for (std::uint32_t task = 0; task < 3; ++task)
    audit.ran(task);
  EXPECT_EQ(audit.verdict(*catalogue), std::nullopt);
}

TEST_F(RunAuditTest, DoesNotAllowWhatLiesBesideALossOrBehindIt) {
  audit.excuse(1);
  auto beside = audit, behind = audit;
  beside.ran(3);
  behind.ran(2);
  EXPECT_EQ(beside.verdict(*catalogue), "beside#0 ran 2 times, where 1 would have done");
  EXPECT_EQ(behind.verdict(*catalogue), "end#0 ran 2 times, where 1 would have done");
}

} // namespace
} // namespace troupe::simulate
