// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/engine/support/recorder.h"

// Random plans against a reading of them that is slow and obviously right: whom they admit when,
// who goes first, and when nobody could ever take a conversation.
namespace stellwerk::tests {
namespace {

constexpr base::Instant kStart{1'755'000'000'000};
constexpr int kTrials = 1'500;
constexpr std::array<std::string_view, 3> kSkills = {"de", "fr", "tea"};

struct DrawnAgent {
  std::string name;
  bool bot = false;
  std::vector<int> levels = {0, 0, 0};  // of kSkills
  std::string state;
};

struct DrawnStep {
  std::int64_t after_s = 0;
  int kind = 0;   // 1 bot, 2 human
  int hours = 0;  // 1 open, 2 closed
  std::vector<int> needs = {0, 0, 0};
  int relax = 0;
  bool if_present = false;
};

// The queue's hours turn once.
constexpr std::int64_t kTurnS = 75;

struct Drawn {
  bool opens = false;  // closed before kTurnS, open from then on; else the other way round
  bool waits = false;  // for the opening
  std::vector<DrawnAgent> agents;
  std::vector<DrawnStep> steps;
  std::vector<int> queue_needs = {0, 0, 0};
  std::vector<int> needs = {0, 0, 0};
};

class Reference {
 public:
  explicit Reference(const Drawn& drawn) : drawn_(drawn) {}

  [[nodiscard]] bool closed(std::int64_t elapsed_s) const {
    return drawn_.opens == (elapsed_s < kTurnS);
  }
  // Step 0: before the first of these hours, where that does not come at once.
  [[nodiscard]] bool has_step_0(bool closed) const {
    for (const DrawnStep& step : drawn_.steps) {
      if (is_for(step, closed)) return step.after_s > 0;
    }
    return true;
  }
  [[nodiscard]] bool counts(std::size_t step, bool closed) const {
    const int hours = step == 0 ? 0 : drawn_.steps[step - 1].hours;
    return hours == 0 ? !(closed && drawn_.waits) : (hours == 2) == closed;
  }
  [[nodiscard]] bool admits(std::size_t step, const DrawnAgent& agent, bool closed) const {
    return counts(step, closed) && could(step, agent, closed);
  }
  [[nodiscard]] bool could(std::size_t step, const DrawnAgent& agent, bool closed) const {
    if (step == 0) return has_step_0(closed) && meets(agent, 0);
    const DrawnStep& asked = drawn_.steps[step - 1];
    if (asked.kind == 1 && !agent.bot) return false;
    if (asked.kind == 2 && agent.bot) return false;
    for (std::size_t i = 0; i < kSkills.size(); ++i) {
      if (agent.levels[i] < asked.needs[i]) return false;
    }
    return meets(agent, asked.relax);
  }
  [[nodiscard]] std::size_t reached(std::int64_t elapsed_s, bool closed,
                                    std::size_t before = 0) const {
    std::size_t reached = before;
    while (reached < drawn_.steps.size()) {
      const bool due = drawn_.steps[reached].after_s <= elapsed_s;
      const bool over = reached > 0 && drawn_.steps[reached - 1].if_present &&
                        is_for(drawn_.steps[reached - 1], closed) && !anybody(reached, closed);
      if (!due && !over) break;
      ++reached;
    }
    return reached;
  }
  // The first step that admits the agent; -1 for none of those reached.
  [[nodiscard]] int first(std::int64_t elapsed_s, const DrawnAgent& agent) const {
    // What was over in the hours before stays so.
    std::size_t steps = reached(std::min(elapsed_s, kTurnS - 1), closed(0));
    if (elapsed_s >= kTurnS) steps = reached(elapsed_s, closed(elapsed_s), steps);
    for (std::size_t step = 0; step <= steps; ++step) {
      if (admits(step, agent, closed(elapsed_s))) return static_cast<int>(step);
    }
    return -1;
  }
  [[nodiscard]] bool ever() const {
    return std::any_of(drawn_.agents.begin(), drawn_.agents.end(), [&](const DrawnAgent& agent) {
      for (std::size_t step = 0; step <= drawn_.steps.size(); ++step) {
        if (could(step, agent, false) || could(step, agent, true)) return true;
      }
      return false;
    });
  }

