#include "runtime/simulate/network_model.hpp"

#include <gtest/gtest.h>

namespace troupe::simulate {
namespace {

/// A million bytes a second: a byte a microsecond.
class NetworkModelTest : public testing::Test {
protected:
  NetworkModelTest() {
    for (int i = 0; i < 4; ++i)
      network.add_port();
  }
  NetworkModel network{1e6, 100};
};

TEST_F(NetworkModelTest, OneTransferTakesLatencyAndItsBytes) {
  EXPECT_EQ(network.transfer(0, 1, 500, 1000), 1000 + 100 + 500);
}

TEST_F(NetworkModelTest, TransfersFromOneMachineShareItsPort) {
  EXPECT_EQ(network.transfer(0, 1, 500, 0), 600);
  EXPECT_EQ(network.transfer(0, 2, 500, 0), 1100);
}

TEST_F(NetworkModelTest, TransfersToOneMachineShareItsPort) {
  EXPECT_EQ(network.transfer(0, 2, 500, 0), 600);
  EXPECT_EQ(network.transfer(1, 2, 500, 0), 1100);
}

TEST_F(NetworkModelTest, BothDirectionsAreFreeOfEachOther) {
  EXPECT_EQ(network.transfer(0, 1, 500, 0), 600);
  EXPECT_EQ(network.transfer(1, 0, 500, 0), 600);
  EXPECT_EQ(network.transfer(2, 3, 500, 0), 600);
}

TEST_F(NetworkModelTest, NothingTakesTheLatencyAlone) { EXPECT_EQ(network.transfer(0, 1, 0, 50), 150); }

} // namespace
} // namespace troupe::simulate
