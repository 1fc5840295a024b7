// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/patience_curves.h"

#include <gtest/gtest.h>

#include "tests/stellwerk/scratch_folder.h"

namespace stellwerk::cli {
namespace {

constexpr const char* kHeading = "priority,t_s,survival,at_risk\n";
constexpr const char* kRows = "0,0,0.9,10\n0,30,0.4,6\n1,20,0.5,20\n2,10,0.8,30\n2,60,0.6,20\n";
constexpr base::Duration kLongest = base::minutes(10);

class PatienceCurvesTest : public testing::Test {
 protected:
  std::string read(const std::string& rows) {
    return curves_.read(folder_.write("patience.csv", kHeading + rows));
  }

  ScratchFolder folder_;
  PatienceCurves curves_;
  base::Prng prng_{1};
};

TEST_F(PatienceCurvesTest, AreDrawnFrom) {
  ASSERT_EQ(read(kRows), "");
  int at_once = 0;
  int later = 0;
  constexpr int kDraws = 10'000;
  for (int i = 0; i < kDraws; ++i) {
    // 30 s is the last time that is known of priority 0: those beyond stay for as long as anybody.
    const base::Duration patience = curves_.draw_beyond(0, base::Duration{-1}, kLongest, prng_);
    at_once += patience == base::Duration{0} ? 1 : 0;
    later += patience == base::seconds(30) ? 1 : 0;
    ASSERT_TRUE(patience <= base::seconds(30) || patience == kLongest) << patience.ms;
  }
  EXPECT_NEAR(at_once, 1'000, 150);
  EXPECT_NEAR(later, 5'000, 250);
}

TEST_F(PatienceCurvesTest, BeginWhereTheCallerIs) {
  ASSERT_EQ(read(kRows), "");
  int first = 0;
  constexpr int kDraws = 10'000;
  for (int i = 0; i < kDraws; ++i) {
    const base::Duration patience = curves_.draw_beyond(2, base::seconds(10), kLongest, prng_);
    first += patience == base::seconds(60) ? 1 : 0;
    ASSERT_GT(patience, base::seconds(10));
  }
  EXPECT_NEAR(first, 2'500, 200) << ".2 of the .8 who are still there leave at 60 s";
  EXPECT_EQ(curves_.draw_beyond(2, base::minutes(20), kLongest, prng_), base::minutes(20));
}

TEST_F(PatienceCurvesTest, TellHowManyHaveAPriority) {
  ASSERT_EQ(read(kRows), "");
  std::array<int, 3> count{};
  constexpr int kDraws = 6'000;
  for (int i = 0; i < kDraws; ++i) ++count[curves_.draw_priority(prng_)];
  EXPECT_NEAR(count[0], 1'000, 120);
  EXPECT_NEAR(count[1], 2'000, 150);
  EXPECT_NEAR(count[2], 3'000, 160);
}

TEST_F(PatienceCurvesTest, SayWhatIsWrong) {
  for (const auto& [rows, what] :
       {std::pair("0,0,0.9,10\n", "each priority"), std::pair("3,0,0.9,10\n", "column priority"),
        std::pair("0,0,1.9,10\n", "column survival"), std::pair("0,5,0.9,10\n0,5,0.8,9\n", "rise"),
        std::pair("0,5,0.9,10\n0,6,0.95,9\n", "survival falls")}) {
    curves_ = {};
    const std::string error = read(rows);
    EXPECT_NE(error.find(what), std::string::npos) << rows << error;
  }
}

}  // namespace
}  // namespace stellwerk::cli