 private:
  [[nodiscard]] bool meets(const DrawnAgent& agent, int relax) const {
    for (std::size_t i = 0; i < kSkills.size(); ++i) {
      const int need = std::max(drawn_.queue_needs[i], drawn_.needs[i]);
      if (need > 0 && agent.levels[i] < std::max(1, need - relax)) return false;
    }
    return true;
  }
  [[nodiscard]] static bool is_for(const DrawnStep& step, bool closed) {
    return step.hours == 0 || (step.hours == 2) == closed;
  }
  [[nodiscard]] bool anybody(std::size_t step, bool closed) const {
    return std::any_of(drawn_.agents.begin(), drawn_.agents.end(), [&](const DrawnAgent& agent) {
      return agent.state != "OFFLINE" && could(step, agent, closed);
    });
  }

  const Drawn& drawn_;
};

std::vector<int> draw_levels(base::Prng& prng, std::uint64_t chance_in, int most) {
  std::vector<int> levels(kSkills.size(), 0);
  for (int& level : levels) {
    if (prng.chance(1, chance_in)) level = static_cast<int>(prng.between(1, most));
  }
  return levels;
}

Drawn draw(base::Prng& prng, bool some_online) {
  Drawn drawn;
  const std::uint64_t agents = 1 + prng.below(6);
  for (std::uint64_t i = 0; i < agents; ++i) {
    DrawnAgent& agent = drawn.agents.emplace_back();
    agent.name = numbered("a", i);
    agent.bot = prng.chance(1, 3);
    agent.levels = draw_levels(prng, 2, 5);
    agent.state = prng.chance(1, 3) ? "OFFLINE" : some_online ? "ONLINE" : "AWAY";
  }
  const std::uint64_t steps = prng.below(5);
  for (std::uint64_t i = 0; i < steps; ++i) {
    DrawnStep& step = drawn.steps.emplace_back();
    step.after_s = i == 0 ? 0 : drawn.steps[i - 1].after_s;
    if (prng.chance(1, 2)) step.after_s += prng.between(1, 60);
    step.kind = static_cast<int>(prng.below(3));
    step.needs = draw_levels(prng, 3, 4);
    step.relax = static_cast<int>(prng.below(4));
    step.if_present = prng.chance(1, 3);
    if (prng.chance(1, 3)) step.hours = static_cast<int>(prng.between(1, 2));
  }
  drawn.opens = prng.chance(1, 2);
  drawn.waits = prng.chance(1, 4);
  drawn.queue_needs = draw_levels(prng, 4, 4);
  drawn.needs = draw_levels(prng, 4, 4);
  return drawn;
}

std::string list(const std::vector<int>& levels, std::string_view sign, char between) {
  std::string text;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i] == 0) continue;
    if (!text.empty()) text += between;
    text += std::string(kSkills[i]) + std::string(sign) + std::to_string(levels[i]);
  }
  return text;
}

class World {
 public:
  World() : engine_(engine::Limits{}) {}

  void set_up(const Drawn& drawn) {
    PolicyLines lines;
    const std::string turn = std::to_string(kTurnS) + 's';
    const std::string open = drawn.opens ? turn + "-10h" : "0s-" + turn;
    ASSERT_EQ(lines.add({"calendar", "office", "open=" + open, "known=10h"}), "");
    std::vector<std::string> words = {"queue", "q", "offer=auto", "calendar=office"};
    if (drawn.waits) words.emplace_back("when_closed=wait");
    const std::string skills = list(drawn.queue_needs, ">=", ',');
    if (!skills.empty()) words.push_back("skills=" + skills);
    for (const DrawnStep& step : drawn.steps) {
      std::string word = "step=" + std::to_string(step.after_s) + "s";
      if (step.kind != 0) word += step.kind == 1 ? ",kind=bot" : ",kind=human";
      const std::string needs = list(step.needs, ">=", '+');
      if (!needs.empty()) word += ",skills=" + needs;
      if (step.relax > 0) word += ",relax=" + std::to_string(step.relax);
      if (step.if_present) word += ",present";
      if (step.hours != 0) word += step.hours == 1 ? ",hours=open" : ",hours=closed";
      words.push_back(word);
    }
    ASSERT_EQ(lines.add(words), "");
    std::string payload;
    model::encode(lines.policy(), payload);
    CommandLine line({"POLICY.APPLY"}, kStart);
    line.attach_policy(lines.text(), payload);
    engine_.apply(now_, line.command(), recorder_);
    for (const DrawnAgent& agent : drawn.agents) {
      std::vector<std::string> set = {"AGENT.SET", agent.name, "KIND", agent.bot ? "bot" : "human"};
      const std::string levels = list(agent.levels, "=", ',');
      if (!levels.empty()) set.insert(set.end(), {"SKILLS", levels});
      send(set);
      if (agent.state != "OFFLINE") send({"AGENT.STATE", agent.name, agent.state});
    }
  }

