// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/recorded_days.h"

#include <gtest/gtest.h>

#include "core/sim/laboratory/contact_center.h"
#include "tests/stellwerk/scratch_folder.h"

namespace stellwerk::cli {
namespace {

constexpr const char* kCalls =
    "arrival_time,type,priority,customer,ivr_s,queued,wait_s,service_s,outcome,agent\n"
    "1999-01-05T09:00:00,PS,0,,5,0,0,100,served,A01\n"
    "1999-01-05T09:00:10,PS,1,,5,1,110,50,served,A01\n"
    "1999-01-05T09:00:40,PS,2,C7,5,1,50,60,served,A01\n"
    "1999-01-05T09:00:50,PS,0,,5,1,20,,abandon,\n"
    "1999-01-05T09:01:00,PS,0,,5,0,0,,ivr_only,\n"
    "1999-01-06T09:00:00,NE,0,,5,0,0,30,served,A02\n";

class RecordedDaysTest : public testing::Test {
 protected:
  std::optional<RecordedDays> read(const char* calls) {
    folder_.write("skills_1999-01.csv",
                  "agent,PS,NW,NE,IN,PE,TT\nA01,99,0,0,0,0,0\nA02,0,0,9,0,0,0\n");
    folder_.write("avail_1999-01.csv",
                  "agent,on,off\nA01,1999-01-05T08:00:00,1999-01-05T10:00:00\n"
                  "A02,1999-01-06T08:00:00,1999-01-06T10:00:00\n");
    return RecordedDays::read(folder_.write("calls_1999-01.csv", calls), "", 1, error_);
  }

  ScratchFolder folder_;
  std::string error_;
};

TEST_F(RecordedDaysTest, AreOneRunEach) {
  const auto month = read(kCalls);
  ASSERT_TRUE(month) << error_;
  ASSERT_EQ(month->count(), 2U);
  EXPECT_EQ(month->scenario().groups.size(), 2U);
  lab::Day day;
  month->make(0, day);
  ASSERT_EQ(day.contacts.size(), 4U);
  EXPECT_EQ(day.contacts[0].at_ms, base::hours(9).ms);
  EXPECT_EQ(day.contacts[0].service_ms, 100'000);
  EXPECT_EQ(day.contacts[3].patience_ms, 20'000);
  ASSERT_EQ(day.seats.size(), 2U);
  EXPECT_EQ(day.seats[0].duty.size(), 1U);
  EXPECT_TRUE(day.seats[1].duty.empty()) << "A02 is not there on the first day";
}

TEST_F(RecordedDaysTest, TellWhatWasRecorded) {
  const auto month = read(kCalls);
  ASSERT_TRUE(month) << error_;
  EXPECT_DOUBLE_EQ(month->recorded().abandoned, 1.0 / 5);
  EXPECT_DOUBLE_EQ(month->recorded().mean_wait_s, 160.0 / 4);
  EXPECT_DOUBLE_EQ(month->recorded().within_60s, 3.0 / 5);
}

// One agent, 20 s of wrap-up: he is free again at 9:02:00, when the second has waited for 110 s and
// the third, whose priority is high, for 80 s.
TEST_F(RecordedDaysTest, HighPriorityIsAheadByItsCredit) {
  const auto month = read(kCalls);
  ASSERT_TRUE(month) << error_;
  lab::Day day;
  month->make(0, day);
  for (lab::Contact& contact : day.contacts) contact.patience_ms = lab::kForeverMs;
  day.contacts.resize(3);
  const auto total_wait_s = [&](std::string_view policy) {
    lab::ReadContender contender = lab::read_contender(policy, month->scenario());
    EXPECT_EQ(contender.error, "");
    lab::ContactCenter center(month->scenario(), contender.contender);
    lab::RunOutcome outcome;
    lab::Tally tally;
    center.run(day, outcome, tally);
    EXPECT_EQ(outcome.classes[0].started, 3);
    return outcome.classes[0].wait_ms / 1'000;
  };
  // The second's service takes 50 s, the third's 60 s, each with 20 s of wrap-up.
  EXPECT_EQ(total_wait_s("fifo"), 110 + 80 + 70);
  EXPECT_EQ(total_wait_s("fifo+credit=20s"), 110 + 80 + 70);
  EXPECT_EQ(total_wait_s(kAsRecorded), 110 + 80 + 80);
}

TEST_F(RecordedDaysTest, SayWhatIsWrong) {
  EXPECT_FALSE(read("arrival_time,outcome,wait_s\n"));
  EXPECT_NE(error_.find("nobody is served"), std::string::npos) << error_;
  error_.clear();
  EXPECT_FALSE(read("arrival_time,outcome\n"));
  EXPECT_NE(error_.find("wait_s"), std::string::npos) << error_;
}

TEST(ServiceFigures, MatchWithinTheGate) {
  const ServiceFigures recorded{0.1, 35, 0.71};
  EXPECT_TRUE(recorded.matches({0.109, 32, 0.735}));
  EXPECT_FALSE(recorded.matches({0.111, 35, 0.71}));
  EXPECT_FALSE(recorded.matches({0.1, 39, 0.71}));
  EXPECT_FALSE(recorded.matches({0.1, 35, 0.745}));
}

}  // namespace
}  // namespace stellwerk::cli
