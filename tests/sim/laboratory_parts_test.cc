// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/sim/laboratory/agenda.h"
#include "core/sim/laboratory/estimate.h"
#include "core/sim/laboratory/histogram.h"
#include "core/sim/laboratory/identifier.h"

namespace stellwerk::lab {
namespace {

TEST(Identifier, IsReadBack) {
  for (const std::uint32_t number : {0U, 1U, 15U, 16U, 0x01234567U, 0x89abcdefU, 0xffffffffU}) {
    EXPECT_EQ(Identifier::number_of(Identifier(number).text()), number);
  }
  EXPECT_NE(Identifier(1).text(), Identifier(16).text());
}

TEST(Agenda, GoesByTimeThenKindThenSubject) {
  constexpr std::uint64_t kSeed = 11;
  base::Prng prng(kSeed);
  Agenda agenda;
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    const std::int64_t at = prng.between(0, 50);
    const auto kind = static_cast<StepKind>(prng.below(8));
    agenda.add({at, kind, 0, i});
    if (prng.chance(1, 3)) agenda.take();
  }
  Step before = agenda.take();
  std::size_t taken = 1;
  for (; !agenda.empty(); ++taken) {
    const Step step = agenda.take();
    EXPECT_TRUE(before.before(step)) << "seed " << kSeed;
    before = step;
  }
  EXPECT_GT(taken, 1'000U);
}

TEST(Histogram, IsExactBelowAndCloseAbove) {
  constexpr std::uint64_t kSeed = 5;
  base::Prng prng(kSeed);
  Histogram histogram;
  std::vector<double> values;
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t value =
        prng.chance(1, 2) ? prng.between(0, 200) : prng.between(200, 50'000'000);
    histogram.add(value);
    values.push_back(static_cast<double>(value));
  }
  std::sort(values.begin(), values.end());
  for (const double share : {0.1, 0.25, 0.4, 0.5, 0.75, 0.95, 0.99, 1.0}) {
    const double exact =
        values[static_cast<std::size_t>(share * static_cast<double>(values.size()) + 0.5) - 1];
    EXPECT_NEAR(histogram.quantile_ms(share), exact, 0.004 * exact) << share << " seed " << kSeed;
  }
  EXPECT_EQ(histogram.count(), 100'000U);
  EXPECT_EQ(static_cast<double>(histogram.most_ms()), values.back());
  const auto within = std::upper_bound(values.begin(), values.end(), 100.0) - values.begin();
  EXPECT_EQ(histogram.share_within(100), static_cast<double>(within) / 100'000);
}

TEST(Histogram, AddsUpInAnyOrder) {
  Histogram a;
  Histogram b;
  for (const std::int64_t value : {0, 3, 90'000}) a.add(value);
  for (const std::int64_t value : {7, 1'000'000}) b.add(value);
  Histogram ab = a;
  ab.add(b);
  b.add(a);
  EXPECT_EQ(ab.count(), 5U);
  EXPECT_EQ(ab.most_ms(), 1'000'000);
  for (const double share : {0.2, 0.5, 0.9}) {
    EXPECT_EQ(ab.quantile_ms(share), b.quantile_ms(share));
  }
  EXPECT_EQ(Histogram().quantile_ms(0.5), 0);
}

TEST(Estimate, IsARatioOfSumsWithStudentsInterval) {
  const std::vector<double> on_time = {8, 9, 7};
  const std::vector<double> decided = {10, 12, 8};
  const Estimate share = estimate({on_time, decided});
  EXPECT_DOUBLE_EQ(share.value, 24.0 / 30);
  // Residuals (0, -0.6, 0.6) / 30, three runs.
  EXPECT_NEAR(share.error, std::sqrt(2 * 0.02 * 0.02 * 3 / 2), 1e-12);
  EXPECT_NEAR(share.high - share.value, 4.3027 * share.error, 1e-9);
  EXPECT_NEAR(share.value - share.low, share.high - share.value, 1e-12);
}

TEST(Estimate, WithOneRunHasNoInterval) {
  const std::vector<double> one = {8};
  const std::vector<double> of = {10};
  const Estimate share = estimate({one, of});
  EXPECT_DOUBLE_EQ(share.value, 0.8);
  EXPECT_TRUE(std::isnan(share.low));
  const std::vector<double> nothing = {0};
  EXPECT_TRUE(std::isnan(estimate({nothing, nothing}).value));
}

// Two policies that differ by the same on each day: the days themselves differ much.
TEST(Estimate, DifferencesDoNotSufferFromWhatIsCommon) {
  const std::vector<double> a = {90, 50, 10, 70};
  const std::vector<double> b = {80, 40, 0, 60};
  const std::vector<double> of = {100, 100, 100, 100};
  const Estimate difference = estimate_difference({a, of}, {b, of});
  EXPECT_NEAR(difference.value, 0.1, 1e-12);
  EXPECT_NEAR(difference.error, 0, 1e-12);
  EXPECT_GT(estimate({a, of}).error, 0.1);
}

TEST(Estimate, StudentsQuantilesGoOverIntoTheExpansion) {
  EXPECT_NEAR(student_t(1), 12.7062, 1e-4);
  EXPECT_NEAR(student_t(30), 2.0423, 1e-4);
  EXPECT_NEAR(student_t(31), 2.0395, 1e-4);
  EXPECT_NEAR(student_t(120), 1.9799, 1e-4);
  EXPECT_NEAR(student_t(1'000'000), 1.959966, 1e-5);
}

}  // namespace
}  // namespace stellwerk::lab
