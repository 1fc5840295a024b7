// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/tail/event_line.h"

#include <cstdlib>
#include <ctime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class EventLine : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
};

StreamEvent event(std::string name, std::string value) {
  return {"3-0", {{"type", "message.in"}, {"at", "1795320000007"}, {std::move(name), value}}};
}

TEST_F(EventLine, HasItsColumnsAndThenTheRest) {
  EventLines lines(false);
  EXPECT_EQ(lines.line({"4-0",
                        {{"type", "offer.created"},
                         {"conv", "c1"},
                         {"agent", "anna"},
                         {"at", "1795320000007"},
                         {"expires", "1795320020007"},
                         {"priority", "5"}}}),
            "2026-11-22 04:00:00.007  offer.created             c1        anna      -       "
            "  id=4-0 expires=+20s priority=5");
}

TEST_F(EventLine, ColumnsGrowAndStayGrown) {
  EventLines lines(false);
  const std::string before = lines.line(event("conv", "c1"));
  (void)lines.line(event("conv", "a-long-conversation"));
  EXPECT_EQ(lines.line(event("conv", "c1")).size(), before.size() + 11);
  (void)lines.line(event("conv", std::string(128, 'x')));
  EXPECT_EQ(lines.line(event("conv", "c1")).size(), before.size() + 28) << "to 36, not further";
}

TEST_F(EventLine, StaysOneLineWhateverIsInIt) {
  EventLines lines(false);
  EXPECT_THAT(lines.line(event("payload", "a\n\"b\"\t\x1b[2J")),
              HasSubstr(R"(payload="a\n\"b\"\t\x1b[2J")"));
  EXPECT_THAT(lines.line(event("payload", "")), HasSubstr("payload=\"\""));
  EXPECT_THAT(lines.line(event("reason", "a=b")), HasSubstr("reason=\"a=b\""));
}

TEST_F(EventLine, SaysWhenADeadlineWasOver) {
  EventLines lines(false);
  EXPECT_THAT(lines.line(event("due", "1795319999007")), HasSubstr("due=-1s"));
  EXPECT_THAT(lines.line(event("due", "soon")), HasSubstr("due=soon"));
}

TEST_F(EventLine, IsColouredOnlyWhenWanted) {
  EXPECT_THAT(EventLines(true).line(event("conv", "c1")), HasSubstr("\x1b[32mmessage.in\x1b[0m"));
  EXPECT_THAT(EventLines(false).line(event("conv", "c1")), Not(HasSubstr("\x1b")));
}

TEST_F(EventLine, IsJsonForPrograms) {
  EXPECT_EQ(json_line(event("payload", "\xff")),
            R"({"id":"3-0","type":"message.in","at":"1795320000007","payload":{"hex":"ff"}})");
}

}  // namespace
}  // namespace stellwerk::cli
