// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/engine/support/recorder.h"

// One customer, the bot that answers him and the platform between them, against a slow and obvious
// second reading that looks at each millisecond: windows, budgets, turns and fragments.
namespace stellwerk::tests {
namespace {

using base::Duration;
using base::Instant;
using Happenings = std::vector<std::string>;

constexpr Instant kStart{1'755'000'000'000};
constexpr Duration kNone{0};

// What the policy says; kNone and 0: nothing.
struct Rules {
  Duration reply_window, fragments;
  std::uint32_t reply_messages = 0, turns = 0;

  [[nodiscard]] std::string document() const {
    std::string text = "channel chat units=1";
    const auto add = [&text](std::string_view key, std::int64_t value) {
      if (value > 0) text.append(" ").append(key).append("=").append(std::to_string(value));
    };
    add("reply_window", reply_window.ms);
    add("fragments", fragments.ms);
    add("reply_messages", reply_messages);
    text += "\nqueue q offer=auto";
    add("turns", turns);
    return text + '\n';
  }
};

std::string happening(std::string_view what, Instant at) {
  return std::string(what) + ' ' + std::to_string((at - kStart).ms);
}

// The second reading.
struct Reading {
  Rules rules;
  Happenings happenings;
  bool open = false, with_bot = false, held = false;

  bool runs = false, warned = false, missed = false;  // the window
  Instant start = {}, due = {};
  Instant token = base::kNever;

  Instant first = base::kNever, last = {};  // of the piece that the customer is at
  Instant writing = base::kNever;
  bool answered = false;  // the bot has answered this piece
  std::uint32_t turns = 0, replies = 0;

  void tell(std::string_view what, Instant at) { happenings.push_back(happening(what, at)); }

  // What happens by itself: what runs out in a millisecond has run out when somebody is given it
  // in the same one.
  void pass(Instant at) {
    run_out(at);
    if (writing > at) return;
    writing = base::kNever;
    give(at);
  }

  void run_out(Instant at) {
    if (!runs) return;
    if (!warned && (at - start).ms >= (due - start).ms * 8 / 10) {
      warned = true;
      tell("warning", at);
    }
    if (at < due) return;
    runs = false;
    missed = true;
    tell("breached", at);
  }

  void give(Instant at) {
    with_bot = true;
    turns = 0;
    answered = false;
    tell("assigned", at);
  }

  void write(Instant at, Duration window) {
    const bool opens = !open;
    if (opens) *this = Reading{.rules = rules, .happenings = happenings, .open = true};
    held = false;
    replies = 0;
    const bool goes_on = rules.fragments > kNone && !opens && first != base::kNever &&
                         at - last < rules.fragments && at - first < rules.fragments * 4;
    if (!goes_on) first = at;
    if (!goes_on) answered = false;
    last = at;
    renew(at, window);
    const Instant silent = std::min(at + rules.fragments, first + rules.fragments * 4);
    if (opens && rules.fragments == kNone) {
      run_out(at);
      return give(at);
    }
    if (opens || writing != base::kNever) writing = silent;
    if (!with_bot || rules.turns == 0 || turns < rules.turns || answered) return;
    with_bot = false;
    tell("escalated", at);
  }

  void renew(Instant at, Duration window) {
    if (window > kNone) {
      token = at + window;
    } else if (token <= at) {
      token = base::kNever;
    }
    const bool by_channel = rules.reply_window > kNone;
    if (!by_channel && window == kNone) return;
    const Instant closes = by_channel ? std::min(at + rules.reply_window, token) : token;
    warned = runs && warned && closes <= due;
    runs = true;
    missed = false;
    start = at;
    due = closes;
  }

  // False: the platform does not take it.
  [[nodiscard]] bool answer(Instant at) {
    if (rules.reply_messages > 0 && replies == rules.reply_messages) return false;
    ++replies;
    if (with_bot && rules.turns > 0 && !answered) {
      answered = true;
      ++turns;
    }
    if (runs) tell("met", at);
    if (!runs && !missed) return true;
    runs = missed = false;
    token = base::kNever;
    return true;
  }

  void close() {
    open = with_bot = held = runs = false;
    writing = base::kNever;
  }
};

class Life {
 public:
  explicit Life(base::Prng& prng)
      : prng_(prng), engine_(std::make_unique<engine::Engine>(limits_)) {
    const auto drawn = [this](std::int64_t most) {
      return prng_.chance(1, 3) ? kNone : Duration{prng_.between(5, most)};
    };
    reading_.rules.reply_window = drawn(120);
    reading_.rules.fragments = drawn(25);
    reading_.rules.reply_messages = static_cast<std::uint32_t>(prng_.below(4));
    reading_.rules.turns = static_cast<std::uint32_t>(prng_.below(4));
    apply_policy();
    send({"AGENT.SET", "bot", "KIND", "bot"});
    send({"AGENT.SET", "human"});  // registered, so that it is not unroutable
    send({"AGENT.STATE", "bot", "ONLINE"});
  }

