// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/utf8.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

TEST(Utf8, KnowsCharactersByTheirBytes) {
  EXPECT_EQ(character_size("a"), 1U);
  EXPECT_EQ(character_size("\xc3\xbc!"), 2U);
  EXPECT_EQ(character_size("\xe4\xbd\xa0"), 3U);
  EXPECT_EQ(character_size("\xf0\x9f\x98\x80"), 4U);
  EXPECT_EQ(character_size(""), 0U);
  EXPECT_EQ(character_size("\xc3"), 0U);
  EXPECT_EQ(character_size("\xc0\xaf"), 0U) << "overlong";
  EXPECT_EQ(character_size("\xe0\x80\x80"), 0U) << "overlong";
  EXPECT_EQ(character_size("\xed\xa0\x80"), 0U) << "a surrogate";
  EXPECT_EQ(character_size("\xf4\x90\x80\x80"), 0U) << "beyond the last";
}

TEST(Utf8, ReadsTheNumberOfACharacter) {
  EXPECT_EQ(code_point("a"), U'a');
  EXPECT_EQ(code_point("\xc3\xbc"), 0xfcU);
  EXPECT_EQ(code_point("\xe4\xbd\xa0"), 0x4f60U);
  EXPECT_EQ(code_point("\xf0\x9f\x98\x80"), 0x1f600U);
}

TEST(Utf8, CountsColumns) {
  EXPECT_EQ(columns("billing"), 7U);
  EXPECT_EQ(columns("B\xc3\xbcro"), 4U);
  EXPECT_EQ(columns("\xe4\xbd\xa0\xe5\xa5\xbd"), 4U);
  EXPECT_EQ(columns("u\xcc\x88"), 1U);
  EXPECT_EQ(columns("\xff"), 1U);
}

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(cut("billing", 4), "bill");
  EXPECT_EQ(cut("B\xc3\xbcro", 2), "B\xc3\xbc");
  EXPECT_EQ(cut("\xe4\xbd\xa0\xe5\xa5\xbd", 3), "\xe4\xbd\xa0");
  EXPECT_EQ(cut("short", 80), "short");
}

}  // namespace
}  // namespace stellwerk::cli
