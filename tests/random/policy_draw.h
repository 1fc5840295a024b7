// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/model/policy.h"

namespace stellwerk::tests {

// How many of each there are in a world, and how fast it lives. Named a0, c0, q0, s0, ch0, t0, k0.
struct WorldSize {
  std::uint32_t agents = 10;
  std::uint32_t conversations = 100;
  std::uint32_t queues = 3;
  std::uint32_t skills = 3;
  std::uint32_t channels = 2;
  std::uint32_t slas = 2;
  std::uint32_t calendars = 2;
  base::Duration pace = base::seconds(1);  // durations are drawn around it
  base::Instant start;
};

// What has a name in a world, with the names' beginning.
struct Kind {
  std::string_view prefix;
  std::uint32_t WorldSize::*count;
};
inline constexpr Kind kAgents{"a", &WorldSize::agents};
inline constexpr Kind kConversations{"c", &WorldSize::conversations};
inline constexpr Kind kQueues{"q", &WorldSize::queues};
inline constexpr Kind kSkills{"s", &WorldSize::skills};
inline constexpr Kind kChannels{"ch", &WorldSize::channels};
inline constexpr Kind kSlas{"t", &WorldSize::slas};
inline constexpr Kind kCalendars{"k", &WorldSize::calendars};

// Draws what policies and commands are made of.
class Deck {
 public:
  Deck(base::Prng& prng, const WorldSize& size) : prng_(prng), size_(size) {}

  [[nodiscard]] const WorldSize& size() const { return size_; }
  base::Prng& prng() { return prng_; }
  // One in `of`.
  bool rarely(std::uint64_t of) { return prng_.chance(1, of); }
  // From a tenth of the world's pace to a thousand times of it, short ones as often as long ones.
  base::Duration span(std::int64_t least_ms = 1);
  std::uint32_t number(std::uint32_t least, std::uint32_t greatest);
  std::uint32_t permille(std::uint32_t least = 1) { return number(least, 1'000); }
  std::string name(const Kind& kind);
  template <class Enum>
  Enum any_of(Enum greatest) {
    return static_cast<Enum>(number(0, static_cast<std::uint32_t>(greatest)));
  }

 private:
  base::Prng& prng_;
  const WorldSize& size_;
};

// A policy of which everything is drawn that a policy can say, and which says nothing that
// POLICY.CHECK would refuse. What it leaves out may be in use all the same.
[[nodiscard]] model::Policy draw_policy(Deck& deck);

// The part of it that leads from queue to queue. After everything else of the queues.
void draw_plans(Deck& deck, std::vector<model::QueuePolicy>& queues);
// Rules of selection, their score and the ramp. After all queues.
void draw_selection(Deck& deck, model::Policy& policy);
// Exclusive and interruptible channels. After all channels.
void draw_interruptions(Deck& deck, std::vector<model::ChannelPolicy>& channels);

// The policy's calendars as they may be known later.
[[nodiscard]] std::vector<model::CalendarPolicy> draw_renewal(Deck& deck,
                                                              const model::Policy& policy);

}  // namespace stellwerk::tests
