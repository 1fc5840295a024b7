// SPDX-License-Identifier: Apache-2.0
#include "core/sim/load_job.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace stellwerk::sim {
namespace {

bool can_serve(const LoadAgent& agent, const LoadDemand& demand) {
  return std::all_of(demand.skills.begin(), demand.skills.end(), [&](const LoadSkill& need) {
    return std::any_of(agent.skills.begin(), agent.skills.end(), [&](const LoadSkill& skill) {
      return skill.name == need.name && skill.level >= need.level;
    });
  });
}

TEST(LoadJob, AgentsAreAsTheJobSays) {
  const LoadJob job(1'000, 10, 7);
  std::uint64_t capacity = 0;
  std::set<std::string> names;
  for (const LoadAgent& agent : job.agents()) {
    names.insert(agent.name);
    std::set<std::string> skills;
    for (const LoadSkill& skill : agent.skills) {
      skills.insert(skill.name);
      EXPECT_GE(skill.level, 1U);
      EXPECT_LE(skill.level, 10U);
    }
    EXPECT_EQ(skills.size(), agent.skills.size());
    EXPECT_GE(agent.skills.size(), 3U);
    EXPECT_LE(agent.skills.size(), 8U);
    EXPECT_GE(agent.capacity, 1U);
    EXPECT_LE(agent.capacity, 5U);
    capacity += agent.capacity;
  }
  EXPECT_EQ(names.size(), 1'000U);
  EXPECT_EQ(job.capacity(), capacity);
}

TEST(LoadJob, SomebodyCanServeEachDemand) {
  const LoadJob job(200, 500, 7);
  for (const LoadDemand& demand : job.demands()) {
    EXPECT_GE(demand.skills.size(), 1U);
    EXPECT_LE(demand.skills.size(), 3U);
    EXPECT_GE(demand.due, base::minutes(1));
    EXPECT_LE(demand.due, base::minutes(10));
    EXPECT_TRUE(std::any_of(job.agents().begin(), job.agents().end(), [&](const LoadAgent& agent) {
      return can_serve(agent, demand);
    })) << demand.skills_text();
  }
}

TEST(LoadJob, AsksForEachUnitOfCapacityEquallyOften) {
  const LoadJob job(200, 1'000, 7);
  EXPECT_GE(job.demands().size(), 1'000U);
  EXPECT_EQ(job.demands().size() % job.capacity(), 0U);
}

TEST(LoadJob, ASeedIsAJob) {
  const LoadJob one(50, 50, 3);
  const LoadJob same(50, 50, 3);
  const LoadJob other(50, 50, 4);
  std::size_t equal = 0;
  for (std::size_t i = 0; i < 50; ++i) {
    EXPECT_EQ(one.agents()[i].skills_text(), same.agents()[i].skills_text());
    EXPECT_EQ(one.demands()[i].skills_text(), same.demands()[i].skills_text());
    if (one.agents()[i].skills_text() == other.agents()[i].skills_text()) ++equal;
  }
  EXPECT_LT(equal, 5U);
}

TEST(LoadJob, WritesSkillsAsCommandsTakeThem) {
  const LoadAgent agent{.name = "a", .skills = {{"s01", 3}, {"s20", 10}}, .capacity = 2};
  const LoadDemand demand{.skills = {{"s01", 5}, {"s20", 1}}, .due = base::minutes(1)};
  EXPECT_EQ(agent.skills_text(), "s01=3,s20=10");
  EXPECT_EQ(demand.skills_text(), "s01>=5,s20");
}

}  // namespace
}  // namespace stellwerk::sim
