// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.h"

// A tenant's policy document, checked and with all defaults filled in. Names refer to entries of
// the same document.
namespace stellwerk::model {

inline constexpr base::Duration kNoTarget{0};

// From `open` on, before `shut`.
struct OpenInterval {
  base::Instant open;
  base::Instant shut;

  friend bool operator==(const OpenInterval&, const OpenInterval&) = default;
};

// Opening hours, expanded to intervals: a change of the time zone's rules changes nothing of what
// was applied.
struct CalendarPolicy {
  std::string name;
  std::string zone;  // IANA name
  // By time; between two of them it is shut for a while. None goes beyond known_until.
  std::vector<OpenInterval> intervals;
  base::Instant known_until;  // from here on nothing is known
};

struct ChannelPolicy {
  std::string name;
  std::uint32_t units = 1;                  // capacity one conversation takes, 1 to 1,000,000
  base::Duration reply_window = kNoTarget;  // after a customer's message anybody may answer so long
  base::Duration bot_window = kNoTarget;    // and a bot only so long; not beyond reply_window
};

enum class MetBy : std::uint8_t { kStart = 0, kReply = 1 };

// A target of kNoTarget is not set.
struct SlaPolicy {
  std::string name;
  base::Duration first_response = kNoTarget;
  base::Duration next_response = kNoTarget;
  std::uint32_t warn_permille = 800;  // share of the target used up when sla.warning is sent
  MetBy met_by = MetBy::kStart;
  base::Duration resolution = kNoTarget;
  std::string calendar;  // clocks stand still outside it; empty: they always run
};

struct SkillNeed {
  std::string skill;
  std::uint8_t level = 1;  // minimum, 1 to 10

  friend bool operator==(const SkillNeed&, const SkillNeed&) = default;
};

enum class OfferMode : std::uint8_t { kOffer = 0, kAuto = 1 };
enum class LateMax : std::uint8_t { kAuto = 0, kOff = 1, kFixed = 2 };

struct QueuePolicy {
  std::string name;
  std::string sla;                // empty: none
  std::vector<SkillNeed> skills;  // on top of what a conversation asks for
  std::uint32_t weight_permille = 1000;
  OfferMode offer_mode = OfferMode::kOffer;
  base::Duration offer_timeout = base::seconds(20);
  base::Duration offer_retry = base::seconds(30);
  base::Duration wrap_up{0};
  std::uint64_t waiting_max = 1'000'000;
  std::uint64_t burst = 0;  // so many waiting are a burst, until less than half wait; 0: never
  std::uint32_t goal_permille = 950;
  base::Duration handling = base::minutes(5);  // mean handling time until it is learned
  LateMax late_max_mode = LateMax::kAuto;
  base::Duration late_max{0};            // with LateMax::kFixed
  std::string moved_to;                  // empty: none
  std::string calendar;                  // its opening hours; empty: always open
  base::Duration wait_long = kNoTarget;  // expected wait from which it is worth telling
  // Offers in a row after which an agent is set away. 0: declines have no limit, misses the
  // engine's.
  std::uint32_t declines_max = 0;
  std::uint32_t misses_max = 0;
};

enum class Rule : std::uint8_t { kSlaFirst = 0, kFifo = 1, kPriority = 2, kEdf = 3 };
enum class Select : std::uint8_t { kLeastLoaded = 0, kLongestIdle = 1, kRoundRobin = 2 };

inline constexpr std::int32_t kReserveAuto = -1;

struct RoutingPolicy {
  Rule rule = Rule::kSlaFirst;
  Select select = Select::kLeastLoaded;
  std::uint32_t catch_up_permille = 50;  // share of contested dispatches the overdue get
  std::int32_t reserve = kReserveAuto;   // agents kept free for the tightest class, or automatic
  bool surcharge = false;                // prefer agents who handle the class faster
};

struct Policy {
  // Running clocks go on by what is applied. False for policies encoded before that was so: their
  // journals are decided again as they were.
  bool moves_clocks = true;
  RoutingPolicy routing;
  std::vector<ChannelPolicy> channels;
  std::vector<SlaPolicy> slas;
  std::vector<QueuePolicy> queues;
  std::vector<CalendarPolicy> calendars;
};

}  // namespace stellwerk::model
