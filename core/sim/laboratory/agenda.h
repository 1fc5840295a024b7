// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace stellwerk::lab {

// What will happen by itself in a run. At the same time the lower kind comes first.
enum class StepKind : std::uint8_t {
  kFinish,       // a conversation's service ends
  kShareFinish,  // the first of several that an agent has at once ends
  kBotFinish,    // a bot has answered, or gives up
  kAccept,       // an agent takes what it is offered
  kOff,          // an agent leaves
  kOn,           // an agent comes
  kLeave,        // a customer has waited long enough
  kRedial,       // one who left tries again
};

struct Step {
  std::int64_t at_ms = 0;
  StepKind kind = StepKind::kFinish;
  std::uint32_t turn = 0;  // of the subject: steps of an earlier one are void
  std::uint32_t subject = 0;

  [[nodiscard]] bool before(const Step& other) const {
    if (at_ms != other.at_ms) return at_ms < other.at_ms;
    if (kind != other.kind) return kind < other.kind;
    return subject < other.subject;
  }
};

// Steps by time: a binary heap.
class Agenda {
 public:
  [[nodiscard]] bool empty() const { return steps_.empty(); }
  // REQUIRES: !empty().
  [[nodiscard]] const Step& first() const { return steps_.front(); }
  void clear() { steps_.clear(); }

  void add(const Step& step) {
    std::size_t at = steps_.size();
    steps_.push_back(step);
    while (at > 0) {
      const std::size_t above = (at - 1) / 2;
      if (!step.before(steps_[above])) break;
      steps_[at] = steps_[above];
      at = above;
    }
    steps_[at] = step;
  }

  // REQUIRES: !empty().
  Step take() {
    const Step first = steps_.front();
    const Step last = steps_.back();
    steps_.pop_back();
    if (!steps_.empty()) sink(last);
    return first;
  }

 private:
  void sink(const Step& step) {
    const std::size_t size = steps_.size();
    std::size_t at = 0;
    while (true) {
      std::size_t below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && steps_[below + 1].before(steps_[below])) ++below;
      if (!steps_[below].before(step)) break;
      steps_[at] = steps_[below];
      at = below;
    }
    steps_[at] = step;
  }

  std::vector<Step> steps_;
};

}  // namespace stellwerk::lab
