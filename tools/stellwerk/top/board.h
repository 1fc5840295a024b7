// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "tools/stellwerk/client/value.h"

namespace stellwerk::cli {

// A queue as QUEUE.STATS has it; what it has no figure for is empty.
struct QueueRow {
  std::string name;
  std::int64_t waiting = 0;
  std::int64_t oldest_ms = 0;
  std::int64_t offered = 0;
  std::int64_t active = 0;
  std::int64_t agents_online = 0;
  std::int64_t agents_free = 0;
  double occupancy = 0;  // 0 to 1
  std::optional<double> service_level;
  std::int64_t abandoned = 0;  // in the last hour
  std::optional<std::int64_t> p50_wait_ms, p95_wait_ms;
  std::int64_t breached = 0;  // in the last hour
};

// Agents in one state, by their load.
struct AgentsInState {
  std::string_view state;
  std::size_t agents = 0;
  std::size_t bots = 0;
  std::size_t free = 0;    // nothing in use
  std::size_t partly = 0;  // something, and room for more
  std::size_t full = 0;
  std::int64_t used = 0;  // units
  std::int64_t capacity = 0;
};

struct Board {
  base::Instant as_of;
  std::vector<QueueRow> queues;
  std::array<AgentsInState, 4> agents = {{{"online"}, {"away"}, {"draining"}, {"offline"}}};
  bool more_agents = false;  // there are more than were looked at
};

// From the answers to QUEUE.STATS and AGENT.LIST; false when they are something else.
[[nodiscard]] bool read_queues(const Value& reply, Board& board);
[[nodiscard]] bool read_agents(const Value& reply, Board& board);

enum class Order : std::uint8_t { kWorst, kWaiting, kOldest, kServiceLevel, kOccupancy, kName };
inline constexpr std::size_t kOrderCount = 6;

[[nodiscard]] std::string_view name(Order order);
// The next one, the first behind the last.
[[nodiscard]] Order next(Order order);

// The queues that need somebody first. Worst: by those breached in the last hour, then by the
// oldest. Equal ones by name.
void sort(std::vector<QueueRow>& queues, Order order);

}  // namespace stellwerk::cli
