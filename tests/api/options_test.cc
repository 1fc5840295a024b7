// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::StartsWith;

void expect_invalid(const Options& options, std::string_view field) {
  EXPECT_EQ(options.invalid_field(), field);
  const auto opened = Router::open(options);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.code(), Code::kBadArg);
  EXPECT_THAT(opened.status().text, StartsWith(std::string(field) + ": "));
}

template <typename Value>
void expect_outside(Value Options::*member, std::string_view field,
                    std::initializer_list<Value> values) {
  for (const Value value : values) {
    Options options;
    options.*member = value;
    expect_invalid(options, field);
  }
}

template <typename Value>
void expect_limit_outside(Value Limits::*member, std::string_view field,
                          std::initializer_list<Value> values) {
  for (const Value value : values) {
    Options options;
    options.limits.*member = value;
    expect_invalid(options, field);
  }
}

TEST(Options, DefaultsAreUsable) {
  EXPECT_EQ(Options{}.invalid_field(), "");
  EXPECT_TRUE(Router::open({}).ok()) << "a router may begin without a policy";
}

TEST(Options, EveryFieldOutOfItsRangeIsNamed) {
  expect_outside<std::optional<std::int64_t>>(&Options::start_ms, "start_ms", {-1});
  expect_outside<std::uint32_t>(&Options::producers_max, "producers_max", {0, 65'001});
  expect_outside<std::uint32_t>(&Options::inbox_commands_max, "inbox_commands_max",
                                {0, 16'777'217});
  expect_outside<std::uint32_t>(&Options::replies_max, "replies_max", {0, 16'777'217});
  expect_outside<std::uint64_t>(&Options::events_max, "events_max", {0});
  expect_outside<std::uint64_t>(&Options::events_memory_max, "events_memory_max", {1'000});
  expect_outside<Idle>(&Options::idle, "idle", {static_cast<Idle>(7)});
  expect_outside<double>(&Options::speed, "speed",
                         {0.0, -1.0, 1e9, std::numeric_limits<double>::quiet_NaN()});
}

TEST(Options, EveryLimitOutOfItsRangeIsNamed) {
  expect_limit_outside<std::uint32_t>(&Limits::conversations_max, "limits.conversations_max",
                                      {0, 100'000'001});
  expect_limit_outside<std::uint32_t>(&Limits::agents_max, "limits.agents_max", {0, 10'000'001});
  expect_limit_outside<std::uint32_t>(&Limits::agent_skills_max, "limits.agent_skills_max",
                                      {0, 1'025});
  expect_limit_outside<std::uint32_t>(&Limits::requirement_skills_max,
                                      "limits.requirement_skills_max", {0, 17});
  expect_limit_outside<std::uint32_t>(&Limits::skills_max, "limits.skills_max", {0, 65'536});
  expect_limit_outside<std::uint32_t>(&Limits::payload_size_max, "limits.payload_size_max",
                                      {0, 16'777'217});
  expect_limit_outside<std::uint32_t>(&Limits::unanswered_max, "limits.unanswered_max",
                                      {0, 1'000'001});
  expect_limit_outside<std::int64_t>(&Limits::closed_ms_min, "limits.closed_ms_min",
                                     {0, 604'800'001});
  expect_limit_outside<std::int64_t>(&Limits::closed_ms_max, "limits.closed_ms_max",
                                     {599'999, 604'800'001});
  expect_limit_outside<std::int64_t>(&Limits::dedupe_ms_max, "limits.dedupe_ms_max", {0});
  expect_limit_outside<std::uint64_t>(&Limits::dedupe_max, "limits.dedupe_max", {0});
  expect_limit_outside<std::uint32_t>(&Limits::decisions_max, "limits.decisions_max", {10'000'001});
}

TEST(Options, LimitsReachTheEngine) {
  Options options = station_options();
  options.limits.conversations_max = 1;
  options.limits.agents_max = 1;
  Station station(options);
  station.staff("anna");
  Producer& producer = station.producer();
  EXPECT_EQ(station.reply(producer.set_agent(AgentId("ben"), {})).status.code, Code::kFull);
  const auto open = [&](const char* id) {
    return station.reply(producer.open_conversation(ConversationId(id), {.queue = QueueId("auto")}))
        .status.code;
  };
  EXPECT_EQ(open("c1"), Code::kOk);
  EXPECT_EQ(open("c2"), Code::kFull);
}

TEST(ResultDeathTest, AValueThatIsNotThereEndsTheProgramAndSaysWhy) {
  EXPECT_DEATH(Router::open({.speed = 0.0}).value(), "BADARG speed: ");
}

TEST(Result, HoldsAValueOrAStatus) {
  const Result<int> value = 7;
  EXPECT_TRUE(value.ok());
  EXPECT_EQ(value.value(), 7);
  EXPECT_EQ(value.code(), Code::kOk);
  const Result<int> none = Status{Code::kStale, "gone"};
  EXPECT_FALSE(none.ok());
  EXPECT_EQ(none.code(), Code::kStale);
  EXPECT_EQ(none.status().text, "gone");
}

}  // namespace
}  // namespace stellwerk::tests
