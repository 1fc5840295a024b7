// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/time_text.h"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include "tools/stellwerk/client/patience.h"

namespace stellwerk::cli {
namespace {

TEST(TimeText, SpansHaveTheirTwoLargestUnits) {
  EXPECT_EQ(span_text({0}), "0ms");
  EXPECT_EQ(span_text({999}), "999ms");
  EXPECT_EQ(span_text({1'000}), "1s");
  EXPECT_EQ(span_text({59'999}), "59s");
  EXPECT_EQ(span_text({90'000}), "1m30s");
  EXPECT_EQ(span_text({3'600'000 + 5 * 60'000}), "1h05m");
  EXPECT_EQ(span_text({86'400'000LL * 3 + 3'600'000 * 4}), "3d04h");
  EXPECT_EQ(span_text({-1'500}), "-1s");
}

TEST(TimeText, PointsAreLocal) {
  ::setenv("TZ", "Europe/Berlin", 1);
  ::tzset();
  EXPECT_EQ(local_time({1'795'320'000'007}), "2026-11-22 05:00:00.007");
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  EXPECT_EQ(local_time({1'795'320'000'007}), "2026-11-22 04:00:00.007");
  EXPECT_EQ(local_time({-1}), "1969-12-31 23:59:59.999");
}

TEST(Patience, DoublesUpToItsBound) {
  Patience patience(100, 500);
  EXPECT_EQ(patience.next_ms(), 100);
  EXPECT_EQ(patience.next_ms(), 200);
  EXPECT_EQ(patience.next_ms(), 400);
  EXPECT_EQ(patience.next_ms(), 500);
  EXPECT_EQ(patience.next_ms(), 500);
  patience.renew();
  EXPECT_EQ(patience.next_ms(), 100);
}

}  // namespace
}  // namespace stellwerk::cli
