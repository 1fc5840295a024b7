// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/skill_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/queueing/erlang_c.h"
#include "tests/queueing/chain.h"

namespace stellwerk::queueing {
namespace {

using Groups = std::vector<AgentGroup>;
using Classes = std::vector<ContactClass>;

std::vector<ClassWait> waits_of(const Groups& groups, const Classes& classes) {
  const auto waits = skill_graph_waits(groups, classes);
  EXPECT_TRUE(waits);
  return waits.value_or(std::vector<ClassWait>(classes.size()));
}

void expect_wait(const ClassWait& got, const ClassWait& wanted, double within) {
  EXPECT_NEAR(got.p_wait, wanted.p_wait, within);
  EXPECT_NEAR(got.mean_wait, wanted.mean_wait, within);
}

ClassWait erlang(double arrival_rate, double service_rate, std::uint32_t agents) {
  const Measures measures = erlang_c({arrival_rate, service_rate, agents}, 0);
  return {measures.p_wait, measures.mean_wait};
}

TEST(SkillGraph, PublishedValuesOfTheNModel) {
  const auto waits = waits_of({{8, 0.2}, {12, 0.2}}, {{1.5, {0, 1}}, {1.7, {1}}});
  expect_wait(waits[0], {.19489152, .24361439}, 5e-9);
  expect_wait(waits[1], {.45386440, .80725667}, 5e-9);
}

TEST(SkillGraph, OneFullClassIsErlangC) {
  for (const std::uint32_t agents : {1U, 7U, 300U, 10'000U}) {
    const double rate = agents * 0.5 * (1 - 0.3 / std::sqrt(agents + 1.0));
    expect_wait(waits_of({{agents, 0.5}}, {{rate, {0}}})[0], erlang(rate, 0.5, agents), 1e-9);
  }
}

TEST(SkillGraph, WhereEveryoneCanDoEverythingItIsErlangC) {
  const auto waits = waits_of({{4, 1}, {3, 1}, {2, 1}}, {{3, {0, 1, 2}}, {4, {2, 1, 0}}});
  for (const ClassWait& wait : waits) expect_wait(wait, erlang(7, 1, 9), 1e-12);
}

TEST(SkillGraph, SeparateTeamsAreSeparate) {
  const auto waits = waits_of({{4, 1}, {9, 0.5}}, {{3, {0}}, {4, {1}}});
  expect_wait(waits[0], erlang(3, 1, 4), 1e-12);
  expect_wait(waits[1], erlang(4, 0.5, 9), 1e-12);
}

TEST(SkillGraph, NamesAndPartsOfGroupsDoNotMatter) {
  const Groups groups = {{3, 1}, {4, 0.7}, {2, 1.5}};
  const Classes classes = {{2, {0, 1}}, {1.5, {1, 2}}, {1, {2}}};
  const auto waits = waits_of(groups, classes);
  const auto turned =
      waits_of({{2, 1.5}, {4, 0.7}, {3, 1}}, {{1, {0}}, {1.5, {1, 0}}, {2, {2, 1}}});
  const auto parted = waits_of({{3, 1}, {1, 0.7}, {2, 1.5}, {3, 0.7}},
                               {{2, {0, 1, 3}}, {1.5, {1, 3, 2}}, {1, {2}}});
  const auto halves = waits_of(groups, {{2, {0, 1}}, {1.5, {1, 2}}, {0.4, {2}}, {0.6, {2}}});
  for (std::size_t k = 0; k < classes.size(); ++k) {
    expect_wait(turned[2 - k], waits[k], 1e-12);
    expect_wait(parted[k], waits[k], 1e-12);
    expect_wait(halves[k], waits[k], 1e-12);
  }
  expect_wait(halves[3], waits[2], 1e-12);
}

TEST(SkillGraph, TimeHasNoUnit) {
  const auto minutes = waits_of({{3, 1}, {2, 2}}, {{2, {0, 1}}, {1.5, {1}}});
  const auto seconds =
      waits_of({{3, 1.0 / 60}, {2, 2.0 / 60}}, {{2.0 / 60, {0, 1}}, {1.5 / 60, {1}}});
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_NEAR(seconds[k].p_wait, minutes[k].p_wait, 1e-12);
    EXPECT_NEAR(seconds[k].mean_wait, minutes[k].mean_wait * 60, 1e-10);
  }
}

TEST(SkillGraph, MoreThanCanBeDone) {
  EXPECT_FALSE(skill_graph_waits(Groups{{3, 1}}, Classes{{3, {0}}}));
  // The second class has two agents of its own alone, though the team as a whole is idle enough.
  EXPECT_FALSE(skill_graph_waits(Groups{{9, 1}, {2, 1}}, Classes{{1, {0, 1}}, {2, {1}}}));
  EXPECT_TRUE(skill_graph_waits(Groups{{9, 1}, {2, 1}}, Classes{{1, {0, 1}}, {1.9, {1}}}));
}

TEST(SkillGraph, AgentsToWhomNothingComes) {
  const auto waits = waits_of({{4, 1}, {5, 1}, {0, 1}}, {{3, {0}}, {0, {1}}, {0, {0, 2}}});
  expect_wait(waits[0], erlang(3, 1, 4), 1e-12);
  expect_wait(waits[1], {0, 0}, 0);
  expect_wait(waits[2], erlang(3, 1, 4), 1e-12);
}

TEST(SkillGraph, States) {
  EXPECT_EQ(skill_graph_states(Groups{{8, 1}, {12, 1}}), 117U);
  const Groups many(40, AgentGroup{4'000'000'000, 1});
  EXPECT_EQ(skill_graph_states(many), std::numeric_limits<std::uint64_t>::max());
}

// The very process: agents one by one, the idle in the order they became so, and who waits in the
// order of coming, at most `most` of them.
class Process {
 public:
  Process(const Groups& groups, const Classes& classes, std::size_t most)
      : classes_(classes), most_(most) {
    for (std::uint32_t g = 0; g < groups.size(); ++g) {
      for (std::uint32_t i = 0; i < groups[g].agents; ++i)
        agents_.push_back({g, groups[g].service_rate});
    }
    State empty;
    for (std::size_t agent = 0; agent < agents_.size(); ++agent) empty.idle.push_back(agent);
    number(empty);
    for (std::size_t at = 0; at < states_.size(); ++at) add_transitions(at);
  }

  std::vector<ClassWait> waits() const {
    const auto share = chain_.long_run();
    std::vector<ClassWait> waits(classes_.size());
    for (std::size_t at = 0; at < states_.size(); ++at) {
      for (std::size_t k = 0; k < classes_.size(); ++k) {
        const auto waiting = std::count(states_[at].queue.begin(), states_[at].queue.end(), k);
        waits[k].mean_wait += share[at] * static_cast<double>(waiting) / classes_[k].arrival_rate;
        if (first_for(states_[at], k) == states_[at].idle.end()) waits[k].p_wait += share[at];
      }
    }
    return waits;
  }

 private:
  struct State {
    std::vector<std::size_t> idle;
    std::vector<std::size_t> queue;
    auto operator<=>(const State&) const = default;
  };
  struct Agent {
    std::uint32_t group;
    double rate;
  };

  bool can(std::size_t agent, std::size_t k) const {
    const auto& groups = classes_[k].groups;
    return std::find(groups.begin(), groups.end(), agents_[agent].group) != groups.end();
  }

  std::vector<std::size_t>::const_iterator first_for(const State& state, std::size_t k) const {
    return std::find_if(state.idle.begin(), state.idle.end(),
                        [&](std::size_t agent) { return can(agent, k); });
  }

  std::size_t number(const State& state) {
    const auto [found, is_new] = numbers_.try_emplace(state, states_.size());
    if (is_new) states_.push_back(state);
    return found->second;
  }

  void add_transitions(std::size_t at) {
    for (std::size_t k = 0; k < classes_.size(); ++k) {
      State next = states_[at];
      const auto agent = first_for(states_[at], k);
      if (agent != states_[at].idle.end()) {
        next.idle.erase(next.idle.begin() + (agent - states_[at].idle.begin()));
      } else if (next.queue.size() < most_) {
        next.queue.push_back(k);
      } else {
        continue;
      }
      chain_.add(at, number(next), classes_[k].arrival_rate);
    }
    for (std::size_t agent = 0; agent < agents_.size(); ++agent) {
      State next = states_[at];
      if (std::find(next.idle.begin(), next.idle.end(), agent) != next.idle.end()) continue;
      const auto longest = std::find_if(next.queue.begin(), next.queue.end(),
                                        [&](std::size_t k) { return can(agent, k); });
      if (longest != next.queue.end()) {
        next.queue.erase(longest);
      } else {
        next.idle.push_back(agent);
      }
      chain_.add(at, number(next), agents_[agent].rate);
    }
  }

  const Classes classes_;
  const std::size_t most_;
  std::vector<Agent> agents_;
  std::vector<State> states_;
  std::map<State, std::size_t> numbers_;
  Chain chain_;
};

TEST(SkillGraph, AgreesWithTheProcessItselfOnRandomGraphs) {
  constexpr std::uint64_t kSeed = 18;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int run = 0; run < 12; ++run) {
    SCOPED_TRACE(run);
    Groups groups(1 + prng.below(3));
    for (AgentGroup& group : groups) group = {groups.size() == 1 ? 3U : 1U, 0.6 + prng.unit()};
    if (groups.size() == 2) groups[prng.below(2)].agents = 2;
    Classes classes(2 + prng.below(2));
    for (ContactClass& each : classes) {
      for (std::uint32_t g = 0; g < groups.size(); ++g) {
        if (prng.chance(1, 2)) each.groups.push_back(g);
      }
      const std::uint64_t other = prng.below(groups.size());
      if (each.groups.empty()) each.groups.push_back(static_cast<std::uint32_t>(other));
      // Together a quarter of one agent, so that hardly ever so many wait.
      each.arrival_rate = (0.05 + 0.1 * prng.unit()) / static_cast<double>(classes.size());
    }
    const auto waits = waits_of(groups, classes);
    const auto wanted = Process(groups, classes, 7).waits();
    for (std::size_t k = 0; k < classes.size(); ++k) {
      EXPECT_NEAR(waits[k].p_wait, wanted[k].p_wait, 1e-6);
      EXPECT_NEAR(waits[k].mean_wait, wanted[k].mean_wait, 1e-5);
    }
  }
}

}  // namespace
}  // namespace stellwerk::queueing
