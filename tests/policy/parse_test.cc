// SPDX-License-Identifier: Apache-2.0
#include "core/policy/parse.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policy/described_all.h"

namespace stellwerk::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(PolicyParse, SaysWhereTheTextIsNoToml) {
  const Compiled compiled = compile("[[queue]]\nname = \"q\nwrap_up = 1\n");
  ASSERT_THAT(compiled.problems, SizeIs(1));
  EXPECT_EQ(compiled.problems[0].line, 2U);
  EXPECT_EQ(compiled.problems[0].key, "");
  EXPECT_THAT(compiled.problems[0].text, HasSubstr("no TOML: "));
  EXPECT_THAT(compile("a = 1\na = 2\n").problems, SizeIs(1));
  EXPECT_THAT(compile("a = \"\xff\"\n").problems, SizeIs(1));
  EXPECT_THAT(compile(std::string_view("a = 1\0", 6)).problems, SizeIs(1));
}

// Headers at which the parser's own assertions fail.
TEST(PolicyParse, SurvivesHeadersWithoutAKey) {
  for (const std::string_view toml : {"[&", "[\n", "[#\n", "[.a]", "[[[1]]]", "[[=", "[[\n]]", "[]",
                                      "[", "[[", "[a.]", "[a..b]", "[=]\n", "[ [a] ]", "[a]]"}) {
    EXPECT_THAT(compile(toml).problems, SizeIs(1)) << toml;
    const std::string behind = "[[queue]]\nname = \"q\"\n" + std::string(toml) + "\n";
    EXPECT_THAT(compile(behind).problems, SizeIs(1)) << toml;
  }
}

TEST(PolicyParse, TakesNamesAndCommentsInAnyLanguage) {
  for (const std::string_view toml :
       {"[[queue]]\nname = \"Bürgeramt\" # Öffnung", "[[queue]]\nname = 'Bürgeramt'",
        "\xef\xbb\xbf[[queue]]\nname = '''Bürgeramt'''",
        "[[queue]]\nname = \"\"\"\\\n   B\\u00fcrgeramt\"\"\"",
        "# \"é\n[[queue]]\nname=\"Bürgeramt\"\nmax_waiting=3 # é",
        "# \"é\n[[queue]]\nname = \"Bürgeramt\"\n"}) {
    const Compiled compiled = compile(toml);
    EXPECT_THAT(described_all(compiled), IsEmpty()) << toml;
    ASSERT_THAT(compiled.policy.queues, SizeIs(1)) << toml;
    EXPECT_EQ(compiled.policy.queues[0].name, "Bürgeramt") << toml;
  }
}

TEST(PolicyParse, RefusesBytesBeyondAsciiOutsideOfTexts) {
  for (const std::string_view toml :
       {"\né = 1", "\n[é]", "\na = é", "\na = 1 é", "\na = \"b\" é", "\na = '''b''' é",
        "\na = \"\\é\"", "\na = \"\"\"\\ é\"\"\"", "\na = '\\' é", "\na = 1\"é\"", "\na = [1'é']",
        "\na = -=\"é\"", "\na = 1.\"é\"", "\na\u00a0= 1"}) {
    EXPECT_THAT(described_all(compile(toml)),
                ElementsAre("line 2: no TOML: only texts and comments may have bytes beyond ASCII; "
                            "quote the text"))
        << toml;
  }
}

TEST(PolicyParse, RefusesDatesWithABlank) {
  for (const std::string_view toml : {"a = 1979-05-27 07:32:00", "a = [1979-05-27 1#é"}) {
    EXPECT_THAT(described_all(compile(toml)),
                ElementsAre("line 1: no TOML: write a date and its time with a T between them"))
        << toml;
  }
  constexpr std::array<std::string_view, 1> kIgnored = {"a"};
  EXPECT_TRUE(compile("a = [1979-05-27, 1979-05-27T07:32:00]", kIgnored).ok());
}

TEST(PolicyParse, RefusesWhatIsNestedWithoutEnd) {
  std::string dots = "a";
  for (int i = 0; i < 200'000; ++i) dots += ".a";
  const std::string brackets(100'000, '[');
  for (const std::string& toml :
       {dots + " = 1", "[" + dots + "]", "a = " + brackets, "a = {" + dots + " = 1}"}) {
    EXPECT_THAT(compile(toml).problems, SizeIs(1));
  }
  EXPECT_THAT(described_all(compile("\n" + dots + "=1")),
              ElementsAre("line 2: no TOML: more than 32 dots in one line; write shorter keys"));
}

}  // namespace
}  // namespace stellwerk::policy
