// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/wake_signal.h"

#include <poll.h>

#include <gtest/gtest.h>

namespace stellwerk::runtime {
namespace {

bool readable(const WakeSignal& signal) {
  pollfd fd{signal.fd(), POLLIN, 0};
  return ::poll(&fd, 1, 0) == 1;
}

TEST(WakeSignal, CallsNobodyWhoIsAwake) {
  WakeSignal signal;
  signal.notify();
  signal.prepare();
  signal.awake();
  signal.notify();
  EXPECT_EQ(signal.wakes_total(), 0U);
  EXPECT_FALSE(readable(signal));
}

TEST(WakeSignal, WakesASleeperOnce) {
  WakeSignal signal;
  signal.prepare();
  signal.notify();
  signal.notify();
  EXPECT_EQ(signal.wakes_total(), 1U);
  EXPECT_TRUE(readable(signal));
  signal.wait(-1);
  EXPECT_FALSE(readable(signal));
  signal.notify();
  EXPECT_EQ(signal.wakes_total(), 1U);
}

TEST(WakeSignal, SleepsNoLongerThanItsLimit) {
  WakeSignal signal;
  signal.prepare();
  signal.wait(1'000'000);
  EXPECT_FALSE(readable(signal));
  signal.notify();
  EXPECT_EQ(signal.wakes_total(), 0U);
}

TEST(WakeSignal, IsEmptiedByAnEventLoop) {
  WakeSignal signal;
  signal.prepare();
  signal.notify();
  signal.awake();
  EXPECT_TRUE(readable(signal));
  signal.drain_fd();
  EXPECT_FALSE(readable(signal));
  signal.drain_fd();
}

}  // namespace
}  // namespace stellwerk::runtime
