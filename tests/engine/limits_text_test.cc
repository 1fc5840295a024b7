// SPDX-License-Identifier: Apache-2.0
#include "core/engine/limits_text.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace stellwerk::engine {
namespace {

TEST(LimitsText, IsReadAsItWasWritten) {
  Limits limits;
  limits.misses_max = 1;
  limits.closed_memory = std::uint64_t{1} << 40U;
  limits.dedupe_window = base::milliseconds(12'345);
  const std::string text = to_text(limits);
  Limits again;
  EXPECT_NE(to_text(again), text);
  EXPECT_EQ(parse_limits(text, again), "");
  EXPECT_EQ(to_text(again), text);
  EXPECT_EQ(again.misses_max, 1U);
  EXPECT_EQ(again.closed_memory, std::uint64_t{1} << 40U);
  EXPECT_EQ(again.dedupe_window.ms, 12'345);
}

// Each is its own number, so that none is read as another or left out.
TEST(LimitsText, HasEveryLimit) {
  const std::string text = to_text(Limits{});
  const auto count = std::count(text.begin(), text.end(), '=');
  // Does not compile any more when a limit is added: name it in limits_text.cc, and here.
  const auto& [conversations, agents, skills, agent_skills, requirement_skills, payload, unanswered,
               closed_min, closed_max, closed_memory, dedupe_window, dedupe, request_window,
               decisions, customers, copied, misses] = Limits{};
  EXPECT_EQ(count, 16);
  EXPECT_EQ(text.find(std::to_string(copied)), text.npos) << "it decides nothing";
  EXPECT_NE(text.find(" misses_max=" + std::to_string(misses)), text.npos);
  EXPECT_NE(text.find(" decisions_max=" + std::to_string(decisions)), text.npos);
}

TEST(LimitsText, KeepsWhatIsNotNamedAndRefusesWhatItDoesNotKnow) {
  Limits limits;
  limits.agents_max = 7;
  EXPECT_EQ(parse_limits("misses_max=2", limits), "");
  EXPECT_EQ(limits.agents_max, 7U);
  EXPECT_EQ(limits.misses_max, 2U);
  EXPECT_EQ(parse_limits("", limits), "");
  EXPECT_EQ(parse_limits("flavours=2", limits), "this release knows no limit 'flavours'");
  for (const char* const wrong :
       {"misses_max", "misses_max=", "misses_max=x", "misses_max=-1", "misses_max=4294967296"}) {
    EXPECT_NE(parse_limits(wrong, limits), "") << wrong;
  }
}

}  // namespace
}  // namespace stellwerk::engine
