// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/engine.h"
#include "tests/engine/support/fields.h"

namespace stellwerk::tests {

// Keeps what an engine says. Checks what holds for every history: events numbered without a gap and
// in the order of time, one reply for each command, no message twice in one agent's hands,
// a first response either met or breached, once.
class Recorder final : public engine::Sink {
 public:
  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;

  // Forgets the events and replies seen so far, not what the checks need.
  void clear();

  [[nodiscard]] const std::vector<Fields>& events() const { return events_; }
  [[nodiscard]] const std::vector<Fields>& replies() const { return replies_; }
  // The newest offer made for the conversation; empty when there was none.
  [[nodiscard]] std::string offer_of(std::string_view conv) const;
  // What broke a rule, one sentence a line.
  [[nodiscard]] const std::string& complaints() const { return complaints_; }

 private:
  std::vector<Fields> events_;
  std::vector<Fields> replies_;
  std::map<std::string, std::string, std::less<>> offers_;
  std::map<std::string, std::uint64_t> deliveries_;
  std::map<std::string, std::string, std::less<>> first_responses_;  // "met" or "breached"
  std::uint64_t last_seq_ = 0;
  base::Instant last_at_{0};
  std::string complaints_;
};

// opened (reopened included) = closed + abandoned + open. Empty when it holds, else the figures.
[[nodiscard]] std::string book_differences(const engine::Figures& figures);

}  // namespace stellwerk::tests
