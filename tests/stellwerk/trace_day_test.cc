// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/trace_day.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/stellwerk/scratch_folder.h"

namespace stellwerk::cli {
namespace {

constexpr const char* kHeading =
    "arrival_time,type,priority,customer,ivr_s,queued,wait_s,service_s,outcome,agent\n";
constexpr const char* kSkills =
    "agent,PS,NW,NE,IN,PE,TT\nA01,1618,282,0,0,0,69\nA02,0,0,40,0,0,0\n";
constexpr const char* kAvail =
    "agent,on,off\nA01,1999-01-05T07:00:00,1999-01-05T08:00:00\n"
    "A01,1999-01-05T08:00:00,1999-01-05T09:00:00\nA01,1999-01-05T10:00:00,1999-01-06T00:10:00\n"
    "A02,1999-01-06T07:00:00,1999-01-06T08:00:00\nA09,1999-01-05T07:00:00,1999-01-05T08:00:00\n";

class TraceDayTest : public testing::Test {
 protected:
  TraceDay read(std::string_view calls, const char* skills = kSkills, const char* avail = kAvail) {
    folder_.write("skills_1999-01.csv", skills);
    folder_.write("avail_1999-01.csv", avail);
    path_ = folder_.write("calls_1999-01.csv", kHeading + std::string(calls));
    return read_trace_day({.trace = path_, .day = "1999-01-05", .directory = "", .seed = 1});
  }

  ScratchFolder folder_;
  std::string path_;
};

TEST_F(TraceDayTest, ReadsTheCallsThatAskedForAPerson) {
  const TraceDay read = this->read(
      "1999-01-04T09:00:00,PS,0,,5,0,0,100,served,A01\n"
      "1999-01-05T09:00:10,NE,2,C7,5,1,30,250,served,A02\n"
      "1999-01-05T09:00:00,PS,0,,5,1,42,,abandon,\n"
      "1999-01-05T09:01:00,PS,0,,5,0,0,,ivr_only,\n"
      "1999-01-05T09:02:00,PS,0,,5,0,0,0,phantom,\n");
  ASSERT_EQ(read.error, "");
  const Schedule& day = read.schedule;
  ASSERT_EQ(day.contacts.size(), 2U);
  EXPECT_EQ(day.contacts[0].at, base::hours(9));
  EXPECT_EQ(day.classes[day.contacts[0].service_class].queue, "regular");
  EXPECT_EQ(day.contacts[0].patience, base::seconds(42));
  EXPECT_GE(day.contacts[0].service, base::seconds(10));
  EXPECT_EQ(day.contacts[0].priority, 5);
  EXPECT_EQ(day.contacts[1].skills, "stocks");
  EXPECT_EQ(day.contacts[1].priority, 3);
  EXPECT_EQ(day.contacts[1].service, base::seconds(250));
  EXPECT_GT(day.contacts[1].patience, base::seconds(30));
}

TEST_F(TraceDayTest, JoinsTheHoursOfAnAgent) {
  const TraceDay read = this->read("1999-01-05T09:00:00,PS,0,,5,0,0,100,served,A01\n");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.schedule.agents.size(), 1U);
  const AgentPlan& agent = read.schedule.agents[0];
  EXPECT_EQ(agent.skills, "regular=5,prospect=5,callback=5");
  ASSERT_EQ(agent.duty.size(), 2U);
  EXPECT_EQ(agent.duty[0].on, base::hours(7));
  EXPECT_EQ(agent.duty[0].off, base::hours(9));
  EXPECT_EQ(agent.duty[1].off, base::hours(24));
  EXPECT_EQ(read.schedule.begin, base::hours(7));
}

TEST_F(TraceDayTest, GivesEachDayItsPartOfADuty) {
  const TraceDay read = this->read("1999-01-05T09:00:00,PS,0,,5,0,0,100,served,A01\n", kSkills,
                                   "agent,on,off\nA01,1999-01-04T22:00:00,1999-01-05T00:30:00\n"
                                   "A01,1999-01-05T08:00:00,1999-01-05T08:00:00\n"
                                   "A01,1999-01-05T20:00:00,1999-01-06T01:00:00\n");
  ASSERT_EQ(read.error, "");
  const std::vector<Duty>& duty = read.schedule.agents.at(0).duty;
  ASSERT_EQ(duty.size(), 2U);
  EXPECT_EQ(duty[0].on, base::Duration{0});
  EXPECT_EQ(duty[0].off, base::minutes(30));
  EXPECT_EQ(duty[1].on, base::hours(20));
  EXPECT_EQ(duty[1].off, base::hours(24));
}

// A call that is over within its first second has no service time in the record; who left would
// have been served for as long as others of the month.
TEST_F(TraceDayTest, CompletesServiceTimes) {
  const TraceDay read = this->read(
      "1999-01-04T09:00:00,PS,0,,5,0,0,77,served,A01\n"
      "1999-01-05T09:00:00,PS,0,,5,0,0,,served,A01\n"
      "1999-01-05T09:00:10,PS,0,,5,1,5,,abandon,\n");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.schedule.contacts.size(), 2U);
  EXPECT_LT(read.schedule.contacts[0].service, base::seconds(1));
  EXPECT_EQ(read.schedule.contacts[1].service, base::seconds(77));
}

