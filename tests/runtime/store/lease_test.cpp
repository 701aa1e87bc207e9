// The rules of leases, alone; and held by every interleaving that a seed gives of several processes whose clocks show
// what they like, run a little apart, and which are stopped between any two steps.
#include "runtime/store/lease.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace troupe {
namespace {

TEST(LeaseWatch, WhatIsFreeMayBeClaimedAtOnce) {
  EXPECT_TRUE(LeaseWatch().may_claim({}, 5));
  EXPECT_TRUE(LeaseWatch().may_claim({.epoch = 3, .renewals = 9, .free = true}, -5));
}

TEST(LeaseWatch, ARowMustBeSeenUnchangedForTheWholeLease) {
  LeaseWatch watch;
  const LeaseRow row{1, 10, false};
  EXPECT_FALSE(watch.may_claim(row, 50'000));
  EXPECT_FALSE(watch.may_claim(row, 50'000 + lease_time - 1));
  EXPECT_TRUE(watch.may_claim(row, 50'000 + lease_time));
}

TEST(LeaseWatch, ARenewalBeginsTheWaitAnew) {
  LeaseWatch watch;
  watch.may_claim({1, 10, false}, 0);
  EXPECT_FALSE(watch.holder_lives());
  EXPECT_FALSE(watch.may_claim({1, 11, false}, lease_time));
  EXPECT_TRUE(watch.holder_lives());
  EXPECT_FALSE(watch.may_claim({1, 11, false}, 2 * lease_time - 1));
  EXPECT_TRUE(watch.may_claim({1, 11, false}, 2 * lease_time));
}

TEST(LeaseWatch, AClockThatWentBackHasMeasuredNothing) {
  LeaseWatch watch;
  watch.may_claim({1, 10, false}, 10 * lease_time);
  EXPECT_FALSE(watch.may_claim({1, 10, false}, 0));
  EXPECT_FALSE(watch.may_claim({1, 10, false}, lease_time - 1));
  EXPECT_TRUE(watch.may_claim({1, 10, false}, lease_time));
}

TEST(LeaseHold, MustBeRenewedBeforeTheFirstAct) { EXPECT_EQ(LeaseHold().at(0), LeaseHold::Standing::expired); }

TEST(LeaseHold, EndsSoonerThanOthersMayBegin) {
  using enum LeaseHold::Standing;
  LeaseHold hold;
  hold.renewed(7);
  EXPECT_EQ(hold.at(7), held);
  EXPECT_EQ(hold.at(7 + LeaseHold::renew_every - 1), held);
  EXPECT_EQ(hold.at(7 + LeaseHold::renew_every), due);
  EXPECT_EQ(hold.at(7 + lease_time - LeaseHold::margin), due);
  EXPECT_EQ(hold.at(7 + lease_time - LeaseHold::margin + 1), expired);
  EXPECT_EQ(hold.at(6), expired) << "a clock that went back tells nothing";
}

/// The row in the file, and what was written under whose epoch. Each step is one transaction.
struct SharedFile {
  LeaseRow row;
  std::vector<std::uint64_t> writes;
};

/// One scheduler that wants to act: waits, claims, renews, writes and acts, one step at a time.
class Process {
public:
  Process(SharedFile& file, std::mt19937_64& random)
      : file_(file), offset_(std::uniform_int_distribution<LeaseTime>(-5'000'000, 5'000'000)(random)),
        rate_(std::uniform_real_distribution<double>(0.97, 1.03)(random)) {}

  LeaseTime clock(double real) const { return offset_ + static_cast<LeaseTime>(real * rate_); }
  std::uint64_t epoch() const { return epoch_; }
  bool acted() const { return acted_; }

  /// @param choice  What it does next, where it has a choice.
  void step(double real, unsigned choice) {
    acted_ = false;
    if (epoch_ == 0)
      wait_or_claim(real);
    else if (renewing_)
      end_renewal();
    else
      serve(real, choice);
  }

private:
  void wait_or_claim(double real) {
    if (claiming_) { // what was seen a while ago is compared with what is there now
      if (file_.row == *claiming_) {
        file_.row = {claiming_->epoch + 1, claiming_->renewals + 1, false};
        epoch_ = file_.row.epoch;
        hold_ = LeaseHold();
      }
      claiming_.reset();
    } else if (watch_.may_claim(file_.row, clock(real))) {
      claiming_ = file_.row;
    }
  }
  void end_renewal() {
    if (file_.row.epoch == epoch_) {
      ++file_.row.renewals;
      hold_.renewed(*renewing_);
    } else {
      epoch_ = 0; // a scheduler ends here; another process begins in its place
      watch_ = LeaseWatch();
    }
    renewing_.reset();
  }
  void serve(double real, unsigned choice) {
    if (choice % 4 == 0 && file_.row.epoch == epoch_)
      file_.writes.push_back(epoch_);
    else if (hold_.at(clock(real)) != LeaseHold::Standing::held)
      renewing_ = clock(real);
    acted_ = hold_.at(clock(real)) != LeaseHold::Standing::expired;
  }

  SharedFile& file_;
  LeaseTime offset_;
  double rate_;
  LeaseWatch watch_;
  LeaseHold hold_;
  std::optional<LeaseRow> claiming_;
  std::optional<LeaseTime> renewing_;
  std::uint64_t epoch_ = 0;
  bool acted_ = false;
};

class LeaseInterleavings : public testing::TestWithParam<unsigned> {};

TEST_P(LeaseInterleavings, TwoNeverActAtOnceAndNothingOfAnEarlierTermIsWrittenLater) {
  std::mt19937_64 random(GetParam());
  SharedFile file;
  std::vector<Process> processes;
  for (int i = 0; i < 3; ++i)
    processes.emplace_back(file, random);
  std::vector<double> due(processes.size(), 0.0);
  std::uint64_t acts = 0;
  for (int step = 0; step < 20'000; ++step) {
    const auto next = static_cast<std::size_t>(std::ranges::min_element(due) - due.begin());
    const auto real = due[next];
    processes[next].step(real, static_cast<unsigned>(random()));
    if (processes[next].acted()) {
      ++acts;
      ASSERT_EQ(processes[next].epoch(), file.row.epoch) << "at " << real << " ms another had begun";
    }
    const bool stopped = random() % 50 == 0;
    due[next] += std::uniform_real_distribution<double>(1, stopped ? 6000 : 120)(random);
  }
  EXPECT_TRUE(std::ranges::is_sorted(file.writes));
  EXPECT_GT(acts, 1000u);
  EXPECT_GT(file.row.epoch, 3u) << "nobody ever took over";
}

INSTANTIATE_TEST_SUITE_P(Seeds, LeaseInterleavings, testing::Range(1u, 21u));

} // namespace
} // namespace troupe
