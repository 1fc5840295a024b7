// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/base/text.h"
#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/journal_tape.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/engine/support/recorder.h"

// Everything that plans do, drawn: the invariants hold after each command, and the history has the
// same end however it is run again, saved and loaded on the way too.
namespace stellwerk::tests {
namespace {

using Words = std::vector<std::string>;

constexpr base::Instant kStart{1'755'000'000'000};
constexpr int kCommands = 2'500;

// The second one changes steps, shares, hours and targets of the first.
constexpr std::array<std::string_view, 2> kDocuments = {
    "calendar day open=1m-5m,7m-20m,30m-90m,91m-10h known=100h\n"
    "sla minute first_response=1m next_response=2m\n"
    "queue rings offer=auto skills=s0 sla=minute step=0s,kind=bot,present step=0s,skills=s1>=3 "
    "step=10s,skills=s1,prefer=s2 step=30s,relax=2 step=2m,overflow=rest\n"
    "queue rest timeout=20s retry=5s max_waiting=40 handling=20s wait_long=1m "
    "overflow=night,expected_wait=3m\n"
    "queue day offer=auto calendar=day when_closed=wait max_waiting=10 when_full=night\n"
    "queue office offer=auto wrap_up=5s calendar=day overflow=night,closed "
    "overflow=rest,waiting=5\n"
    "queue night offer=auto step=5s,relax=1 step=4m,divert=rest\n"
    "queue mixed split=rest:3,office:2,night:1\n",
    "calendar day open=2m-9m,10m-50m,60m-10h known=100h\n"
    "sla minute first_response=90s next_response=2m\n"
    "queue rings offer=auto skills=s0>=2 sla=minute step=0s,skills=s1>=2 step=20s,kind=human "
    "step=25s,kind=bot,present step=40s,divert=night\n"
    "queue rest timeout=20s max_waiting=40 overflow=night,waited=3m\n"
    "queue day offer=auto calendar=day\n"
    "queue office offer=auto calendar=day when_closed=wait wait_long=30s\n"
    "queue night offer=auto\n"
    "queue mixed split=rest:1,night:1\n"};

class PlanWorld {
 public:
  explicit PlanWorld(std::uint64_t seed) : prng_(seed), engine_(engine::Limits{}) {
    apply(0);
    for (std::uint64_t i = 0; i < kAgents; ++i) {
      send(draw_agent(numbered("a", i)));
      send({"AGENT.STATE", numbered("a", i), "ONLINE"});
    }
  }

