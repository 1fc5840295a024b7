// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/erlang/erlang.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/queueing/erlang_a.h"
#include "core/queueing/erlang_c.h"
#include "tools/stellwerk/erlang/erlang_report.h"

namespace stellwerk::cli {
namespace {

using testing::HasSubstr;

ErlangOptions calls(ErlangModel model) {
  ErlangOptions options;
  options.model = model;
  options.rate = 200.0 / 3'600;
  options.handling = base::minutes(3);
  if (model == ErlangModel::kA) options.patience = base::minutes(5);
  return options;
}

nlohmann::json figures(const ErlangOptions& options) {
  const ErlangAnswer answer = answer_erlang(options);
  EXPECT_EQ(answer.problem, "");
  return nlohmann::json::parse(erlang_json(answer));
}

TEST(Erlang, FiguresInSeconds) {
  ErlangOptions options = calls(ErlangModel::kA);
  options.agents = 14;
  const auto json = figures(options);
  EXPECT_NEAR(json["p_abandon"], 0.01398374, 5e-9);
  EXPECT_NEAR(json["p_wait"], 0.14526011, 5e-9);
  EXPECT_NEAR(json["service_level"], 0.91679209, 5e-9);
  const auto measures = queueing::erlang_a({200.0 / 3'600, 1.0 / 180, 14}, 300, 20);
  EXPECT_NEAR(json["asa_s"], measures.mean_answer_wait, 1e-11);
  EXPECT_NEAR(json["wait_s"], measures.mean_wait, 1e-11);
  EXPECT_NEAR(json["load_erlangs"], 10, 1e-12);
  EXPECT_NEAR(json["rate_per_h"], 200, 1e-9);
  EXPECT_EQ(json["blocking"], 0);
}

TEST(Erlang, AnyTwoOfLoadRateAndHandling) {
  ErlangOptions options = calls(ErlangModel::kC);
  options.agents = 14;
  const auto by_rate = figures(options);
  options.load = 10;
  options.rate.reset();
  const auto by_load = figures(options);
  options.rate = 200.0 / 3'600;
  options.handling.reset();
  const auto without_handling = figures(options);
  for (const char* const field : {"p_wait", "service_level", "asa_s", "rate_per_h", "handling_s"}) {
    EXPECT_NEAR(by_load[field].get<double>(), by_rate[field].get<double>(), 1e-10) << field;
    EXPECT_NEAR(without_handling[field].get<double>(), by_rate[field].get<double>(), 1e-10)
        << field;
  }
}

TEST(Erlang, WithTheLoadAloneWaitsHaveNoLength) {
  ErlangOptions options;
  options.load = 10;
  options.agents = 14;
  auto json = figures(options);
  EXPECT_NEAR(json["p_wait"], 0.174131933595, 1e-12);
  for (const char* const field : {"service_level", "asa_s", "wait_s", "rate_per_h", "handling_s"}) {
    EXPECT_TRUE(json[field].is_null()) << field;
  }
  options.target = base::Duration{0};
  EXPECT_NEAR(figures(options)["service_level"], 1 - 0.174131933595, 1e-12);
  options.model = ErlangModel::kB;
  json = figures(options);
  EXPECT_EQ(json["asa_s"], 0);
  EXPECT_NEAR(json["service_level"], 1 - json["blocking"].get<double>(), 1e-15);
}

TEST(Erlang, AQueueThatGrowsWithoutEnd) {
  ErlangOptions options = calls(ErlangModel::kC);
  for (const std::uint32_t agents : {9U, 10U}) {
    options.agents = agents;
    const auto json = figures(options);
    EXPECT_EQ(json["stable"], false);
    EXPECT_EQ(json["p_wait"], 1);
    EXPECT_EQ(json["service_level"], 0);
    EXPECT_TRUE(json["asa_s"].is_null());
    EXPECT_THAT(erlang_text(answer_erlang(options)), HasSubstr("without end"));
  }
}

// Whatever the handling time, a load of so many Erlang is that for so many agents, to the last bit.
TEST(Erlang, TheLoadIsNotRounded) {
  for (int ms = 1; ms < 2'000; ++ms) {
    ErlangOptions options;
    options.load = 49;
    options.handling = base::Duration{ms};
    options.agents = 49;
    const ErlangAnswer answer = answer_erlang(options);
    EXPECT_FALSE(answer.of.stable(49));
    EXPECT_EQ(answer.of.measure(49).p_wait, 1) << ms;
  }
}

TEST(Erlang, TheLeastAgentsForGoals) {
  ErlangOptions options = calls(ErlangModel::kC);
  options.goals.service_level = 0.8;
  const ErlangAnswer answer = answer_erlang(options);
  EXPECT_EQ(answer.agents, 14U);
  EXPECT_TRUE(answer.least);
  const std::string text = erlang_text(answer);
  EXPECT_THAT(text, testing::ContainsRegex("agents +13 +14 +15\n"));
  EXPECT_THAT(text, HasSubstr("14 agents are the least that will do\n"));
  options.goals.answer_wait = 5;  // seconds
  EXPECT_EQ(answer_erlang(options).agents, 15U);
}

TEST(Erlang, WhatIsMissingOrTooMuch) {
  const auto problem = [](ErlangModel model, auto change) {
    ErlangOptions options = calls(model);
    options.agents = 14;
    change(options);
    const ErlangAnswer answer = answer_erlang(options);
    EXPECT_TRUE(answer.usage);
    return answer.problem;
  };
  using Options = ErlangOptions;
  EXPECT_THAT(problem(ErlangModel::kC, [](Options& o) { o.load = 3; }), HasSubstr("two of"));
  EXPECT_THAT(problem(ErlangModel::kC, [](Options& o) { o.handling.reset(); }),
              HasSubstr("--rate and --handling"));
  EXPECT_THAT(problem(ErlangModel::kC, [](Options& o) { o.handling = base::Duration{0}; }),
              HasSubstr("--handling above 0"));
  EXPECT_THAT(problem(ErlangModel::kC, [](Options& o) { o.agents.reset(); }),
              HasSubstr("--service-level"));
  EXPECT_THAT(problem(ErlangModel::kC, [](Options& o) { o.goals.p_wait = 0.1; }),
              HasSubstr("not both"));
  EXPECT_THAT(problem(ErlangModel::kA, [](Options& o) { o.patience.reset(); }),
              HasSubstr("--patience"));
  EXPECT_THAT(problem(ErlangModel::kA, [](Options& o) { o.patience = base::Duration{0}; }),
              HasSubstr("Erlang B"));
  const auto load_alone = [](Options& o) {
    o.rate.reset();
    o.handling.reset();
    o.load = 10;
    o.target = base::seconds(20);
  };
  EXPECT_THAT(problem(ErlangModel::kA, load_alone), HasSubstr("--handling"));
  EXPECT_THAT(problem(ErlangModel::kC, load_alone), HasSubstr("--handling"));
  EXPECT_THAT(problem(ErlangModel::kC, [](Options& o) { o.rate = 1e9; }), HasSubstr("beyond"));
  EXPECT_THAT(problem(ErlangModel::kA, [](Options& o) { o.patience = base::hours(800'000); }),
              HasSubstr("at most 1800000000s"));
}

TEST(Erlang, OutOfReach) {
  ErlangOptions options;
  options.load = 1e6;
  options.goals.p_wait = 0.001;
  const ErlangAnswer answer = answer_erlang(options);
  EXPECT_FALSE(answer.usage);
  EXPECT_THAT(answer.problem, HasSubstr("not even 1000000 agents"));
}

}  // namespace
}  // namespace stellwerk::cli
