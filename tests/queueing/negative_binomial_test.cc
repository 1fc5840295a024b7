// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/negative_binomial.h"

#include <cmath>

#include <gtest/gtest.h>

namespace stellwerk::queueing {
namespace {

TEST(NegativeBinomial, OneSuccessIsGeometric) {
  const auto more = NegativeBinomial(1, 0.25).more_than(0, 40);
  for (std::size_t k = 0; k < more.size(); ++k) {
    EXPECT_NEAR(more[k], std::pow(1 - std::exp(-0.25), static_cast<double>(k + 1)), 1e-14);
  }
}

// Added up from 0 by its definition.
TEST(NegativeBinomial, AgreesWithItsSumWhateverTheStretchAskedFor) {
  for (const double shape : {1.0, 1.5, 7.25, 40.0}) {
    for (const double exponent : {1e-6, 0.1, 1.0, 3.0}) {
      const double success = std::exp(-exponent);
      std::vector<double> more;
      double probability = std::pow(success, shape);
      double sum = 0;
      for (int k = 0; k < 3'000; ++k) {
        sum += probability;
        more.push_back(1 - sum);
        probability *= (shape + k) * (1 - success) / (k + 1);
      }
      for (const std::uint64_t first : {0U, 1U, 5U, 100U, 2'000U}) {
        for (const std::size_t count : {1U, 3U, 900U}) {
          const auto got = NegativeBinomial(shape, exponent).more_than(first, count);
          ASSERT_EQ(got.size(), count);
          for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(got[i], more[first + i], 1e-12);
        }
      }
    }
  }
}

TEST(NegativeBinomial, Extremes) {
  EXPECT_EQ(NegativeBinomial(5, 0).more_than(0, 2), (std::vector<double>{0, 0}));
  EXPECT_EQ(NegativeBinomial(5, 1e6).more_than(3, 2), (std::vector<double>{1, 1}));
  EXPECT_EQ(NegativeBinomial(1e6, 2).more_than(0, 1), (std::vector<double>{1}));
  EXPECT_TRUE(NegativeBinomial(1e6, 2).more_than(0, 0).empty());
}

}  // namespace
}  // namespace stellwerk::queueing
