// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "core/model/reply.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/journal_tape.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/engine/support/recorder.h"

// Random histories of offers to several agents, decisions from outside, callbacks and customers.
namespace stellwerk::tests {
namespace {

constexpr base::Instant kStart{1'755'000'000'000};
constexpr std::uint64_t kCommands = 8'000;
constexpr std::uint64_t kAgents = 9;

constexpr std::string_view kDocument =
    "channel mail units=2\n"
    "sla quick first_response=1m\n"
    "queue wide sla=quick agents=3 timeout=20s retry=4s declines_max=4 misses_max=5\n"
    "queue asked decide=external decide_timeout=3s skills=s0>=2 retry=5s\n"
    "queue own decide=external decide_timeout=1s offer=auto wrap_up=5s\n"
    "queue known agents=2 sticky_within=1m patience=8s offer=offer\n";

class OffersWorld {
 public:
  OffersWorld(std::string_view rule, std::uint64_t seed) : prng_(seed), engine_(engine::Limits{}) {
    apply_policy("routing policy=" + std::string(rule) + "\n" + std::string(kDocument));
    for (std::uint64_t i = 0; i < kAgents; ++i) {
      const std::string name = numbered("a", i);
      send({"AGENT.SET", name, "KIND", i % 4 == 3 ? "bot" : "human", "CAPACITY",
            std::to_string(1 + i % 3), "SKILLS", numbered("s0=", 1 + i % 3)});
      send({"AGENT.STATE", name, "ONLINE"});
    }
  }

  void step() {
    now_ = now_ + base::milliseconds(prng_.between(0, 400));
    send(draw());
    engine_.check_invariants();
  }

  [[nodiscard]] JournalTape& tape() { return tape_; }
  [[nodiscard]] base::Instant now() const { return now_; }
  [[nodiscard]] engine::Figures figures() const { return engine_.figures(); }
  [[nodiscard]] const Recorder& recorder() const { return recorder_; }

 private:
  void apply_policy(const std::string& text) {
    PolicyLines lines;
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      EXPECT_EQ(lines.add(split_words(rest.substr(0, end))), "");
      rest.remove_prefix(end + 1);
    }
    std::string payload;
    model::encode(lines.policy(), payload);
    CommandLine line({"POLICY.APPLY"}, kStart);
    line.attach_policy(text, std::move(payload));
    tape_.add(now_, line.command());
    engine_.apply(now_, line.command(), recorder_);
  }

  void send(const std::vector<std::string>& words) {
    const CommandLine line(words, kStart);
    ASSERT_EQ(line.error(), "");
    tape_.add(now_, line.command());
    recorder_.clear();
    engine_.apply(now_, line.command(), recorder_);
    for (const Fields& event : recorder_.events()) {
      if (event.head == "offer.created") offered_.push_back(*event.find("conv"));
      if (event.head == "conversation.assigned") assigned_.push_back(*event.find("conv"));
    }
  }

  // One of the last few, so that most answers come while somebody waits for them.
  std::string last_of(const std::vector<std::string>& names) {
    if (names.empty()) return recent();
    const std::uint64_t back = prng_.below(std::min<std::uint64_t>(names.size(), 9));
    return names[names.size() - 1 - back];
  }

  std::string conv() { return numbered("c", prng_.below(next_ + 1)); }
  std::string recent() {
    const std::uint64_t back = prng_.below(12);
    return numbered("c", next_ > back ? next_ - back : 0);
  }
  std::string agent() { return numbered("a", prng_.below(kAgents)); }
  // To the newest offer of a conversation, or to one made shortly before, which may be its first.
  std::vector<std::string> answer(const std::string& command) {
    const std::string name = last_of(offered_);
    const std::uint64_t newest = model::parse_offer(recorder_.offer_of(name));
    const std::uint64_t back = prng_.below(4) / 2;
    return {command, name, model::offer_name(newest > back ? newest - back : 1)};
  }