  void run() {
    for (int step = 0; step < 40; ++step) {
      const Instant until = now_ + Duration{prng_.between(0, prng_.chance(1, 6) ? 90 : 15)};
      for (; now_ < until; ++now_.ms) reading_.pass(now_);
      reading_.pass(now_);
      if (prng_.chance(1, 9)) move_house();
      act();
      reading_.pass(now_);
      engine_->check_invariants();
      ASSERT_EQ(happened(), reading_.happenings) << log_;
    }
  }
  [[nodiscard]] const Happenings& happenings() const { return reading_.happenings; }
  [[nodiscard]] int refused() const { return refused_; }

 private:
  void apply_policy() {
    const std::string text = reading_.rules.document();
    PolicyLines lines;
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(line.size() + 1);
      ASSERT_EQ(lines.add(split_words(line)), "");
    }
    std::string payload;
    model::encode(lines.policy(), payload);
    CommandLine apply({"POLICY.APPLY"}, kStart);
    apply.attach_policy(text, payload);
    engine_->apply(now_, apply.command(), recorder_);
    log_ = text;
  }

  // What was answered.
  std::string send(const std::vector<std::string>& words) {
    const CommandLine line(words, kStart);
    EXPECT_EQ(line.error(), "");
    log_ += std::to_string((now_ - kStart).ms) + ':';
    for (const std::string& word : words) log_ += ' ' + word;
    log_ += '\n';
    engine_->apply(now_, line.command(), recorder_);
    return recorder_.replies().back().head;
  }

  void act() {
    const std::uint64_t choice = prng_.below(100);
    const std::string number = std::to_string(++messages_);
    if (choice < 45 || !reading_.open) {
      const Duration window = prng_.chance(1, 3) ? Duration{prng_.between(1, 60)} : kNone;
      std::vector<std::string> words = {"MSG.IN", "c", "m" + number, "hi"};
      if (!reading_.open) words.insert(words.end(), {"QUEUE", "q", "CHANNEL", "chat"});
      if (window > kNone) words.insert(words.end(), {"WINDOW", std::to_string(window.ms)});
      send(words);
      reading_.write(now_, window);
    } else if (choice < 85) {
      std::vector<std::string> words = {"MSG.OUT", "c", "r" + number, "hi"};
      if (reading_.with_bot) words.insert(words.end(), {"FROM", "bot"});
      const bool taken = send(words) != "-BADSTATE";
      EXPECT_EQ(taken, reading_.answer(now_)) << log_;
      refused_ += taken ? 0 : 1;
    } else if (choice < 92 && reading_.with_bot && !reading_.held) {
      send({"CONV.HOLD", "c"});
      reading_.held = true;
    } else {
      send({"CONV.CLOSE", "c"});
      reading_.close();
    }
  }

  // Into another engine, by way of what is saved.
  void move_house() {
    engine_->advance(now_, recorder_);
    auto heir = std::make_unique<engine::Engine>(limits_);
    engine_->save([&heir](std::string_view record) { EXPECT_TRUE(heir->load(record)); });
    EXPECT_EQ(heir->digest(), engine_->digest());
    engine_ = std::move(heir);
  }

  [[nodiscard]] Happenings happened() {
    for (; seen_ < recorder_.events().size(); ++seen_) {
      const Fields& event = recorder_.events()[seen_];
      const Instant at{std::stoll(*event.find("at"))};
      const std::string_view what = event.head;
      if (what == "conversation.assigned" || what == "conversation.escalated") {
        happened_.push_back(happening(what.substr(what.find('.') + 1), at));
      } else if (what.starts_with("sla.") && *event.find("clock") == "window") {
        happened_.push_back(happening(what.substr(4), at));
      }
    }
    return happened_;
  }

  base::Prng& prng_;
  engine::Limits limits_;
  std::unique_ptr<engine::Engine> engine_;
  Recorder recorder_;
  Reading reading_;
  Instant now_ = kStart;
  std::uint64_t messages_ = 0;
  std::size_t seen_ = 0;
  Happenings happened_;
  std::string log_;
  int refused_ = 0;
};

TEST(Customer, IsTreatedAsASlowReadingSays) {
  constexpr std::uint64_t kSeed = 47;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  std::array<int, 5> seen{};
  static constexpr std::array<std::string_view, 5> kWhat = {"warning", "breached", "met",
                                                            "assigned", "escalated"};
  int refused = 0;
  for (int i = 0; i < 1'500; ++i) {
    Life life(prng);
    ASSERT_NO_FATAL_FAILURE(life.run()) << "life " << i;
    if (testing::Test::HasFailure()) FAIL() << "life " << i;
    for (const std::string& what : life.happenings()) {
      for (std::size_t k = 0; k < kWhat.size(); ++k) seen[k] += what.starts_with(kWhat[k]) ? 1 : 0;
    }
    refused += life.refused();
  }
  for (std::size_t k = 0; k < kWhat.size(); ++k) EXPECT_GT(seen[k], 500) << kWhat[k];
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace stellwerk::tests
