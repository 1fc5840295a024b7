// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/reply_scanner.h"

#include <string>

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

using Kind = ScannedReply::Kind;

const std::string kOpened =
    "*8\r\n$4\r\nconv\r\n$2\r\nc1\r\n$5\r\nstate\r\n$6\r\nactive\r\n$5\r\nagent\r\n$2\r\na7\r\n"
    "$3\r\nseq\r\n:12\r\n";
const std::string kWaiting =
    "*6\r\n$5\r\nstate\r\n$7\r\nwaiting\r\n$5\r\nagent\r\n$-1\r\n$5\r\noffer\r\n$-1\r\n";

TEST(ScanReply, FindsStateAndAgent) {
  const std::string both = kOpened + kWaiting;
  const ScannedReply opened = scan_reply(both);
  EXPECT_EQ(opened.kind, Kind::kReply);
  EXPECT_EQ(opened.size, kOpened.size());
  EXPECT_EQ(opened.state, "active");
  EXPECT_EQ(opened.agent, "a7");
  const ScannedReply waiting = scan_reply(kWaiting);
  EXPECT_EQ(waiting.state, "waiting");
  EXPECT_EQ(waiting.agent, "");
}

TEST(ScanReply, StepsOverLinesAndErrors) {
  EXPECT_EQ(scan_reply("+OK\r\n+x").size, 5U);
  const ScannedReply error = scan_reply("-FULL retry-after-ms=20\r\n");
  EXPECT_EQ(error.kind, Kind::kError);
  EXPECT_EQ(error.text, "FULL retry-after-ms=20");
  EXPECT_EQ(error.size, 25U);
}

TEST(ScanReply, EveryStrictPrefixNeedsMore) {
  for (std::size_t size = 0; size < kOpened.size(); ++size) {
    EXPECT_EQ(scan_reply(kOpened.substr(0, size)).kind, Kind::kNeedMore) << size;
  }
}

TEST(ScanReply, RefusesWhatItDoesNotKnow) {
  for (const char* bytes :
       {"%1\r\n", "*x\r\n", "*1\r\n*0\r\n", "$x\r\n", "hello\r\n", "\n", "$1\r\nabc"}) {
    EXPECT_EQ(scan_reply(bytes).kind, Kind::kMalformed) << bytes;
  }
}

}  // namespace
}  // namespace stellwerk::cli