  std::vector<std::string> draw() {
    static const std::vector<std::string> kQueues = {"wide", "asked", "asked",
                                                     "own",  "own",   "known"};
    const std::uint64_t choice = prng_.below(100);
    if (choice < 16) {
      std::vector<std::string> words = {"CONV.OPEN", numbered("c", ++next_),
                                        "QUEUE",     kQueues[prng_.below(kQueues.size())],
                                        "CUSTOMER",  numbered("k", prng_.below(6))};
      if (prng_.chance(1, 4)) words.insert(words.end(), {"CHANNEL", "mail"});
      if (prng_.chance(1, 6)) words.insert(words.end(), {"STICKY", agent() + ":5s"});
      return words;
    }
    if (choice < 36) return answer("CONV.ACCEPT");
    if (choice < 40) return answer("CONV.DECLINE");
    if (choice < 48) return {"CONV.DECIDE", recent(), "AGENT", agent()};
    if (choice < 50) return {"CONV.DECIDE", recent()};
    if (choice < 53) return {"CONV.CALLBACK", recent(), "FOR", "6s"};
    if (choice < 54) return {"CONV.CALLBACK", recent()};
    if (choice < 74) return {"CONV.CLOSE", last_of(assigned_)};
    if (choice < 79) return {"CONV.CLOSE", conv()};
    if (choice < 81) return {"CONV.ABANDON", recent()};
    if (choice < 83) return {"CONV.TAKE", recent(), agent()};
    if (choice < 84) return {"CONV.TAKE", recent(), agent(), "FORCE", "1"};
    if (choice < 86) return {"CONV.UPDATE", recent(), "PRIORITY", std::to_string(prng_.below(9))};
    if (choice < 87) return {"CONV.UPDATE", recent(), "UNITS", "2", "PRIORITY", "3"};
    if (choice < 88) return {"CONV.ESCALATE", recent()};
    if (choice < 89) return {"CONV.TRANSFER", recent(), "QUEUE", "wide"};
    if (choice < 90) return {"AGENT.DEL", agent(), "FORCE", "1"};
    if (choice < 92) {
      return {"AGENT.SET", agent(),
              "CAPACITY",  std::to_string(1 + prng_.below(3)),
              "SKILLS",    numbered("s0=", 1 + prng_.below(3))};
    }
    static const std::vector<std::string> kStates = {"ONLINE", "ONLINE",  "ONLINE",  "ONLINE",
                                                     "AWAY",   "OFFLINE", "DRAINING"};
    return {"AGENT.STATE", agent(), kStates[prng_.below(kStates.size())]};
  }

  base::Prng prng_;
  engine::Engine engine_;
  Recorder recorder_;
  JournalTape tape_;
  base::Instant now_ = kStart;
  std::uint64_t next_ = 0;
  std::vector<std::string> offered_, assigned_;
};

class OffersRandom : public testing::TestWithParam<std::string_view> {};

TEST_P(OffersRandom, KeepTheInvariantsAndGoOnFromASavedState) {
  constexpr std::uint64_t kSeed = 20'261'130;
  SCOPED_TRACE(testing::Message() << GetParam() << " seed " << kSeed);
  OffersWorld world(GetParam(), kSeed);
  for (std::uint64_t i = 0; i < kCommands; ++i) {
    world.step();
    ASSERT_EQ(world.recorder().complaints(), "") << i;
  }
  const engine::Figures figures = world.figures();
  EXPECT_EQ(book_differences(figures), "");
  const auto count = [&figures](model::EventType type) {
    return figures.events[static_cast<std::size_t>(type)];
  };
  EXPECT_GT(count(model::EventType::kOfferAccepted), 100U);
  EXPECT_GT(count(model::EventType::kOfferRevoked), 100U);
  EXPECT_GT(count(model::EventType::kOfferExpired), 50U);
  EXPECT_GT(count(model::EventType::kDecisionRequested), 50U);
  EXPECT_GT(count(model::EventType::kConversationCallback), 20U);
  const JournalTape::Outcome whole = world.tape().replay({}, world.now(), 0);
  EXPECT_TRUE(world.tape().replay({}, world.now(), 7) == whole) << "time in pieces";
  for (const std::size_t each : {std::size_t{17}, std::size_t{701}}) {
    EXPECT_TRUE(world.tape().replay_in_pieces({}, world.now(), each) == whole) << each;
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, OffersRandom,
                         testing::Values("sla-first", "fifo", "priority", "edf"),
                         [](const auto& rule) {
                           std::string name(rule.param);
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace stellwerk::tests
