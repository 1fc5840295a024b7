// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/model/event.h"

// What an engine counts. Totals only grow; everything is a copy taken between two commands, so
// readers need no lock.
namespace stellwerk::engine {

// Waits and the like by duration. bounds_ms[i] is the inclusive upper bound of counts[i]; the last
// count has no bound.
struct WaitHistogram {
  static constexpr std::array<std::int64_t, 16> kBoundsMs = {
      100,    500,     1'000,   2'000,   5'000,     10'000,    20'000,     30'000,
      60'000, 120'000, 300'000, 600'000, 1'800'000, 3'600'000, 14'400'000, 86'400'000};
  std::array<std::uint64_t, kBoundsMs.size() + 1> counts{};
  std::uint64_t count = 0;
  std::int64_t sum_ms = 0;

  void add(std::int64_t ms);
};

enum class Clock : std::uint8_t {
  kFirstResponse = 0,
  kNextResponse = 1,
  kResolution = 2,
  kWindow = 3,
};
inline constexpr std::size_t kClockCount = 4;
[[nodiscard]] std::string_view name(Clock clock);

// How what a second policy would have chosen differs from what was decided.
enum class Difference : std::uint8_t {
  kOtherAgent = 0,
  kOtherConversation = 1,
  kWouldWait = 2,     // where somebody was given it
  kWouldNotWait = 3,  // where it waited, or the agent stayed free
};
inline constexpr std::size_t kDifferenceCount = 4;
[[nodiscard]] std::string_view name(Difference difference);

struct ClockTotals {
  std::uint64_t met = 0;
  std::uint64_t warned = 0;
  std::uint64_t breached = 0;
};

struct QueueFigures {
  std::string queue;
  // Now.
  std::uint64_t waiting = 0;
  std::uint64_t offered = 0;
  std::uint64_t active = 0;
  std::uint64_t held = 0;
  std::uint64_t wrapup = 0;
  bool bursting = false;       // at least as many wait as the policy calls a burst
  std::int64_t oldest_ms = 0;  // wait of the longest waiting, 0 when nobody waits
  // Totals since start.
  std::uint64_t opened = 0;  // reopened included
  std::uint64_t assigned = 0;
  std::uint64_t requeued = 0;
  std::uint64_t closed = 0;
  std::uint64_t abandoned = 0;
  std::uint64_t unroutable = 0;
  std::uint64_t on_time = 0;   // started by the first-response deadline
  std::uint64_t late = 0;      // started after it
  std::uint64_t catch_up = 0;  // overdue ones taken on the guaranteed share
  // Decisions asked of somebody outside: answered with an agent, given back, not answered in time.
  std::uint64_t decided = 0;
  std::uint64_t returned = 0;
  std::uint64_t undecided = 0;
  std::array<ClockTotals, kClockCount> clocks{};
  WaitHistogram wait;  // opening to the start of work
};

struct ChannelFigures {
  std::string channel;
  std::uint64_t opened = 0;
  std::uint64_t messages_in = 0;
  std::uint64_t messages_out = 0;
  std::array<ClockTotals, kClockCount> clocks{};
};

struct AgentFigures {
  // By model::Presence and model::AgentKind.
  std::array<std::array<std::uint64_t, 2>, 4> by_state{};
  std::uint64_t capacity_online = 0;  // units of agents that are online or draining
  std::uint64_t used = 0;             // units in use
  std::uint64_t free = 0;             // online agents with a free unit
};

struct Figures {
  std::vector<QueueFigures> queues;      // those of the policy, and removed ones with a past
  std::vector<ChannelFigures> channels;  // in the order of first use
  AgentFigures agents;
  std::array<std::uint64_t, model::kEventTypeCount> events{};
  std::uint64_t open = 0;              // conversations not closed
  std::uint64_t remembered = 0;        // closed ones still readable
  bool shadow_runs = false;            // a second policy decides along
  std::uint64_t shadow_decisions = 0;  // compared with it, and of those decided otherwise:
  std::array<std::uint64_t, kDifferenceCount> shadow_differences{};
  std::uint64_t duplicates = 0;        // writes and messages recognised as repeated
  std::uint64_t messages_known = 0;    // identifiers that a repeated message is recognised by
  std::int64_t messages_known_ms = 0;  // age of the oldest of them, 0 without any
  std::uint64_t unanswered = 0;        // messages held until they are answered
  std::uint64_t timers = 0;            // armed
  std::uint64_t policy_version = 0;
  std::uint64_t last_event = 0;  // its number
};

}  // namespace stellwerk::engine
