// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/print.h"

#include <sstream>

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

std::string printed(std::string_view bytes) {
  std::ostringstream out;
  print(ReplyReader::read(bytes).value, out);
  return out.str();
}

TEST(Print, ShowsScalars) {
  EXPECT_EQ(printed("+OK\r\n"), "OK\n");
  EXPECT_EQ(printed(":3\r\n"), "3\n");
  EXPECT_EQ(printed("_\r\n"), "(none)\n");
  EXPECT_EQ(printed("*0\r\n"), "(empty)\n");
  EXPECT_EQ(printed("$0\r\n\r\n"), "\"\"\n");
  EXPECT_EQ(printed("-STALE it ended\r\n"), "(error) STALE it ended\n");
}

TEST(Print, AlignsMapsAndIndentsWhatIsInside) {
  EXPECT_EQ(printed("%3\r\n+conv\r\n+c1\r\n+waited_ms\r\n:12\r\n+agents\r\n*2\r\n+a1\r\n+a2\r\n"),
            "conv       c1\nwaited_ms  12\nagents\n  1) a1\n  2) a2\n");
}

TEST(Print, HidesWhatWouldDisturbATerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\x7f"), "a\\x1b[2Jb\\x7f");
  EXPECT_EQ(printable("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
  EXPECT_EQ(printable("\xc2\x9b"
                      "2J"),
            "\\xc2\\x9b"
            "2J");
  EXPECT_EQ(printable("a\xff"
                      "b\xc3"),
            "a\\xff"
            "b\\xc3");
}

TEST(Print, IndentsTextsOfSeveralLines) {
  EXPECT_EQ(printed("%2\r\n+version\r\n:1\r\n+toml\r\n$4\r\na\nb\n\r\n"),
            "version  1\ntoml\n  a\n  b\n");
}

TEST(Print, AlignsByColumnsNotBytes) {
  EXPECT_EQ(printed("%2\r\n$3\r\n\xe4\xbd\xa0\r\n:1\r\n+abc\r\n:2\r\n"),
            "\xe4\xbd\xa0   1\nabc  2\n");
}

}  // namespace
}  // namespace stellwerk::cli
