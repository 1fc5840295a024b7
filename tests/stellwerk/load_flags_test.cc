// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tools/stellwerk/load/latency_limit.h"
#include "tools/stellwerk/load/rate.h"

namespace stellwerk::cli {
namespace {

double per_second(std::string_view text) {
  const auto rate = parse_load_rate(text);
  return rate && rate->kind == Rate::Kind::kPerSecond ? rate->value : -1;
}

TEST(Rate, IsReadInTheUnitsPeopleUse) {
  EXPECT_EQ(per_second("20000/s"), 20'000);
  EXPECT_EQ(per_second("20000"), 20'000);
  EXPECT_EQ(per_second("20k/s"), 20'000);
  EXPECT_EQ(per_second("1.5M"), 1'500'000);
  EXPECT_EQ(per_second("0.5/s"), 0.5);
}

TEST(Rate, MayBeAShareOrTheHighest) {
  const auto share = parse_load_rate("80%");
  ASSERT_TRUE(share);
  EXPECT_EQ(share->kind, Rate::Kind::kShare);
  EXPECT_DOUBLE_EQ(share->value, 0.8);
  EXPECT_EQ(share->text(), "80%");
  const auto highest = parse_load_rate("max");
  ASSERT_TRUE(highest);
  EXPECT_EQ(highest->kind, Rate::Kind::kHighest);
}

TEST(Rate, RefusesEverythingElse) {
  for (const char* text : {"", "0", "-1/s", "fast", "10/m", "10kk", "1e99", "80%%", "max/s", "nan",
                           "inf", " 5", "5 ", "99999999999"}) {
    EXPECT_FALSE(parse_load_rate(text)) << text;
  }
}

TEST(LatencyLimit, IsReadWithItsUnit) {
  const auto limit = parse_latency_limit("p99.9=1ms");
  ASSERT_TRUE(limit);
  EXPECT_DOUBLE_EQ(limit->share, 0.999);
  EXPECT_EQ(limit->ns, 1'000'000U);
  EXPECT_EQ(limit->text, "p99.9=1ms");
  EXPECT_EQ(parse_latency_limit("p50=200us")->ns, 200'000U);
  EXPECT_EQ(parse_latency_limit("max=2.5s")->ns, 2'500'000'000U);
  EXPECT_EQ(parse_latency_limit("max=2.5s")->share, 1);
}

TEST(LatencyLimit, RefusesEverythingElse) {
  for (const char* text : {"", "p99.9", "p99.9=", "p99.9=1", "99.9=1ms", "p101=1ms", "p-1=1ms",
                           "p99=0ms", "p99=1h", "p99=-1ms", "maximum=1ms"}) {
    EXPECT_FALSE(parse_latency_limit(text)) << text;
  }
}

}  // namespace
}  // namespace stellwerk::cli
