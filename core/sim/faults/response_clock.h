// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/base/time.h"
#include "core/model/event.h"

namespace stellwerk::sim {

// One response clock of one conversation, as the documents define it.
class ResponseClock {
 public:
  enum class State : std::uint8_t { kOff, kRunning, kBreached, kMet };

  // One warning a clock, also when its target moves.
  void start(base::Instant from, base::Instant due, std::uint32_t warn_permille,
             base::Instant now) {
    warned_ = (state_ == State::kRunning && warned_) || warn_permille >= 1'000;
    state_ = State::kRunning;
    from_ = from;
    due_ = due;
    warn_at_ = {from.ms + (due - from).ms * static_cast<std::int64_t>(warn_permille) / 1'000};
    started_ = now;
  }
  void stop() { *this = {}; }
  // A running one goes on to another target; what that has left behind comes at once.
  void retarget(base::Duration target, std::uint32_t warn_permille, base::Instant now) {
    if (state_ != State::kRunning) return;
    start(from_, from_ + target, warn_permille, now);
    due_ = std::max(due_, now);
  }
  // An answer: one in time must be told before the command ends.
  void answer() {
    if (state_ == State::kRunning) {
      owed_ = true;
    } else if (state_ == State::kBreached) {
      state_ = State::kMet;
    }
  }

  // Empty, or what is wrong with the event.
  std::string_view take(const model::Event& event) {
    if (state_ != State::kRunning) return "the clock does not run";
    if (base::Instant{event.due} != due_) return "another due time";
    switch (event.type) {
      case model::EventType::kSlaWarning:
        if (warned_) return "a second warning";
        warned_ = true;
        return event.at == std::max(warn_at_, started_) ? "" : "a warning at another time";
      case model::EventType::kSlaBreached:
        state_ = State::kBreached;
        if (!warned_) return "a breach before the warning";
        return event.at == std::max(due_, started_) ? "" : "a breach at another time";
      default:
        state_ = State::kMet;
        if (!owed_) return "met by nothing";
        owed_ = false;
        return event.at < due_ ? "" : "met too late";
    }
  }
  // Empty, or what should have happened by `now`.
  [[nodiscard]] std::string_view missed(base::Instant now) const {
    if (owed_) return "an answer in time was not told";
    if (state_ != State::kRunning) return "";
    if (now >= due_) return "a breach was not told";
    return warned_ || now < warn_at_ ? "" : "a warning was not told";
  }

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool unanswered() const {
    return state_ == State::kRunning || state_ == State::kBreached;
  }
  [[nodiscard]] bool owed() const { return owed_; }
  [[nodiscard]] base::Instant due() const { return due_; }

 private:
  State state_ = State::kOff;
  bool warned_ = false;
  bool owed_ = false;
  base::Instant from_, due_, warn_at_, started_;
};

}  // namespace stellwerk::sim
