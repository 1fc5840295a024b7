// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/base/text.h"
#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/engine/support/recorder.h"
#include "tests/engine/support/select_reference.h"

// Selection against a slow and obvious opinion: all free agents who have what it takes, sorted by
// the rules. And exclusive, interruptible and ramping work against the engine's own invariants.
namespace stellwerk::tests {
namespace {

using Words = std::vector<std::string>;

constexpr base::Instant kStart{1'755'000'000'000};
constexpr std::size_t kAgents = 12;

// An engine that is now and then saved and goes on as its heir.
class World {
 public:
  explicit World(std::uint64_t seed)
      : prng_(seed), engine_(std::make_unique<engine::Engine>(engine::Limits{})) {}

  void apply_policy(const std::string& text) {
    PolicyLines lines;
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::string error = lines.add(split_words(base::next_item(rest, '\n')));
      ASSERT_EQ(error, "");
    }
    std::string payload;
    model::encode(lines.policy(), payload);
    CommandLine line({"POLICY.APPLY"}, kStart);
    line.attach_policy(text + std::to_string(++policies_), payload);
    engine_->apply(now_, line.command(), recorder_);
  }

  const Fields& send(const Words& words) {
    const CommandLine line(words, kStart);
    EXPECT_EQ(line.error(), "");
    engine_->apply(now_, line.command(), recorder_);
    engine_->check_invariants();
    return recorder_.replies().back();
  }

  void pass(std::int64_t ms) {
    now_ = now_ + base::milliseconds(ms);
    engine_->advance(now_, recorder_);
    engine_->check_invariants();
  }

  void inherit() {
    auto heir = std::make_unique<engine::Engine>(engine::Limits{});
    engine_->save([&heir](std::string_view record) { ASSERT_TRUE(heir->load(record)); });
    ASSERT_FALSE(heir->loading());
    ASSERT_EQ(heir->digest(), engine_->digest());
    heir->check_invariants();
    engine_ = std::move(heir);
  }

  base::Prng& prng() { return prng_; }
  Recorder& recorder() { return recorder_; }
  [[nodiscard]] base::Instant now() const { return now_; }

