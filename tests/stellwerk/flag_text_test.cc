// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/flag_text.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

TEST(FlagText, Amounts) {
  EXPECT_EQ(parse_amount("0"), 0);
  EXPECT_EQ(parse_amount("12.5"), 12.5);
  EXPECT_EQ(parse_amount("1e3"), 1'000);
  for (const char* const text : {"", "-1", "+1", "nan", "inf", "1e999", "0x10", "12 ", "1,5"}) {
    EXPECT_FALSE(parse_amount(text)) << text;
  }
}

TEST(FlagText, Shares) {
  EXPECT_EQ(parse_share("0"), 0);
  EXPECT_EQ(parse_share("0.8"), 0.8);
  EXPECT_EQ(parse_share("1"), 1);
  for (const char* const text : {"80", "80%", "1.0001", "-0.1", ""}) {
    EXPECT_FALSE(parse_share(text)) << text;
  }
}

TEST(FlagText, RatesAreASecond) {
  EXPECT_EQ(parse_rate("5/s"), 5);
  EXPECT_EQ(parse_rate("4.2/min"), 4.2 * 60 / 3'600);
  EXPECT_EQ(parse_rate("1000/h"), 1'000.0 / 3'600);
  for (const char* const text : {"5", "5/d", "-5/s", "/s", "nan/s", ""}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(FlagText, SpansHaveAUnit) {
  EXPECT_EQ(parse_span("20s"), base::seconds(20));
  EXPECT_EQ(parse_span("1.5h"), base::minutes(90));
  EXPECT_EQ(parse_span("3min"), parse_span("3m"));
  EXPECT_EQ(parse_span("0"), base::Duration{0});
  for (const char* const text : {"20", "1.5", "s", "-3s", "3w", ""}) {
    EXPECT_FALSE(parse_span(text)) << text;
  }
}

}  // namespace
}  // namespace stellwerk::cli
