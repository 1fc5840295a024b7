// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stellwerk::sim {

// What is watched over in a simulated run. None of it asks the engine what it thinks.
enum class Checker : std::uint8_t {
  kOwner,       // one owner at a time, no step from a state to one that does not follow it
  kCapacity,    // no assignment raises an agent's load above its capacity
  kEligible,    // who gets a conversation may have it
  kUnmatched,   // nobody waits beside a free agent who could take it
  kStarvation,  // whoever waits longest is not passed over for ever
  kClocks,      // warnings, breaches and answers in time: once each, to the millisecond
  kMessages,    // each message once, to whoever owns the conversation
  kGapless,     // events numbered without a gap, never back in time
  kSameEvents,  // what was shown before a crash is the same after it
  kLost,        // what was acknowledged survives
  kOnce,        // a repeated request changes nothing and gets its answer again
  kAnswers,     // one answer a command, in order, about the state that the events show
  kReplay,      // the same records lead another engine to the same state
  kBooks,       // figures agree with what the events add up to
  kJournal,     // what the disk kept can be started from
  kTime,        // engine time never goes back, and follows real time within 5 %
  kReached,     // the run has done something worth checking
};
inline constexpr std::uint8_t kCheckerCount = 17;

[[nodiscard]] std::string_view name(Checker checker);

// The first thing that was wrong in a run; the run ends there.
class Complaints {
 public:
  void add(Checker checker, std::string text) {
    if (any_) return;
    any_ = true;
    checker_ = checker;
    text_ = std::move(text);
  }
  [[nodiscard]] bool any() const { return any_; }
  // REQUIRES: any().
  [[nodiscard]] Checker checker() const { return checker_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  bool any_ = false;
  Checker checker_ = Checker::kReached;
  std::string text_;
};

}  // namespace stellwerk::sim