 private:
  base::Prng prng_;
  std::unique_ptr<engine::Engine> engine_;
  Recorder recorder_;
  base::Instant now_ = kStart;
  int policies_ = 0;
};

std::string draw_rules(base::Prng& prng) {
  std::string list;
  std::uint64_t rule = prng.below(model::kSelectCount);
  for (std::uint64_t left = 1 + prng.below(model::kSelectsMax); left > 0; --left) {
    if (!list.empty()) list += ',';
    list += name(static_cast<model::Select>(rule));
    rule = (rule + 1 + prng.below(3)) % model::kSelectCount;
  }
  return list;
}

constexpr std::string_view kScore =
    "load*-1,used*-2,free*1,idle_minutes*3,handled*-1,skill:s1*2,skills*1,surplus*-1,";
constexpr std::string_view kOtherScore =
    "label:site=b*4,matches_attr:region*5,cost*-1,rank*-1,weight*1,bot*-3,preferred*2";

void set_up_agents(World& world, SelectReference& reference) {
  base::Prng& prng = world.prng();
  for (std::size_t i = 0; i < kAgents; ++i) {
    SelectReference::Agent agent;
    agent.name = numbered("a", i);
    agent.capacity = static_cast<std::uint32_t>(1 + prng.below(6));
    agent.weight = static_cast<std::uint32_t>(1 + prng.below(4));
    agent.rank = static_cast<std::uint32_t>(prng.below(4));
    agent.cost = static_cast<std::uint32_t>(prng.below(4));
    agent.bot = prng.chance(1, 4);
    std::string skills;
    for (int skill = 0; skill < 3; ++skill) {
      if (prng.chance(1, 3)) continue;
      const auto level = static_cast<std::uint32_t>(1 + prng.below(6));
      agent.skills[numbered("s", static_cast<std::uint64_t>(skill))] = level;
      skills += (skills.empty() ? "s" : ",s") + std::to_string(skill) + '=' + std::to_string(level);
    }
    agent.site = prng.chance(1, 2) ? "b" : "c";
    agent.region = prng.chance(1, 2) ? "north" : "south";
    world.send({"AGENT.SET", agent.name, "CAPACITY", std::to_string(agent.capacity), "WEIGHT",
                std::to_string(agent.weight), "RANK", std::to_string(agent.rank), "COST",
                std::to_string(agent.cost), "KIND", agent.bot ? "bot" : "human", "SKILLS", skills,
                "LABELS", "site=" + agent.site + ",region=" + agent.region});
    reference.add(agent);
    if (prng.chance(1, 5)) world.pass(prng.between(1, 100'000));
    world.send({"AGENT.STATE", agent.name, "ONLINE"});
    reference.online(agent.name, world.now());
  }
}

class SelectRandom : public testing::TestWithParam<int> {};

TEST_P(SelectRandom, AgreesWithSortingAllFreeAgents) {
  const auto seed = static_cast<std::uint64_t>(20'261'130 + GetParam());
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  World world(seed);
  base::Prng& prng = world.prng();
  const std::string rules = draw_rules(prng);
  const std::string own = draw_rules(prng);
  const std::string score(prng.chance(1, 2) ? kScore.substr(0, kScore.size() - 1) : kOtherScore);
  const std::int64_t ramp_ms = prng.chance(1, 3) ? prng.between(1, 2'000'000) : 0;
  SCOPED_TRACE(rules + " / " + own + " / " + score + " / " + std::to_string(ramp_ms));
  world.apply_policy("routing policy=fifo select=" + rules + " score=" + score +
                     (ramp_ms > 0 ? " ramp=" + std::to_string(ramp_ms) : "") +
                     "\nqueue q offer=auto skills=s0>=2\nqueue p offer=auto select=" + own);
  if (testing::Test::HasFatalFailure()) return;
  SelectReference reference(rules, own, score, ramp_ms);
  set_up_agents(world, reference);
  int given = 0;
  for (int step = 0; step < 1'500; ++step) {
    if (prng.chance(1, 3)) world.pass(prng.between(1, 30'000));
    if (prng.chance(1, 400)) world.inherit();
    world.recorder().clear();
    if (prng.chance(2, 5) && !reference.active().empty()) {
      const auto at = prng.below(reference.active().size());
      world.send({"CONV.CLOSE", reference.active()[at]});
      reference.follow(world.recorder().events(), world.now());
      continue;
    }
    SelectReference::Opening opening;
    opening.name = numbered("c", static_cast<std::uint64_t>(step));
    opening.own_rules = prng.chance(1, 2);
    opening.units = static_cast<std::uint32_t>(1 + prng.below(2));
    opening.region = prng.chance(1, 2) ? "north" : "west";
    Words words = {"CONV.OPEN", opening.name,
                   "QUEUE",     opening.own_rules ? "p" : "q",
                   "UNITS",     std::to_string(opening.units),
                   "ATTRS",     "plan=x,region=" + opening.region};
    if (!opening.own_rules) opening.needs["s0"] = 2;
    if (prng.chance(1, 2)) {
      const auto level = static_cast<std::uint32_t>(1 + prng.below(3));
      opening.needs["s1"] = level;
      words.insert(words.end(), {"SKILLS", "s1>=" + std::to_string(level)});
    }
    if (prng.chance(1, 4)) {
      opening.prefer = {"s2", "s0"};
      words.insert(words.end(), {"PREFER", "s0,s2"});
    }
    const std::string expected = reference.choice(opening, world.now());
    const Fields reply = world.send(words);
    const std::string* agent = reply.find("agent");
    ASSERT_EQ(agent == nullptr ? std::string() : *agent, expected)
        << "step " << step << ": " << reply.to_string() << '\n'
        << reference.described(opening, world.now());
    given += expected.empty() ? 0 : 1;
    reference.opened(opening);
    reference.follow(world.recorder().events(), world.now());
    if (expected.empty()) {  // it must not wait for ever
      world.recorder().clear();
      world.send({"CONV.ABANDON", opening.name});
      reference.follow(world.recorder().events(), world.now());
    }
  }
  EXPECT_GT(given, 200);
}

INSTANTIATE_TEST_SUITE_P(Worlds, SelectRandom, testing::Range(0, 60));

// Offers, holds, breaks, transfers and changing policies; the invariants and the books decide.
class RoomRandom : public testing::TestWithParam<int> {};

std::string room_policy(base::Prng& prng) {
  const auto flag = [&prng](std::string_view text) {
    return prng.chance(2, 3) ? std::string(text) : std::string();
  };
  static constexpr std::array<std::string_view, 3> kRules = {"sla-first", "fifo", "priority"};
  return "routing policy=" + std::string(kRules[prng.below(3)]) +
         " reserve=" + std::to_string(prng.below(3)) + flag(" ramp=3m") +
         flag(" select=most-available") + "\nchannel voice" + flag(" units=2") + "\nchannel desk" +
         flag(" exclusive=true") + "\nchannel chat" + flag(" interruptible_by=voice,desk") +
         "\nchannel mail" + flag(" interruptible_by=chat,voice") +
         "\nsla minute first_response=1m\nsla hour first_response=1h\n" +
         "queue q sla=minute offer=auto wrap_up=5s\nqueue p sla=hour timeout=10s retry=5s\n";
}

TEST_P(RoomRandom, KeepsTheInvariants) {
  const auto seed = static_cast<std::uint64_t>(20'261'200 + GetParam());
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  World world(seed);
  base::Prng& prng = world.prng();
  world.apply_policy(room_policy(prng));
  for (std::size_t i = 0; i < 6; ++i) {
    world.send({"AGENT.SET", numbered("a", i), "CAPACITY", std::to_string(1 + prng.below(4)),
                "QUEUES", prng.chance(1, 3) ? "p" : "q,p"});
    world.send({"AGENT.STATE", numbered("a", i), "ONLINE"});
  }
  static constexpr std::array<std::string_view, 4> kChannels = {"voice", "desk", "chat", "mail"};
  std::uint64_t opened = 0;
  int interrupted = 0;
  int resumed = 0;
  for (int step = 0; step < 2'500; ++step) {
    if (prng.chance(1, 3)) world.pass(prng.between(1, 12'000));
    const std::string agent = numbered("a", prng.below(6));
    const std::string conv = numbered("c", opened < 14 ? 0 : opened - 1 - prng.below(14));
    const std::uint64_t choice = prng.below(100);
    if (choice < 40) {
      world.send({"CONV.OPEN", numbered("c", opened++), "QUEUE", prng.chance(1, 2) ? "q" : "p",
                  "CHANNEL", std::string(kChannels[prng.below(4)]), "PRIORITY",
                  std::to_string(prng.below(3))});
    } else if (choice < 62) {
      world.send({"CONV.CLOSE", conv});
    } else if (choice < 74) {
      const std::string offer = world.recorder().offer_of(conv);
      if (offer.empty()) continue;
      world.send({choice < 70 ? "CONV.ACCEPT" : "CONV.DECLINE", conv, offer});
    } else if (choice < 79) {
      world.send({prng.chance(1, 2) ? "CONV.HOLD" : "CONV.RESUME", conv});
    } else if (choice < 83) {
      world.send({"MSG.IN", conv, numbered("m", static_cast<std::uint64_t>(step)), "x", "QUEUE",
                  "q", "CHANNEL", "chat"});
    } else if (choice < 87) {
      world.send({"CONV.TAKE", conv, agent, "FORCE", prng.chance(1, 3) ? "1" : "0"});
    } else if (choice < 89) {
      world.send({"CONV.TRANSFER", conv, "AGENT", agent});
    } else if (choice < 96) {
      static constexpr std::array<std::string_view, 4> kStates = {"ONLINE", "AWAY", "DRAINING",
                                                                  "OFFLINE"};
      world.send({"AGENT.STATE", agent, std::string(kStates[choice < 93 ? 0 : prng.below(4)])});
    } else if (choice < 98) {
      world.send({"AGENT.SET", agent, "CAPACITY", std::to_string(1 + prng.below(4))});
    } else if (choice < 99) {
      world.apply_policy(room_policy(prng));
    } else {
      world.inherit();
    }
    ASSERT_EQ(world.recorder().complaints(), "") << "step " << step;
    for (const Fields& event : world.recorder().events()) {
      if (event.head == "conversation.held" && event.has_value("interrupted")) ++interrupted;
      if (event.head == "conversation.resumed") ++resumed;
    }
    world.recorder().clear();
    if (testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(interrupted, 0);
  EXPECT_GT(resumed, 0);
}

INSTANTIATE_TEST_SUITE_P(Worlds, RoomRandom, testing::Range(0, 12));

}  // namespace
}  // namespace stellwerk::tests
