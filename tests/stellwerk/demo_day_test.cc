// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/demo_day.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

std::string described(const Contact& contact) {
  return std::to_string(contact.at.ms) + " " + contact.channel + " " + contact.customer + " " +
         contact.skills + " " + contact.human_skills + " " + std::to_string(contact.priority) +
         " " + std::to_string(contact.service.ms) + " " + std::to_string(contact.patience.ms);
}

TEST(DemoDay, ASeedIsADay) {
  const Schedule one = make_demo_day({.seed = 5});
  const Schedule same = make_demo_day({.seed = 5});
  const Schedule other = make_demo_day({.seed = 6});
  ASSERT_EQ(one.contacts.size(), same.contacts.size());
  for (std::size_t i = 0; i < one.contacts.size(); ++i) {
    EXPECT_EQ(described(one.contacts[i]), described(same.contacts[i]));
  }
  ASSERT_EQ(one.agents.size(), same.agents.size());
  for (std::size_t i = 0; i < one.agents.size(); ++i) {
    ASSERT_EQ(one.agents[i].duty.size(), same.agents[i].duty.size());
    for (std::size_t j = 0; j < one.agents[i].duty.size(); ++j) {
      EXPECT_EQ(one.agents[i].duty[j].on, same.agents[i].duty[j].on);
    }
  }
  EXPECT_NE(described(one.contacts[0]), described(other.contacts[0]));
}

// Pinned: the same day under every compiler and from release to release.
TEST(DemoDay, IsTheSameEverywhere) {
  const Schedule day = make_demo_day({.seed = 1});
  EXPECT_EQ(day.contacts.size(), 8'570U);
  EXPECT_EQ(described(day.contacts[1'000]),
            "33827807 messenger customer-594 greeting prospect 5 13372 18030960");
}

TEST(DemoDay, HasTheSurveysExpectations) {
  const Schedule day = make_demo_day({.seed = 2});
  std::map<std::size_t, double> classes;
  double written = 0;
  double left_to_bots = 0;
  double greeted = 0;
  for (const Contact& contact : day.contacts) {
    classes[contact.service_class] += 1;
    if (contact.channel == "email" || contact.channel == "form") written += 1;
    if (contact.bot_first) greeted += 1;
    if (contact.bot_answers) left_to_bots += 1;
    EXPECT_EQ(contact.bot_first, contact.service_class < 2);
  }
  const auto all = static_cast<double>(day.contacts.size());
  EXPECT_GE(day.contacts.size(), 7'500U);
  EXPECT_NEAR(classes[0] / all, 0.10, 0.015);
  EXPECT_NEAR(classes[1] / all, 0.22, 0.02);
  EXPECT_NEAR(classes[2] / all, 0.68, 0.02);
  EXPECT_NEAR(written / all, 0.42, 0.02);
  EXPECT_NEAR(left_to_bots / greeted, 0.30, 0.03);
}

TEST(DemoDay, KeepsToItsHours) {
  const Schedule day = make_demo_day({.seed = 3});
  EXPECT_TRUE(std::is_sorted(day.contacts.begin(), day.contacts.end(),
                             [](const Contact& a, const Contact& b) { return a.at < b.at; }));
  EXPECT_GE(day.contacts.front().at, day.begin);
  EXPECT_LT(day.contacts.back().at, day.end);
  for (const AgentPlan& agent : day.agents) {
    EXPECT_FALSE(agent.skills.empty()) << agent.name;
    for (std::size_t i = 0; i < agent.duty.size(); ++i) {
      EXPECT_GE(agent.duty[i].on, day.begin);
      EXPECT_LT(agent.duty[i].on, agent.duty[i].off);
      EXPECT_LE(agent.duty[i].off, day.end + day.grace);
      if (i > 0) {
        EXPECT_GE(agent.duty[i].on, agent.duty[i - 1].off);
      }
    }
  }
}

// Nobody asks for what no agent of the desk can do.
TEST(DemoDay, EveryRequirementHasSomebody) {
  const Schedule day = make_demo_day({.seed = 4});
  std::map<std::string, int> levels;
  for (const AgentPlan& agent : day.agents) {
    for (std::string_view rest = agent.skills; !rest.empty();) {
      const std::string_view term = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), term.size() + 1));
      const std::size_t sign = term.find('=');
      int& level = levels[std::string(term.substr(0, sign))];
      level = std::max(level, std::stoi(std::string(term.substr(sign + 1))));
    }
  }
  for (const Contact& contact : day.contacts) {
    const std::string& need = contact.bot_first ? contact.human_skills : contact.skills;
    const std::size_t sign = need.find(">=");
    const int level = sign == std::string::npos ? 1 : std::stoi(need.substr(sign + 2));
    EXPECT_GE(levels[need.substr(0, sign)], level) << need;
  }
}

}  // namespace
}  // namespace stellwerk::cli