TEST_F(TraceDayTest, DrawsThePrioritiesThatAreNotRecorded) {
  std::string calls;
  for (int i = 0; i < 400; ++i) calls += "1999-01-05T09:00:00,PS,0,,5,0,0,100,served,A01\n";
  const auto high = [&] {
    const TraceDay read = this->read(calls);
    EXPECT_EQ(read.error, "");
    return std::ranges::count(read.schedule.contacts, 3, &Contact::priority);
  };
  EXPECT_NEAR(static_cast<double>(high()), 199, 40);
  folder_.write("1999-01_patience.csv",
                "priority,t_s,survival,at_risk\n0,9,0.5,30\n1,9,0.5,30\n2,9,0.5,20\n");
  EXPECT_NEAR(static_cast<double>(high()), 100, 35);
}

TEST_F(TraceDayTest, NamesMalformedRows) {
  const std::string good = "1999-01-05T09:00:00,PS,0,,5,0,0,100,served,A01\n";
  for (const auto& [row, what] : {
           std::pair("1999-01-05T09:00:00,XX,0,,5,0,0,100,served,A01\n", "unknown type of call"),
           std::pair("1999-01-05T09:00:00,PS,7,,5,0,0,100,served,A01\n", "column priority"),
           std::pair("1999-01-05T09:00:00,PS,0,,5,0,x,100,served,A01\n", "column wait_s"),
           std::pair("1999-01-05T09:00:00,PS,0,,5,0,0,-3,served,A01\n", "column service_s"),
           std::pair("1999-01-05T09:00:00,PS,0,,5,0,0,100,lost,A01\n", "outcome \"lost\""),
           std::pair("yesterday,PS,0,,5,0,0,100,served,A01\n", "column arrival_time"),
           std::pair("1999-01-05T09:00:00,PS,0\n", "3 cells where the heading has 10"),
       }) {
    const TraceDay read = this->read(good + row + good);
    EXPECT_NE(read.error.find(path_ + ":3: "), std::string::npos) << read.error;
    EXPECT_NE(read.error.find(what), std::string::npos) << read.error;
  }
}

TEST_F(TraceDayTest, SaysWhatIsMissing) {
  const std::string call = "1999-01-05T09:00:00,PS,0,,5,0,0,100,served,A01\n";
  EXPECT_NE(read("").error.find("no call on 1999-01-05"), std::string::npos);
  EXPECT_NE(read(call, kSkills, "agent,on,off\n").error.find("nobody is on duty"),
            std::string::npos);
  EXPECT_NE(read(call, "name\n").error.find("no column \"agent\""), std::string::npos);
  read(call);
  const TraceDay wrong_day =
      read_trace_day({.trace = path_, .day = "5.1.1999", .directory = "", .seed = 1});
  EXPECT_NE(wrong_day.error.find("--day wants a date"), std::string::npos);
  const TraceDay elsewhere =
      read_trace_day({.trace = path_, .day = "1999-01-05", .directory = "/nowhere", .seed = 1});
  EXPECT_NE(elsewhere.error.find("skills_1999-01.csv: cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace stellwerk::cli
