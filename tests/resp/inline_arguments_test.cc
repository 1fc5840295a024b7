// SPDX-License-Identifier: Apache-2.0
#include "core/resp/inline_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellwerk::resp {
namespace {

using std::string_view_literals::operator""sv;

struct SplitCase {
  std::string_view line;
  std::vector<std::string_view> arguments;
};

TEST(InlineArguments, SplitsAsAConsoleDoes) {
  const std::vector<SplitCase> cases = {
      {"", {}},
      {"   \t ", {}},
      {"PING", {"PING"}},
      {"  XLEN\tevents  ", {"XLEN", "events"}},
      {R"(ECHO "two words")", {"ECHO", "two words"}},
      {R"(ECHO 'two words')", {"ECHO", "two words"}},
      {R"(ECHO "" '')", {"ECHO", "", ""}},
      {R"(ECHO "a\"b\\c")", {"ECHO", R"(a"b\c)"}},
      {R"(ECHO 'a\'b\n')", {"ECHO", R"(a'b\n)"}},
      {R"(ECHO "\n\r\t\b\a\x00\xfF\xg")", {"ECHO", "\n\r\t\b\a\0\xffxg"sv}},
      {R"(ECHO pre"fix" x)", {"ECHO", "prefix", "x"}},
  };
  for (const SplitCase& item : cases) {
    std::vector<std::string_view> arguments;
    std::string unquoted;
    EXPECT_TRUE(split_inline(item.line, arguments, unquoted)) << item.line;
    EXPECT_EQ(arguments, item.arguments) << item.line;
  }
}

TEST(InlineArguments, RefusesQuotesThatDoNotClose) {
  for (const std::string_view line :
       {R"(ECHO "a)", R"(ECHO 'a)", R"(ECHO ")", R"(ECHO "a"b)", R"(ECHO "a\")", R"(ECHO 'a\')"}) {
    std::vector<std::string_view> arguments;
    std::string unquoted;
    EXPECT_FALSE(split_inline(line, arguments, unquoted)) << line;
  }
}

}  // namespace
}  // namespace stellwerk::resp
