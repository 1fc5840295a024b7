// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/tail/stream_event.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

constexpr std::string_view kEntry = "*1\r\n*2\r\n$3\r\n5-0\r\n*2\r\n$4\r\ntype\r\n$1\r\nx\r\n";

std::optional<std::vector<StreamEvent>> events(const std::string& bytes) {
  return events_of(ReplyReader::read(bytes).value);
}

TEST(StreamEvent, IsReadFromEitherProtocol) {
  for (const char* around : {"%1\r\n$6\r\nevents\r\n", "*1\r\n*2\r\n$6\r\nevents\r\n"}) {
    const auto read = events(around + std::string(kEntry));
    ASSERT_TRUE(read && read->size() == 1) << around;
    EXPECT_EQ(read->front().id, "5-0");
    EXPECT_EQ(read->front().field("type"), "x");
    EXPECT_EQ(read->front().field("conv"), "");
  }
}

TEST(StreamEvent, NothingIsNoEvents) {
  EXPECT_EQ(events("_\r\n")->size(), 0U);
  EXPECT_EQ(events("*-1\r\n")->size(), 0U);
}

TEST(StreamEvent, OtherAnswersAreNoEvents) {
  EXPECT_FALSE(events("+OK\r\n"));
  EXPECT_FALSE(events("%1\r\n$6\r\nevents\r\n*1\r\n*1\r\n$3\r\n5-0\r\n"));
  EXPECT_FALSE(events("%1\r\n$6\r\nevents\r\n*1\r\n*2\r\n$3\r\nabc\r\n*0\r\n"));
}

TEST(StreamEvent, IdentifiersAreNumbers) {
  EXPECT_EQ(number_of("17-0"), 17U);
  EXPECT_EQ(number_of("0"), 0U);
  EXPECT_FALSE(number_of("17-1"));
  EXPECT_FALSE(number_of("-1"));
  EXPECT_FALSE(number_of("$"));
}

}  // namespace
}  // namespace stellwerk::cli
