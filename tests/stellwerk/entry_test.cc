// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/entry.h"

#include <gtest/gtest.h>

#include "tools/stellwerk/replay/naming.h"

namespace stellwerk::cli {
namespace {

const std::string kFields =
    "*2\r\n$4\r\n12-0\r\n*6\r\n$4\r\ntype\r\n$21\r\nconversation.assigned\r\n$4\r\nconv\r\n$5\r\n"
    "day-1\r\n$2\r\nat\r\n$3\r\n900\r\n";

TEST(ReadEntries, UnderstandsBothShapes) {
  for (const std::string& bytes :
       {"*1\r\n*2\r\n$6\r\nevents\r\n*1\r\n" + kFields, "%1\r\n$6\r\nevents\r\n*1\r\n" + kFields}) {
    const auto entries = read_entries(ReplyReader::read(bytes).value);
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 1U);
    EXPECT_EQ(entries->front().seq, 12U);
    EXPECT_EQ(entries->front().stream, "events");
    EXPECT_EQ(entries->front().type, "conversation.assigned");
    EXPECT_EQ(entries->front().conv, "day-1");
    EXPECT_EQ(entries->front().at, 900);
  }
}

TEST(ReadEntries, NothingIsNoError) {
  EXPECT_TRUE(read_entries(ReplyReader::read("_\r\n").value)->empty());
  EXPECT_TRUE(read_entries(ReplyReader::read("*-1\r\n").value)->empty());
}

TEST(ReadEntries, RefusesOtherReplies) {
  for (const char* bytes : {"-STALE first=3-0\r\n", "+OK\r\n", "*1\r\n+a\r\n",
                            "%1\r\n+events\r\n*1\r\n*2\r\n+x\r\n*0\r\n",
                            "%1\r\n+events\r\n*1\r\n*2\r\n+1-0\r\n*1\r\n+type\r\n"}) {
    EXPECT_FALSE(read_entries(ReplyReader::read(bytes).value)) << bytes;
  }
}

TEST(Naming, KnowsItsOwn) {
  const Naming naming(1'204);
  EXPECT_EQ(naming.conversation(17), "day1204-17");
  EXPECT_EQ(naming.contact("day1204-17"), 17U);
  EXPECT_FALSE(naming.contact("day120-17"));
  EXPECT_FALSE(naming.contact("day1204-"));
  EXPECT_FALSE(naming.contact("c1"));
}

}  // namespace
}  // namespace stellwerk::cli
