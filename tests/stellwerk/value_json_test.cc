// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/value_json.h"

#include <string>

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

std::string json(std::string_view bytes) { return to_json(ReplyReader::read(bytes).value).dump(); }

TEST(ValueJson, HasEveryKind) {
  EXPECT_EQ(json("_\r\n"), "null");
  EXPECT_EQ(json("$-1\r\n"), "null");
  EXPECT_EQ(json(":-7\r\n"), "-7");
  EXPECT_EQ(json(",0.3333333333333333\r\n"), "0.3333333333333333");
  EXPECT_EQ(json("#t\r\n"), "true");
  EXPECT_EQ(json("+OK\r\n"), "\"OK\"");
  EXPECT_EQ(json("$2\r\na\n\r\n"), "\"a\\n\"");
  EXPECT_EQ(json("-STALE it ended\r\n"), R"({"error":"STALE it ended"})");
  EXPECT_EQ(json("*0\r\n"), "[]");
  EXPECT_EQ(json("%0\r\n"), "{}");
}

TEST(ValueJson, KeepsTheOrderOfMaps) {
  EXPECT_EQ(json("%2\r\n+z\r\n*2\r\n:1\r\n_\r\n+a\r\n%1\r\n:3\r\n+x\r\n"),
            R"({"z":[1,null],"a":{"3":"x"}})");
}

TEST(ValueJson, WritesWhatIsNoTextInHexadecimal) {
  EXPECT_EQ(json("$2\r\n\xff\x01\r\n"), R"({"hex":"ff01"})");
}

}  // namespace
}  // namespace stellwerk::cli
