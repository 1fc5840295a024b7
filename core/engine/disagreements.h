// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "core/base/time.h"
#include "core/engine/decision_log.h"
#include "core/engine/figures.h"
#include "core/model/reply.h"

namespace stellwerk::engine {

struct Disagreement {
  base::Instant at;
  Difference difference = Difference::kOtherAgent;
  Lane lane = Lane::kNoLane;  // why it would choose so
  std::string queue;          // of the conversation that was given away, or would be
  std::string conv, agent;    // as it was decided; empty: nobody
  std::string shadow_conv, shadow_agent;
};

// What two policies have decided otherwise: counts, and the newest.
class Disagreements {
 public:
  static constexpr std::size_t kListedMax = 1'000;
  using Counts = std::array<std::uint64_t, kDifferenceCount>;

  // Both sides gave work to somebody, or one did.
  void count_decision() { ++decisions_; }
  // Somebody was given a conversation of a queue that the second policy does not have.
  void count_unknown() { ++unknown_; }
  void add(Disagreement entry);

  [[nodiscard]] std::uint64_t decisions() const { return decisions_; }
  [[nodiscard]] const Counts& totals() const { return totals_; }
  // Writes the map's entries `decisions`, `unknown`, `disagreements`, `queues` and `newest`.
  static constexpr std::size_t kEntries = 5;
  void write(model::ReplyWriter& writer) const;

 private:
  std::uint64_t decisions_ = 0;
  std::uint64_t unknown_ = 0;
  Counts totals_{};
  std::map<std::string, Counts> by_queue_;
  std::deque<Disagreement> newest_;  // newest first
};

}  // namespace stellwerk::engine