  void step() {
    if (prng_.chance(1, 2)) now_ = now_ + base::milliseconds(prng_.between(1, 3'000));
    if (prng_.chance(1, 100)) now_ = now_ + base::milliseconds(prng_.between(1, 60'000));
    if (prng_.chance(1, 3)) engine_.advance(now_, recorder_);
    if (prng_.chance(1, 150)) return apply(1 - document_);
    send(draw());
  }
  void finish() { engine_.advance(now_, recorder_); }

  [[nodiscard]] std::uint64_t count(std::string_view type, std::string_view reason = {}) const {
    std::uint64_t count = 0;
    for (const Fields& event : recorder_.events()) {
      const std::string* why = event.find("reason");
      if (event.head == type && (reason.empty() || (why != nullptr && *why == reason))) ++count;
    }
    return count;
  }
  [[nodiscard]] const engine::Engine& engine() const { return engine_; }
  [[nodiscard]] const Recorder& recorder() const { return recorder_; }
  [[nodiscard]] const JournalTape& tape() const { return tape_; }
  [[nodiscard]] base::Instant now() const { return now_; }

 private:
  static constexpr std::uint64_t kAgents = 12;
  static constexpr std::array<std::string_view, 6> kQueues = {"rings",  "rest",  "day",
                                                              "office", "night", "mixed"};

  void apply(int document) {
    document_ = document;
    PolicyLines lines;
    std::string_view rest = kDocuments[static_cast<std::size_t>(document)];
    while (!rest.empty()) {
      const std::string error = lines.add(split_words(base::next_item(rest, '\n')));
      ASSERT_EQ(error, "");
    }
    std::string payload;
    model::encode(lines.policy(), payload);
    CommandLine line({"POLICY.APPLY"}, kStart);
    line.attach_policy(lines.text(), payload);
    run(line);
  }
  void send(const Words& words) {
    const CommandLine line(words, kStart);
    ASSERT_EQ(line.error(), "");
    run(line);
  }
  void run(const CommandLine& line) {
    tape_.add(now_, line.command());
    engine_.apply(now_, line.command(), recorder_);
    engine_.check_invariants();
  }

  std::string draw_skills(std::string_view sign) {
    std::string text;
    for (int i = 0; i < 3; ++i) {
      if (prng_.chance(1, 2)) continue;
      if (!text.empty()) text += ',';
      text += numbered("s", static_cast<std::uint64_t>(i)) + std::string(sign);
      text += std::to_string(prng_.between(1, 4));
    }
    return text;
  }
  Words draw_agent(const std::string& name) {
    Words words = {"AGENT.SET", name,
                   "KIND",      prng_.chance(1, 3) ? "bot" : "human",
                   "CAPACITY",  std::to_string(prng_.between(1, 3))};
    const std::string skills = draw_skills("=");
    if (!skills.empty()) words.insert(words.end(), {"SKILLS", skills});
    if (prng_.chance(1, 3)) words.insert(words.end(), {"QUEUES", queue() + "," + queue()});
    return words;
  }
  std::string queue() { return std::string(kQueues[prng_.below(kQueues.size())]); }
  std::string conv() { return numbered("c", prng_.below(next_ + 1)); }
  std::string agent() { return numbered("a", prng_.below(kAgents)); }

  Words draw() {
    const std::uint64_t choice = prng_.below(100);
    if (choice < 35) {
      Words words = {"CONV.OPEN", numbered("c", next_++),         "QUEUE", queue(),
                     "PRIORITY",  std::to_string(prng_.below(10))};
      const std::string skills = draw_skills(">=");
      if (prng_.chance(1, 3) && !skills.empty()) words.insert(words.end(), {"SKILLS", skills});
      if (prng_.chance(1, 6)) words.insert(words.end(), {"AGE", "20s"});
      if (prng_.chance(1, 10)) words.insert(words.end(), {"STICKY", agent() + ":30s"});
      return words;
    }
    if (choice < 40)
      return {"MSG.IN", conv(), numbered("m", next_message_++), "x", "QUEUE", queue()};
    if (choice < 60) return {"CONV.CLOSE", conv()};
    if (choice < 66) return {"CONV.ABANDON", conv()};
    if (choice < 70) return {"CONV.ESCALATE", conv()};
    if (choice < 74) return {"CONV.UPDATE", conv(), "QUEUE", queue()};
    if (choice < 78) return {"CONV.TRANSFER", conv(), "QUEUE", queue()};
    if (choice < 80) return {"CONV.TAKE", conv(), agent()};
    if (choice < 82) return {"CONV.HOLD", conv(), "FOR", "20s"};
    if (choice < 84) return {"CONV.WRAPPED", conv()};
    if (choice < 90) return {"CONV.ACCEPT", conv(), model::offer_name(1 + prng_.below(next_ + 1))};
    if (choice < 92) return draw_agent(agent());
    if (choice < 93) return {"AGENT.DEL", agent(), "FORCE", "1"};
    const std::uint64_t state = prng_.below(8);
    return {"AGENT.STATE", agent(),
            state == 0   ? "OFFLINE"
            : state == 1 ? "AWAY"
            : state == 2 ? "DRAINING"
                         : "ONLINE"};
  }

  base::Prng prng_;
  engine::Engine engine_;
  Recorder recorder_;
  JournalTape tape_;
  base::Instant now_ = kStart;
  int document_ = 0;
  std::uint64_t next_ = 0;
  std::uint64_t next_message_ = 0;
};

TEST(PlanWorld, KeepsTheInvariantsAndReplaysToTheSameEnd) {
  std::array<std::uint64_t, 10> seen{};
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    PlanWorld world(seed);
    for (int i = 0; i < kCommands; ++i) {
      world.step();
      ASSERT_EQ(world.recorder().complaints(), "") << "command " << i;
    }
    world.finish();
    const std::string digest = world.engine().digest();
    const JournalTape::Outcome plain = world.tape().replay({}, world.now(), 0);
    EXPECT_EQ(plain.digest, digest);
    EXPECT_TRUE(world.tape().replay({}, world.now(), seed) == plain) << "in small pieces of time";
    EXPECT_TRUE(world.tape().replay_in_pieces({}, world.now(), 97) == plain)
        << "saved and loaded on the way";
    const auto overflowed = [&](std::string_view why) {
      return world.count("conversation.overflowed", why);
    };
    constexpr std::array<std::string_view, 8> kReasons = {
        "step", "divert", "waiting", "full", "waited", "expected_wait", "closed", "split"};
    for (std::size_t i = 0; i < kReasons.size(); ++i) seen[i] += overflowed(kReasons[i]);
    seen[8] += world.count("wait.long");
    seen[9] += world.count("conversation.assigned");
  }
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_GT(seen[i], 0U) << i;
}

}  // namespace
}  // namespace stellwerk::tests
