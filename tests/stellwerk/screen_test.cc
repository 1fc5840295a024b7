// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stellwerk/small_day.h"

namespace stellwerk::cli {
namespace {

TEST(Screen, WritesTimesAndShares) {
  EXPECT_EQ(clock_text(base::hours(7) + base::minutes(5)), "07:05");
  EXPECT_EQ(length_text(base::seconds(45)), "45 s");
  EXPECT_EQ(length_text(base::minutes(12)), "12 min");
  EXPECT_EQ(length_text(base::minutes(210)), "3.5 h");
  EXPECT_EQ(share_text(0.9876), "98.8 %");
}

TEST(Screen, ShowsEachClassAndAll) {
  const Schedule day = small_day();
  Snapshot snapshot;
  snapshot.now = base::hours(8) + base::minutes(30);
  snapshot.done = 0.5;
  snapshot.classes = {{.offered = 20,
                       .answered = 10,
                       .on_time = 9,
                       .abandoned = 0,
                       .overdue = 0,
                       .waiting = 7,
                       .oldest = base::seconds(33)}};
  snapshot.on_duty = 4;
  snapshot.busy = 3;
  const std::vector<std::string> lines = draw(day, snapshot);
  EXPECT_THAT(lines, testing::Contains(testing::ContainsRegex("now +20 +10 +0 +90.0 % +7 +33 s")));
  EXPECT_THAT(lines, testing::Contains(testing::ContainsRegex("all +20 +10 +0 +90.0 % +7 +33 s")));
  EXPECT_THAT(lines, testing::Contains(testing::HasSubstr("on duty 4, busy 3")));
  for (const std::string& line : lines) EXPECT_LE(line.size(), 100U) << line;
  EXPECT_THAT(draw_line(snapshot), testing::HasSubstr("waiting 7"));
}

}  // namespace
}  // namespace stellwerk::cli