  void send(const std::vector<std::string>& words) {
    const CommandLine line(words, kStart);
    ASSERT_EQ(line.error(), "");
    engine_.apply(now_, line.command(), recorder_);
    engine_.check_invariants();
  }
  void open(const Drawn& drawn) {
    std::vector<std::string> words = {"CONV.OPEN", "c1", "QUEUE", "q"};
    const std::string needs = list(drawn.needs, ">=", ',');
    if (!needs.empty()) words.insert(words.end(), {"SKILLS", needs});
    recorder_.clear();
    send(words);
  }
  void pass(std::int64_t elapsed_s) {
    now_ = kStart + base::seconds(elapsed_s);
    engine_.advance(now_, recorder_);
    engine_.check_invariants();
  }
  // Empty: nobody has got it.
  [[nodiscard]] std::string assigned() const { return agent_of("conversation.assigned"); }
  [[nodiscard]] bool unroutable() const { return !has_no("conversation.unroutable"); }

 private:
  [[nodiscard]] bool has_no(std::string_view type) const {
    return std::none_of(recorder_.events().begin(), recorder_.events().end(),
                        [&](const Fields& event) { return event.head == type; });
  }
  [[nodiscard]] std::string agent_of(std::string_view type) const {
    for (const Fields& event : recorder_.events()) {
      if (event.head == type) return *event.find("agent");
    }
    return {};
  }

  engine::Engine engine_;
  Recorder recorder_;
  base::Instant now_ = kStart;
};

TEST(PlanReference, AdmitsWhomItSaysWhenItSays) {
  base::Prng prng(4'711);
  int assigned = 0;
  int refused = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    SCOPED_TRACE(trial);
    Drawn drawn = draw(prng, false);
    const Reference reference(drawn);
    World world;
    world.set_up(drawn);
    world.open(drawn);
    ASSERT_EQ(world.unroutable(), !reference.ever());
    ASSERT_EQ(world.assigned(), "");
    const std::int64_t elapsed_s = prng.between(0, 150);
    world.pass(elapsed_s);
    const DrawnAgent& agent = drawn.agents[prng.below(drawn.agents.size())];
    const bool expected = reference.first(elapsed_s, agent) >= 0;
    world.send({"AGENT.STATE", agent.name, "ONLINE"});
    ASSERT_EQ(world.assigned() == agent.name, expected) << agent.name << " after " << elapsed_s;
    ++(expected ? assigned : refused);
  }
  EXPECT_GT(assigned, kTrials / 10);
  EXPECT_GT(refused, kTrials / 10);
}

TEST(PlanReference, WhoeverAnEarlierStepAdmitsGoesFirst) {
  base::Prng prng(4'712);
  int later = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    SCOPED_TRACE(trial);
    const Drawn drawn = draw(prng, true);
    const Reference reference(drawn);
    World world;
    world.set_up(drawn);
    world.open(drawn);
    int best = -1;
    for (const DrawnAgent& agent : drawn.agents) {
      const int first = agent.state == "ONLINE" ? reference.first(0, agent) : -1;
      if (first >= 0 && (best < 0 || first < best)) best = first;
    }
    ASSERT_EQ(world.assigned().empty(), best < 0);
    if (best < 0) continue;
    const auto chosen =
        std::find_if(drawn.agents.begin(), drawn.agents.end(),
                     [&](const DrawnAgent& agent) { return agent.name == world.assigned(); });
    ASSERT_EQ(reference.first(0, *chosen), best);
    later += best > 1 ? 1 : 0;
  }
  EXPECT_GT(later, 20);
}

}  // namespace
}  // namespace stellwerk::tests
