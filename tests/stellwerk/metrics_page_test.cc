// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/metrics_page.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

constexpr const char* kPage = R"(# HELP a_total Something.
# TYPE a_total counter
a_total{queue="x",tenant="t"} 3
a_total{queue="y",tenant="t"} 4
plain 1.5
h_bucket{shard="0",le="0.001"} 50
h_bucket{shard="0",le="0.002"} 90
h_bucket{shard="0",le="+Inf"} 100
h_bucket{shard="1",le="0.001"} 50
h_bucket{shard="1",le="0.002"} 90
h_bucket{shard="1",le="+Inf"} 100
h_sum{shard="0"} 1
empty_bucket{le="+Inf"} 0
)";

TEST(MetricsPage, SumsOverLabels) {
  const auto page = MetricsPage::parse(kPage);
  EXPECT_DOUBLE_EQ(page.sum("a_total"), 7);
  EXPECT_DOUBLE_EQ(page.sum("a_total", "queue=\"y\""), 4);
  EXPECT_DOUBLE_EQ(page.sum("plain"), 1.5);
  EXPECT_DOUBLE_EQ(page.sum("nothing"), 0);
}

TEST(MetricsPage, InterpolatesQuantiles) {
  const auto page = MetricsPage::parse(kPage);
  EXPECT_DOUBLE_EQ(*page.quantile("h", 0.25), 0.0005);
  EXPECT_DOUBLE_EQ(*page.quantile("h", 0.7), 0.0015);
  // Beyond the last bound nothing is known but that.
  EXPECT_DOUBLE_EQ(*page.quantile("h", 0.99), 0.002);
  EXPECT_FALSE(page.quantile("empty", 0.5));
  EXPECT_FALSE(page.quantile("nothing", 0.5));
}

}  // namespace
}  // namespace stellwerk::cli
