// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/value.h"

#include <gtest/gtest.h>

#include "tools/stellwerk/client/request.h"

namespace stellwerk::cli {
namespace {

using Status = ReplyReader::Status;

Value read_whole(std::string_view bytes) {
  auto result = ReplyReader::read(bytes);
  EXPECT_EQ(result.status, Status::kValue) << bytes;
  EXPECT_EQ(result.consumed, bytes.size()) << bytes;
  return std::move(result.value);
}

TEST(ReplyReader, ReadsScalars) {
  EXPECT_EQ(read_whole("+OK\r\n").text, "OK");
  EXPECT_EQ(read_whole(":-42\r\n").integer, -42);
  EXPECT_EQ(read_whole("$5\r\na\r\nbc\r\n").text, "a\r\nbc");
  EXPECT_TRUE(read_whole("$-1\r\n").is_null());
  EXPECT_TRUE(read_whole("*-1\r\n").is_null());
  EXPECT_TRUE(read_whole("_\r\n").is_null());
  EXPECT_TRUE(read_whole("-BADARG no\r\n").is_error());
  EXPECT_TRUE(read_whole("!9\r\nERR again\r\n").is_error());
  EXPECT_EQ(read_whole("#t\r\n").integer, 1);
  EXPECT_DOUBLE_EQ(read_whole(",0.25\r\n").real, 0.25);
  EXPECT_EQ(read_whole("=8\r\ntxt:abcd\r\n").text, "abcd");
  EXPECT_EQ(read_whole("|1\r\n+a\r\n+b\r\n:7\r\n").integer, 7);
}

TEST(ReplyReader, FindsFieldsInBothShapesOfAMap) {
  for (const char* bytes : {"%2\r\n$5\r\nstate\r\n$6\r\nactive\r\n$3\r\nseq\r\n:9\r\n",
                            "*4\r\n$5\r\nstate\r\n$6\r\nactive\r\n$3\r\nseq\r\n:9\r\n"}) {
    const Value value = read_whole(bytes);
    ASSERT_NE(value.find("state"), nullptr);
    EXPECT_EQ(value.find("state")->text, "active");
    EXPECT_EQ(value.find("seq")->as_integer(), 9);
    EXPECT_EQ(value.find("agent"), nullptr);
  }
}

TEST(ReplyReader, EveryStrictPrefixNeedsMore) {
  const std::string bytes =
      "%2\r\n$6\r\nevents\r\n*1\r\n*2\r\n$3\r\n7-0\r\n*2\r\n$4\r\ntype\r\n$1\r\nx\r\n+a\r\n,1."
      "5\r\n";
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto result = ReplyReader::read(std::string_view(bytes).substr(0, size));
    EXPECT_EQ(result.status, Status::kNeedMore) << size;
    EXPECT_EQ(result.consumed, 0U);
  }
  EXPECT_EQ(read_whole(bytes).items.size(), 4U);
}

TEST(ReplyReader, RefusesWhatIsNoReply) {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "*1\r\n";
  for (const std::string& bytes :
       {std::string("HTTP/1.1 400 Bad Request\r\n"), std::string("$x\r\n"), std::string("$-2\r\n"),
        std::string("*9999999999\r\n"), std::string(":12a\r\n"), std::string("\r\n"),
        std::string("#x\r\n"), std::string("$2\r\nabcd"), deep}) {
    EXPECT_EQ(ReplyReader::read(bytes).status, Status::kMalformed) << bytes;
  }
}

TEST(Request, EncodesArgumentsOfAnyBytes) {
  std::string out;
  Request{"MSG.IN", "c1", std::string_view("a\0\r\n", 4)}.append_to(out);
  EXPECT_EQ(out, std::string("*3\r\n$6\r\nMSG.IN\r\n$2\r\nc1\r\n$4\r\na\0\r\n\r\n", 34));
  out.clear();
  Request{"X"}.option("COUNT", 12).add("").append_to(out);
  EXPECT_EQ(out, "*4\r\n$1\r\nX\r\n$5\r\nCOUNT\r\n$2\r\n12\r\n$0\r\n\r\n");
}

}  // namespace
}  // namespace stellwerk::cli
