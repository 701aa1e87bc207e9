// Runs a test once for each instruction set that the CPU has and the hot loops are compiled for, so that what promises
// the same bits on every CPU can be held to it on one. One thread at a time.
#pragma once

#include "runtime/kernels/simd_targets.hpp"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cstdint>

namespace troupe::test {

/// While it lives, dynamic dispatch takes the one target given.
class OnlyTarget {
public:
  explicit OnlyTarget(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit();
  }
  ~OnlyTarget() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
  }
  OnlyTarget(const OnlyTarget&) = delete;
  OnlyTarget& operator=(const OnlyTarget&) = delete;
};

/// Calls run(target), the best target first.
template <class Run>
void for_each_simd_target(Run run) {
  const auto compiled = static_cast<std::int64_t>(HWY_TARGETS);
  const auto all = (hwy::SupportedTargets() & compiled) | static_cast<std::int64_t>(HWY_STATIC_TARGET);
  for (auto rest = all; rest != 0; rest &= rest - 1) {
    const auto target = rest & -rest;
    SCOPED_TRACE(hwy::TargetName(target));
    const OnlyTarget only(target);
    run(target);
  }
}

} // namespace troupe::test
