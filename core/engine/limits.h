// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/time.h"

namespace stellwerk::engine {

// The bounds of one tenant. Memory follows what is used, not what is allowed.
struct Limits {
  // Conversations that are not closed. Default 10,000,000; about 300 bytes each.
  std::uint32_t conversations_max = 10'000'000;
  // Registered agents, bots included. Default 200,000.
  std::uint32_t agents_max = 200'000;
  // Distinct skills a tenant may name, and skills of one agent and of one requirement.
  std::uint32_t skills_max = 1'024;
  std::uint32_t agent_skills_max = 32;
  std::uint32_t requirement_skills_max = 4;
  // Size of one message payload in bytes. Default 64 KiB.
  std::uint32_t payload_size_max = 65'536;
  // Unanswered messages kept for one conversation. Default 1,000; the next is answered FULL.
  std::uint32_t unanswered_max = 1'000;
  // How long a closed conversation is remembered at least and at most, and the memory, in bytes,
  // beyond which the oldest are forgotten once the least time has passed.
  base::Duration closed_min = base::minutes(10);
  base::Duration closed_max = base::hours(1);
  std::uint64_t closed_memory = 256U << 20U;
  // Message identifiers remembered, by age and by number, whichever is reached first.
  base::Duration dedupe_window = base::hours(7 * 24);
  std::uint64_t dedupe_max = 10'000'000;
  // How long the reply to a REQ identifier is remembered.
  base::Duration request_window = base::minutes(10);
  // Entries of the log that CONV.EXPLAIN answers from: one a decision, and one for what else
  // happens to a conversation on its way. 64 bytes each. Default 1,000,000; 0 keeps none.
  std::uint32_t decisions_max = 1'000'000;
  // Customers whose last agent is remembered, the newest, where a queue is sticky by customer;
  // about 130 bytes each. Default 1,000,000.
  std::uint64_t customers_max = 1'000'000;
  // Open conversations and agents of a state that is copied, for POLICY.CHECK AGAINST live: the
  // tenant's shard does nothing else meanwhile. Default 50,000; see docs/operating.md for the time.
  std::uint32_t copied_max = 50'000;
  // Retained agent misses in a row before the agent is set away.
  std::uint32_t misses_max = 3;
};

}  // namespace stellwerk::engine
