// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/compile.h"
#include "tests/policy/described_all.h"

// What selects among agents: select, score, ramp, exclusive and interruptible channels.
namespace stellwerk::policy {
namespace {

using model::ScoreTerm;
using model::Select;
using model::WeightedTerm;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(SelectionSection, ReadsEveryKey) {
  const Compiled compiled = compile(R"(
[routing]
select = ["least-busy", "score", "longest-idle"]
score = [
  { term = "load", weight = -10 },
  { term = "skill", name = "billing", weight = 5 },
  { term = "label", name = "site=berlin", weight = 20 },
  { term = "matches_attr", name = "region", weight = 8 },
]
ramp = "10m"
[[channel]]
name = "voice"
exclusive = true
[[channel]]
name = "chat"
interruptible_by = ["voice"]
[[queue]]
name = "q"
select = "cheapest"
[[queue]]
name = "p"
select = ["top-down", "weighted-share"]
)");
  ASSERT_THAT(described_all(compiled), IsEmpty());
  const model::Policy& policy = compiled.policy;
  EXPECT_EQ(policy.routing.select, Select::kLeastBusy);
  EXPECT_THAT(policy.routing.ties, ElementsAre(Select::kScore, Select::kLongestIdle));
  EXPECT_THAT(policy.routing.score,
              ElementsAre(WeightedTerm{ScoreTerm::kLoad, -10, ""},
                          WeightedTerm{ScoreTerm::kSkill, 5, "billing"},
                          WeightedTerm{ScoreTerm::kLabel, 20, "site=berlin"},
                          WeightedTerm{ScoreTerm::kMatchesAttr, 8, "region"}));
  EXPECT_EQ(policy.routing.ramp, base::minutes(10));
  EXPECT_TRUE(policy.channels.at(0).exclusive);
  EXPECT_FALSE(policy.channels.at(1).exclusive);
  EXPECT_THAT(policy.channels.at(1).interruptible_by, ElementsAre("voice"));
  EXPECT_THAT(policy.queues.at(0).select, ElementsAre(Select::kCheapest));
  EXPECT_THAT(policy.queues.at(1).select, ElementsAre(Select::kTopDown, Select::kWeightedShare));
}

TEST(SelectionSection, KnowsEveryRuleByItsName) {
  const char* const names[] = {"least-loaded",     "longest-idle",   "round-robin",
                               "least-busy",       "most-available", "fewest-handled",
                               "weighted-share",   "top-down",       "nearest-proficiency",
                               "best-proficiency", "cheapest"};
  for (std::size_t i = 0; i < std::size(names); ++i) {
    const Compiled compiled = compile("[routing]\nselect = \"" + std::string(names[i]) + "\"");
    EXPECT_THAT(described_all(compiled), IsEmpty()) << names[i];
    EXPECT_EQ(compiled.policy.routing.select, static_cast<Select>(i));
    EXPECT_THAT(compiled.policy.routing.ties, IsEmpty());
  }
}

TEST(SelectionSection, DefaultsAreAsBefore) {
  const Compiled compiled = compile("[[queue]]\nname = \"q\"\n[[channel]]\nname = \"c\"");
  const model::Policy& policy = compiled.policy;
  EXPECT_THAT(policy.routing.ties, IsEmpty());
  EXPECT_THAT(policy.routing.score, IsEmpty());
  EXPECT_EQ(policy.routing.ramp, model::kNoTarget);
  EXPECT_THAT(policy.queues.at(0).select, IsEmpty());
  EXPECT_FALSE(policy.channels.at(0).exclusive);
  EXPECT_THAT(policy.channels.at(0).interruptible_by, IsEmpty());
}

struct Refused {
  std::string_view toml;
  std::string_view problem;
};

void expect_refused(std::span<const Refused> cases) {
  for (const Refused& item : cases) {
    EXPECT_THAT(described_all(compile(item.toml)), ElementsAre(std::string(item.problem)))
        << item.toml;
  }
}

constexpr std::string_view kRules =
    "; use least-loaded, longest-idle, round-robin, least-busy, most-available, fewest-handled, "
    "weighted-share, top-down, nearest-proficiency, best-proficiency, cheapest or score";

TEST(SelectionSection, RefusesOtherRules) {
  const std::string tallest =
      "line 2: routing.select: 'tallest' is none of the choices" + std::string(kRules);
  const std::string queue =
      "line 3: queue.select: 'tallest' is none of the choices" + std::string(kRules);
  const Refused cases[] = {
      {"[routing]\nselect = 3", "line 2: routing.select: expected a text, got an integer"},
      {"[routing]\nselect = \"tallest\"", tallest},
      {"[routing]\nselect = [\"cheapest\", \"tallest\"]", tallest},
      {"[[queue]]\nname = \"q\"\nselect = \"tallest\"", queue},
      {"[routing]\nselect = []", "line 2: routing.select: expected one rule, or a list of 1 to 3"},
      {"[routing]\nselect = [\"cheapest\", \"top-down\", \"least-busy\", \"round-robin\"]",
       "line 2: routing.select: expected one rule, or a list of 1 to 3"},
      {"[routing]\nselect = [\"cheapest\", \"cheapest\"]",
       "line 2: routing.select: 'cheapest' stands there twice; name it once"},
      {"[routing]\nselect = [\"longest-idle\", \"cheapest\"]",
       "line 2: routing.select: 'cheapest' would never decide: longest-idle leaves no ties; put "
       "that last"},
      {"[routing]\nramp = \"0s\"",
       "line 2: routing.ramp: '0s' is no duration of 1ms to 36500d; use milliseconds, or a text as "
       "\"30s\" with ms, s, m, min, h or d"},
  };
  expect_refused(cases);
}

TEST(SelectionSection, RefusesOtherScores) {
  const Refused cases[] = {
      {"[routing]\nscore = \"load\"",
       "line 2: routing.score: expected 1 to 8 terms as [{ term = \"load\", weight = -10 }]"},
      {"[routing]\nscore = []",
       "line 2: routing.score: expected 1 to 8 terms as [{ term = \"load\", weight = -10 }]"},
      {"[routing]\nscore = [\"load\"]",
       "line 2: routing.score: expected a term as { term = \"load\", weight = -10 }"},
      {"[routing]\nscore = [{ term = \"load\" }]",
       "line 2: routing.score: a term needs term and weight, as { term = \"load\", weight = -10 }"},
      {"[routing]\nscore = [{ term = \"load\", weight = 1001 }]",
       "line 2: routing.score.weight: 1001 is out of range; use -1000 to 1000"},
      {"[routing]\nscore = [{ term = \"load\", weight = 0.5 }]",
       "line 2: routing.score.weight: expected an integer, got a number"},
      {"[routing]\nscore = [{ term = \"load\", weight = 1, name = \"x\" }]",
       "line 2: routing.score: term load takes no name; leave it out"},
      {"[routing]\nscore = [{ term = \"skill\", weight = 1 }]",
       "line 2: routing.score: term skill needs a name, as name = \"billing\""},
      {"[routing]\nscore = [{ term = \"label\", weight = 1, name = \"site\" }]",
       "line 2: routing.score: term label needs a name, as name = \"site=berlin\""},
      {"[routing]\nscore = [{ term = \"matches_attr\", weight = 1, name = \"a=b\" }]",
       "line 2: routing.score: term matches_attr needs a name, as name = \"region\""},
      {"[routing]\nscore = [{ term = \"load\", wait = 1 }]",
       "line 2: routing.score.wait: unknown key; known here: term weight name"},
      {"[routing]\nselect = [\"cheapest\", \"score\"]",
       "line 2: routing.select: score needs its terms; write score = [{ term = \"load\", weight = "
       "-10 }] in [routing]"},
      {"[[queue]]\nname = \"q\"\nselect = \"score\"",
       "line 3: queue.select: score needs its terms; write score = [{ term = \"load\", weight = "
       "-10 }] in [routing]"},
  };
  expect_refused(cases);
  const Compiled other = compile("[routing]\nscore = [{ term = \"height\", weight = 1 }]");
  ASSERT_EQ(other.problems.size(), 1U);
  EXPECT_EQ(other.problems[0].key, "routing.score.term");
}

TEST(SelectionSection, RefusesOtherChannels) {
  const Refused cases[] = {
      {"[[channel]]\nname = \"c\"\nexclusive = 1",
       "line 3: channel.exclusive: expected true or false, got an integer"},
      {"[[channel]]\nname = \"c\"\ninterruptible_by = \"voice\"",
       "line 3: channel.interruptible_by: expected a list of up to 32 channels as [\"voice\"]"},
      {"[[channel]]\nname = \"c\"\ninterruptible_by = [\"voice\"]",
       "line 3: channel.interruptible_by: there is no channel 'voice'; add it as [[channel]]"},
      {"[[channel]]\nname = \"c\"\ninterruptible_by = [\"c\"]",
       "line 3: channel.interruptible_by: a channel does not interrupt itself; leave it out"},
  };
  expect_refused(cases);
}

}  // namespace
}  // namespace stellwerk::policy
