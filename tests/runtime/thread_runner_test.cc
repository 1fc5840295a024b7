// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/thread_runner.h"

#include <atomic>

#include <gtest/gtest.h>

namespace stellwerk::runtime {
namespace {

// Does what it is given, and tells in `done` how much.
class CountingDuty final : public Duty {
 public:
  explicit CountingDuty(WakeSignal& back) : back_(back) {}

  std::size_t do_work() override {
    const int count = given.exchange(0);
    done.fetch_add(count);
    if (count > 0) back_.notify();
    return static_cast<std::size_t>(count);
  }
  bool has_work() override { return given.load() > 0; }
  std::int64_t idle_ns_max() override { return idle_ns.load(); }
  bool finish() override {
    ++finishes;
    return do_work() == 0;
  }

  std::atomic<int> given{0};
  std::atomic<int> done{0};
  std::atomic<std::int64_t> idle_ns{-1};
  int finishes = 0;  // read after the thread has ended

 private:
  WakeSignal& back_;
};

// Blocks until the duty has done `count`, at most ten seconds.
bool wait_for(const CountingDuty& duty, WakeSignal& back, int count) {
  for (int i = 0; i < 10'000 && duty.done.load() < count; ++i) {
    back.prepare();
    if (duty.done.load() >= count) {
      back.awake();
      break;
    }
    back.wait(1'000'000);
  }
  return duty.done.load() >= count;
}

class ThreadRunnerIdle : public testing::TestWithParam<Idle> {};

TEST_P(ThreadRunnerIdle, DoesTheWorkThatIsBrought) {
  WakeSignal back;
  CountingDuty duty(back);
  WakeSignal signal;
  ThreadRunner runner("test", duty, signal, GetParam());
  runner.start();
  for (int i = 1; i <= 200; ++i) {
    duty.given.fetch_add(1);
    signal.notify();
    ASSERT_TRUE(wait_for(duty, back, i));
  }
  runner.request_stop();
  runner.join();
  EXPECT_EQ(duty.done.load(), 200);
  EXPECT_EQ(duty.finishes, 1);
}

TEST_P(ThreadRunnerIdle, FinishesWhatWasBroughtBeforeTheStop) {
  WakeSignal back;
  CountingDuty duty(back);
  WakeSignal signal;
  ThreadRunner runner("a name longer than fifteen bytes", duty, signal, GetParam());
  duty.given.fetch_add(5);
  runner.request_stop();
  runner.start();
  runner.join();
  EXPECT_EQ(duty.done.load(), 5);
  EXPECT_EQ(duty.finishes, 2);
}

INSTANTIATE_TEST_SUITE_P(Every, ThreadRunnerIdle,
                         testing::Values(Idle::kSpin, Idle::kYield, Idle::kBlock),
                         [](const auto& each) { return std::string(name(each.param)); });

TEST(ThreadRunner, LooksAgainWhenItsTimeIsOver) {
  WakeSignal back;
  CountingDuty duty(back);
  duty.idle_ns = 100'000;
  WakeSignal signal;
  ThreadRunner runner("test", duty, signal, Idle::kBlock);
  runner.start();
  // Nobody notifies: only the time limit gets this done.
  duty.given.fetch_add(1);
  EXPECT_TRUE(wait_for(duty, back, 1));
}

TEST(ThreadRunner, EndsWithItsOwnerEvenIfNeverStarted) {
  WakeSignal back;
  CountingDuty duty(back);
  WakeSignal signal;
  const ThreadRunner runner("test", duty, signal, Idle::kBlock);
  EXPECT_EQ(duty.finishes, 0);
}

}  // namespace
}  // namespace stellwerk::runtime
