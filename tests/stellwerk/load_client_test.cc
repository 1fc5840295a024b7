// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_client.h"

#include <poll.h>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/stellwerk/fake_server.h"

namespace stellwerk::cli {
namespace {

const std::string kAssigned = "*4\r\n$5\r\nstate\r\n$6\r\nactive\r\n$5\r\nagent\r\n$1\r\na\r\n";
const std::string kWaits = "*4\r\n$5\r\nstate\r\n$7\r\nwaiting\r\n$5\r\nagent\r\n$-1\r\n";
const std::string kClosed = "*4\r\n$5\r\nstate\r\n$6\r\nclosed\r\n$5\r\nagent\r\n$-1\r\n";

constexpr std::string_view kLook = "*4\r\n$9\r\nCONV.OPEN\r\n";

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + 1)) {
    ++found;
  }
  return found;
}

class LoadClientTest : public testing::Test {
 protected:
  LoadClientTest()
      : job_(5, 8, 1),
        ledger_(job_, 7, 1),
        client_(Connection::open(server_.address()), ledger_,
                {.number = 0, .of = 1, .pipeline = 4, .busy = 3}) {
    server_.accept();
  }

  void answer(const std::string& bytes) {
    server_.say(bytes);
    pollfd wait{client_.connection().descriptor(), POLLIN, 0};
    ::poll(&wait, 1, 5'000);
    client_.connection().fill();
    EXPECT_TRUE(client_.take_replies(now_));
  }
  void refill(LoadLedger::Phase phase = LoadLedger::Phase::kFlatOut) {
    ledger_.phase = phase;
    client_.refill(now_);
  }
  void drain() { refill(LoadLedger::Phase::kDraining); }
  void send_arrived() { refill(LoadLedger::Phase::kScheduled); }

  [[nodiscard]] const LoadFigures& result() const { return ledger_.result; }

  std::uint64_t now_ = 1'000'000;
  FakeServer server_;
  sim::LoadJob job_;
  LoadLedger ledger_;
  LoadClient client_;
};

// Whoever waits for many to be filled must not wait for all to be full in one moment.
TEST_F(LoadClientTest, HasBeenFilledAlsoWhileItCloses) {
  EXPECT_FALSE(client_.was_full());
  refill();
  answer(kAssigned + kAssigned + kAssigned);
  while (client_.is_full()) {
    drain();
    answer(kClosed);
  }
  EXPECT_TRUE(client_.was_full());
}

TEST_F(LoadClientTest, OpensUntilFullThenClosesBeforeItOpens) {
  refill();
  const std::string opened = server_.heard();
  EXPECT_EQ(count(opened, "CONV.OPEN"), 3U);
  EXPECT_EQ(count(opened, "$16\r\n00000007"), 3U);
  EXPECT_TRUE(client_.is_full());
  answer(kAssigned + kAssigned + kAssigned);
  EXPECT_EQ(result().assigned, 3U);
  refill();
  const std::string turned = server_.heard();
  EXPECT_EQ(count(turned, "CONV.CLOSE"), 2U);
  EXPECT_EQ(count(turned, "CONV.OPEN"), 2U);
  answer(kClosed + kAssigned + kClosed + kWaits);
  EXPECT_EQ(result().cycles, 2U);
  EXPECT_EQ(result().waited, 1U);
}

TEST_F(LoadClientTest, ClosesWhatWaitedOnlyOnceSomebodyHasIt) {
  refill();
  (void)server_.heard();
  answer(kAssigned + kWaits + kAssigned);
  drain();
  const std::string first = server_.heard();
  EXPECT_EQ(count(first, kLook), 0U);
  EXPECT_EQ(count(first, "CONV.CLOSE"), 2U);
  answer(kClosed + kClosed);
  drain();
  EXPECT_EQ(count(server_.heard(), kLook), 1U);
  answer(kWaits);
  drain();
  EXPECT_EQ(count(server_.heard(), kLook), 1U);
  answer(kAssigned);
  drain();
  EXPECT_EQ(count(server_.heard(), "CONV.CLOSE"), 1U);
  EXPECT_FALSE(client_.is_drained());
  answer(kClosed);
  EXPECT_TRUE(client_.is_drained());
  EXPECT_EQ(result().cycles, 3U);
  EXPECT_EQ(result().assigned, 3U);
  EXPECT_EQ(result().closed_waiting, 0U);
}

// At the earliest four commands after the answer, as many as may be under way.
TEST_F(LoadClientTest, LooksAgainAndAgainAfterWhatWaits) {
  refill();
  (void)server_.heard();
  answer(kAssigned + kAssigned + kWaits);
  std::vector<std::size_t> looks_after;
  for (std::size_t turn = 0; turn < 10; ++turn) {
    refill();
    const std::string sent = server_.heard();
    std::string answers;
    for (std::size_t at = sent.find('*'); at != std::string::npos; at = sent.find('*', at + 1)) {
      const std::string_view command = std::string_view(sent).substr(at);
      if (command.starts_with(kLook)) looks_after.push_back(turn);
      if (command.starts_with("*2")) {
        answers += kClosed;
      } else {
        answers += command.starts_with(kLook) ? kWaits : kAssigned;
      }
    }
    answer(answers);
  }
  EXPECT_EQ(looks_after, (std::vector<std::size_t>{1, 3, 5, 7, 9}));
}

// Commands go out in strokes: one for each answer would cost more on the way than at their goal.
TEST_F(LoadClientTest, WaitsUntilHalfTheDepthIsFree) {
  refill();
  (void)server_.heard();
  answer(kAssigned + kAssigned + kAssigned);
  refill();
  (void)server_.heard();
  answer(kClosed);
  refill();
  EXPECT_TRUE(server_.hears_nothing());
  answer(kAssigned);
  refill();
  EXPECT_FALSE(server_.hears_nothing());
}

TEST_F(LoadClientTest, CountsErrors) {
  refill();
  (void)server_.heard();
  answer("-FULL retry-after-ms=5\r\n" + kAssigned);
  EXPECT_EQ(result().errors, 1U);
  EXPECT_EQ(result().first_error, "FULL retry-after-ms=5");
  EXPECT_FALSE(client_.is_full());
}

// Three are open, and all are measured.
class ScheduledTest : public LoadClientTest {
 protected:
  ScheduledTest() {
    refill();
    (void)server_.heard();
    answer(kAssigned + kAssigned + kAssigned);
    ledger_.measure_from_ns = 2'000'000;
    ledger_.measure_until_ns = 3'000'000;
  }
};

TEST_F(ScheduledTest, SendsNothingBeforeSomethingArrives) {
  now_ = 2'000'000;
  send_arrived();
  EXPECT_TRUE(server_.hears_nothing());
  client_.arrive(2'000'000);
  send_arrived();
  const std::string sent = server_.heard();
  EXPECT_EQ(count(sent, "CONV.CLOSE"), 1U);
  EXPECT_EQ(count(sent, "CONV.OPEN"), 1U);
  EXPECT_LT(sent.find("CONV.CLOSE"), sent.find("CONV.OPEN"));
}

TEST_F(ScheduledTest, MeasuresFromTheScheduleAndNotFromTheSending) {
  client_.arrive(2'000'000);
  now_ = 2'000'070;
  send_arrived();
  now_ = 2'000'100;
  answer(kClosed + kAssigned);
  EXPECT_EQ(result().latency.max(), 100U);
  EXPECT_EQ(result().sent_late.max(), 70U);
  EXPECT_EQ(result().measured_cycles, 1U);
}

// Coordinated omission: while the daemon stalls, a generator that waits for it would send less and
// measure one long time where customers had many.
TEST_F(ScheduledTest, AllWhoArriveDuringAStallHaveWaited) {
  for (std::uint64_t at = 2'000'000; at < 2'100'000; at += 1'000) client_.arrive(at);
  now_ = 2'100'000;
  while (!client_.is_idle()) {
    send_arrived();
    std::string answers;
    const std::string sent = server_.heard();
    for (std::size_t at = sent.find('*'); at != std::string::npos; at = sent.find('*', at + 1)) {
      answers += sent[at + 1] == '2' ? kClosed : kAssigned;
    }
    answer(answers);
  }
  EXPECT_EQ(result().latency.count(), 100U);
  EXPECT_NEAR(static_cast<double>(result().latency.quantile(0.5)), 50'000, 1'000);
  EXPECT_EQ(result().latency.max(), 100'000U);
  EXPECT_EQ(result().sent_late.max(), 100'000U);
}

// Otherwise each answer would let one more command go, alone, and small batches stay small however
// much has arrived.
TEST_F(ScheduledTest, WhatHasArrivedBeyondTheDepthGoesInStrokes) {
  for (std::uint64_t at = 2'000'000; at < 2'000'020; ++at) client_.arrive(at);
  now_ = 2'000'100;
  send_arrived();
  EXPECT_EQ(count(server_.heard(), "CONV."), 4U);
  answer(kClosed);
  send_arrived();
  EXPECT_TRUE(server_.hears_nothing());
  answer(kAssigned);
  send_arrived();
  EXPECT_EQ(count(server_.heard(), "CONV."), 2U);
}

TEST_F(ScheduledTest, WhatIsNotAnsweredInTheEndCountsWithItsAge) {
  for (std::uint64_t at = 2'000'000; at < 2'000'010; ++at) client_.arrive(at);
  now_ = 2'000'100;
  send_arrived();
  (void)server_.heard();
  now_ = 2'500'000;
  client_.give_up_arrived(now_);
  EXPECT_EQ(result().unanswered, 10U);
  EXPECT_EQ(result().latency.count(), 10U);
  EXPECT_EQ(result().latency.max(), 500'000U);
  answer(kClosed + kAssigned + kClosed + kAssigned);
  EXPECT_EQ(result().latency.count(), 10U);
  EXPECT_EQ(result().latency.max(), 500'000U);
}

TEST_F(LoadClientTest, ClosesWhatEventsTellOf) {
  ledger_.told_by_events = true;
  refill();
  (void)server_.heard();
  answer(kWaits + kAssigned + kWaits);
  EXPECT_EQ(result().assigned, 0U);
  drain();
  EXPECT_TRUE(server_.hears_nothing());
  client_.told(2);
  EXPECT_EQ(result().assigned, 1U);
  drain();
  EXPECT_EQ(count(server_.heard(), "CONV.CLOSE\r\n$16\r\n0000000700000002\r\n"), 1U);
}

// What the socket did not take at once has to leave, too, although it would be too early for more.
TEST_F(LoadClientTest, SendsTheRestOfADeepPipeline) {
  constexpr std::uint32_t kDepth = 100'000;
  FakeServer slow;
  LoadClient deep(Connection::open(slow.address()), ledger_,
                  {.number = 0, .of = 1, .pipeline = kDepth, .busy = kDepth});
  slow.accept();
  deep.refill(now_);
  ASSERT_TRUE(deep.connection().wants_write());
  std::size_t openings = 0;
  while (openings < kDepth && deep.connection().failure().empty()) {
    openings += count(slow.heard(), "CONV.OPEN");
    deep.refill(now_);
    // A command that is cut in two is not found in either.
    if (!deep.connection().wants_write() && slow.hears_nothing()) break;
  }
  EXPECT_FALSE(deep.connection().wants_write());
  EXPECT_GT(openings, kDepth * 99 / 100);
}

}  // namespace
}  // namespace stellwerk::cli
