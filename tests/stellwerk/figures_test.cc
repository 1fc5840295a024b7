// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/figures.h"

#include <gtest/gtest.h>

#include "tests/stellwerk/small_day.h"

namespace stellwerk::cli {
namespace {

class FiguresTest : public testing::Test {
 protected:
  FiguresTest() : day_(small_day()), naming_(0), figures_(day_, naming_) {}

  void happen(std::int64_t second, const std::string& type, std::size_t contact,
              const std::string& agent = {}) {
    Entry entry = make_entry(1, type, naming_.conversation(contact), agent);
    entry.at = second * 1'000;
    figures_.on_entry(entry);
  }
  ClassFigures now(std::int64_t second) {
    return figures_.classes(base::Instant{second * 1'000}).at(0);
  }

  Schedule day_;
  Naming naming_;
  DayFigures figures_;
};

TEST_F(FiguresTest, StartWithinTheTargetIsOnTime) {
  happen(100, "conversation.opened", 0);
  EXPECT_EQ(now(130).waiting, 1U);
  EXPECT_EQ(now(130).oldest, base::seconds(30));
  happen(160, "conversation.assigned", 0, "ann");
  EXPECT_EQ(now(200).waiting, 0U);
  EXPECT_EQ(now(200).on_time, 1U);
  EXPECT_EQ(figures_.wait_quantile(0.5), base::seconds(60));
}

TEST_F(FiguresTest, LateLeftAndOverdueAreNot) {
  happen(100, "conversation.opened", 0);
  EXPECT_DOUBLE_EQ(now(150).on_time_share(), 1.0);
  EXPECT_EQ(now(161).overdue, 1U);
  happen(162, "conversation.assigned", 0, "ann");
  happen(100, "conversation.opened", 1);
  happen(120, "conversation.abandoned", 1);
  const ClassFigures end = now(300);
  EXPECT_EQ(end.answered, 1U);
  EXPECT_EQ(end.abandoned, 1U);
  EXPECT_EQ(end.on_time, 0U);
  EXPECT_DOUBLE_EQ(end.on_time_share(), 0.0);
}

TEST_F(FiguresTest, AHandOverRestartsNothing) {
  happen(100, "conversation.opened", 1);
  happen(101, "conversation.assigned", 1, "bot-1");
  happen(115, "conversation.escalated", 1, "bot-1");
  EXPECT_EQ(now(120).waiting, 1U);
  EXPECT_EQ(now(120).answered, 0U);
  happen(180, "conversation.assigned", 1, "ann");
  EXPECT_EQ(figures_.wait_quantile(0.5), base::seconds(80));
  EXPECT_EQ(now(200).on_time, 0U);
  EXPECT_EQ(figures_.counts().assignments, 2U);
  EXPECT_EQ(figures_.counts().to_bots, 1U);
}

TEST_F(FiguresTest, ABotThatAnswersAloneCountsFromItsStart) {
  happen(100, "conversation.opened", 1);
  happen(103, "conversation.assigned", 1, "bot-1");
  happen(120, "conversation.closed", 1, "bot-1");
  EXPECT_EQ(now(200).answered, 1U);
  EXPECT_EQ(now(200).on_time, 1U);
  EXPECT_EQ(figures_.wait_quantile(0.5), base::seconds(3));
}

}  // namespace
}  // namespace stellwerk::cli
