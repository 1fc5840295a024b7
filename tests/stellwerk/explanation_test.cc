// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/explain/explanation.h"

#include <cstdlib>
#include <ctime>
#include <initializer_list>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kAt = 1'795'320'000'000;

Value text(std::string bytes) { return {Value::Kind::kText, std::move(bytes), 0, 0, {}}; }
Value number(std::int64_t value) { return {Value::Kind::kInteger, {}, value, 0, {}}; }
Value list(std::vector<Value> items) { return {Value::Kind::kArray, {}, 0, 0, std::move(items)}; }

Value map(std::initializer_list<std::pair<const char*, Value>> fields) {
  Value result{Value::Kind::kMap, {}, 0, 0, {}};
  for (const auto& [name, value] : fields) {
    result.items.push_back(text(name));
    result.items.push_back(value);
  }
  return result;
}

class Explanation : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
};

TEST_F(Explanation, WrapsItsWords) {
  std::string words = "c1";
  for (int i = 0; i < 40; ++i) words += " waits";
  const std::string shown = explanation(map({{"text", text(words)}}));
  EXPECT_EQ(shown.find('\n'), 98U);
  EXPECT_EQ(shown.size(), words.size() + 1);
}

TEST_F(Explanation, SaysWhatEachAgentLacks) {
  const Value agents = list({
      map({{"agent", text("otto")},
           {"state", text("away")},
           {"used", number(0)},
           {"capacity", number(2)},
           {"lacks", list({text("skill de>=3 (has 2)"), text("away (lunch)")})}}),
      map({{"agent", text("anna")},
           {"state", text("online")},
           {"used", number(1)},
           {"capacity", number(2)},
           {"lacks", list({text("passed over until 1795320000000")})}}),
  });
  const std::string shown = explanation(map({{"text", text("c1 waits")},
                                             {"agents_registered", number(7)},
                                             {"agents_able", number(2)},
                                             {"lacking", map({{"away", number(1)}})},
                                             {"agents", agents}}));
  EXPECT_THAT(shown, HasSubstr("agents: 7 registered, 2 able; lacking: away 1\n"));
  EXPECT_THAT(shown,
              HasSubstr("  otto        away          0/2  skill de>=3 (has 2); away (lunch)\n"));
  EXPECT_THAT(shown, HasSubstr("1/2  passed over until 2026-11-22 04:00:00.000\n"));
}

TEST_F(Explanation, HasEachDecisionWithItsScores) {
  const Value decision = map({{"at", number(kAt)},
                              {"kind", text("offered")},
                              {"agent", text("anna")},
                              {"lane", text("on_time")},
                              {"slack_ms", number(90'000)},
                              {"waiting", Value()},
                              {"outcome", text("expired")},
                              {"outcome_at", number(kAt + 20'000)},
                              {"runner_up", text("otto")},
                              {"score", map({{"used", number(1)}, {"idle_ms", number(5'000)}})},
                              {"runner_up_score", map({{"used", number(2)}})}});
  const std::string shown =
      explanation(map({{"text", text("c1")}, {"decisions", list({decision})}}));
  EXPECT_THAT(shown,
              HasSubstr("decisions\n  2026-11-22 04:00:00.000  offered to anna, expired after 20s\n"
                        "    lane on_time, slack 1m30s\n"
                        "    score: used 1, idle 5s\n"
                        "    next, otto: used 2\n"));
}

TEST_F(Explanation, HasATimelineAndSaysWhereItIsCut) {
  const Value moment = map({{"at", number(kAt)},
                            {"what", text("requeued")},
                            {"agent", text("anna")},
                            {"queue", Value()},
                            {"reason", text("lease")}});
  const Value answer =
      map({{"text", text("c1")}, {"timeline", list({moment})}, {"complete", number(0)}});
  EXPECT_THAT(explanation(answer),
              HasSubstr("  2026-11-22 04:00:00.000  requeued  agent anna, reason lease\n"));
  EXPECT_THAT(explanation(answer), HasSubstr("older entries are not kept"));
  EXPECT_THAT(explanation(map({{"text", text("c1")}, {"complete", number(1)}})),
              Not(HasSubstr("older")));
}

}  // namespace
}  // namespace stellwerk::cli
