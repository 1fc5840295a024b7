// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/time.h"
#include "core/engine/ids.h"

namespace stellwerk::engine {

// What is known of a conversation as long as it is remembered, also when it has been closed.
struct LastingFacts {
  std::uint32_t id_size = 0, customer_size = 0, attributes_size = 0;
  std::uint32_t id_hash = 0;

  QueueId queue = kNone;
  NameId channel = kNone;
  NameId sla = kNone;
  RequirementId requirement = kNone;  // what it asks for itself
  AgentSlot last_agent = kNone;
  std::uint32_t units = 1;
  std::uint32_t episode = 1;
  std::uint32_t handovers = 0;
  std::uint8_t priority = 5;
  bool humans_only = false;
  bool abandoned = false;  // outcome, also while wrapping up
  bool overdue_lane = false;
  bool answered = false;    // a MSG.OUT was seen in this episode
  bool started = false;     // somebody has worked on it in this episode
  bool own_target = false;  // DUE was given
  bool own_units = false;

  base::Instant opened;   // of this episode
  base::Instant arrival;  // opened minus AGE
  base::Instant closed_at;
  base::Instant assigned_at;
  base::Duration target;     // own, or its SLA's first response
  std::uint64_t order = 0;   // the place among equals: number of its opening
  std::uint32_t traced = 0;  // its newest entry in the decision log

  [[nodiscard]] std::uint32_t text_size() const {
    return id_size + customer_size + attributes_size;
  }
};

// What a channel's limits for answering count from, also beyond the conversation's end.
struct AnswerLimits {
  base::Instant wrote_at = base::kNever;  // the customer, and nobody has answered; kNever: neither
  std::uint32_t replies = 0;              // to the customer since he wrote

  [[nodiscard]] bool any() const { return replies > 0 || wrote_at != base::kNever; }
};

}  // namespace stellwerk::engine
