// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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
  std::uint32_t reply_messages = 0;         // so many of ours after each of his; 0: any number
  base::Duration fragments = kNoTarget;     // messages less than that apart are one piece of work
  bool exclusive = false;                   // takes its agent whole
  // Channels whose conversations may come to an agent in place of one of this channel.
  std::vector<std::string> interruptible_by = {};
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

// Whom a step admits.
enum class StepKind : std::uint8_t { kAny = 0, kBot = 1, kHuman = 2 };
// When a step admits: always, or only while the queue's calendar is open, or shut.
enum class StepHours : std::uint8_t { kAny = 0, kOpen = 1, kClosed = 2 };
// Whether a step widens the search or leads to another queue: if that one has room, or anyway.
enum class StepMove : std::uint8_t { kStay = 0, kOverflow = 1, kDivert = 2 };

// A step of a queue's routing plan.
struct StepPolicy {
  base::Duration after{0};  // from entering the queue
  StepKind kind = StepKind::kAny;
  StepHours hours = StepHours::kAny;
  std::vector<SkillNeed> skills;    // on top of what queue and conversation ask for
  std::vector<std::string> prefer;  // skills that decide among agents as good, from here on
  std::uint8_t relax = 0;           // levels less than queue and conversation ask for, down to 1
  bool if_present = false;          // over at once when nobody it admits is there
  StepMove move = StepMove::kStay;
  std::string to;  // unless it stays

  friend bool operator==(const StepPolicy&, const StepPolicy&) = default;
};

enum class OverflowWhen : std::uint8_t {
  kWaiting = 0,
  kWaited = 1,
  kExpectedWait = 2,
  kClosed = 3
};

struct OverflowPolicy {
  std::string to;
  OverflowWhen when = OverflowWhen::kWaiting;
  std::uint64_t limit = 0;  // conversations or milliseconds

  friend bool operator==(const OverflowPolicy&, const OverflowPolicy&) = default;
};

struct SplitShare {
  std::string queue;
  std::uint32_t share = 1;

  friend bool operator==(const SplitShare&, const SplitShare&) = default;
};

// What bots may do in a queue.
struct BotPolicy {
  std::uint32_t turns = 0;                // answers until it goes to humans; 0: any number
  std::uint32_t confidence_permille = 0;  // from here on a bot keeps what it escalates; 0: never
};

enum class OfferMode : std::uint8_t { kOffer = 0, kAuto = 1 };
enum class LateMax : std::uint8_t { kAuto = 0, kOff = 1, kFixed = 2 };

// How an agent is selected among those who are free. Values are storage format.
enum class Select : std::uint8_t {
  kLeastLoaded = 0,         // units in use / capacity, then fewest skills
  kLongestIdle = 1,         //
  kRoundRobin = 2,          //
  kLeastBusy = 3,           // fewest units in use
  kMostAvailable = 4,       // most units free
  kFewestHandled = 5,       // fewest assignments since it came online
  kWeightedShare = 6,       // assignments in proportion to the agents' weights
  kTopDown = 7,             // by the agents' ranks
  kNearestProficiency = 8,  // least above the levels asked for
  kBestProficiency = 9,     // most
  kCheapest = 10,           // by the agents' costs
  kScore = 11,              // by the score of the policy
};
inline constexpr std::size_t kSelectCount = 12;
inline constexpr std::size_t kSelectsMax = 3;  // of one list

// As in the document: "least-loaded".
[[nodiscard]] std::string_view name(Select select);

// What a score is made of. Values are storage format.
enum class ScoreTerm : std::uint8_t {
  kLoad = 0,          // percent of the capacity in use, with the conversation
  kUsed = 1,          // units in use, with the conversation
  kFree = 2,          // units free before it
  kIdleMinutes = 3,   // whole minutes since the load last changed
  kHandled = 4,       // assignments since it came online
  kSkill = 5,         // level of the named skill, 0 without it
  kSkills = 6,        // how many skills it has
  kSurplus = 7,       // levels above those asked for, together
  kPreferred = 8,     // how many of the preferred skills it has
  kLabel = 9,         // 1 with the named label, "site=berlin"
  kMatchesAttr = 10,  // 1 when the named label is the conversation's attribute of that name
  kCost = 11,         // the agent's
  kRank = 12,         // the agent's; 0 without one
  kWeight = 13,       // the agent's
  kBot = 14,          // 1 for a bot
  kLastAgent = 15,    // 1 for who had the conversation last
};
inline constexpr std::size_t kScoreTermCount = 16;
inline constexpr std::size_t kScoreTermsMax = 8;
inline constexpr std::int32_t kScoreWeightMax = 1'000;

// As in the document: "idle_minutes".
[[nodiscard]] std::string_view name(ScoreTerm term);
// Whether the term is about something that is named: "skill", "label", "matches_attr".
[[nodiscard]] constexpr bool takes_name(ScoreTerm term) {
  return term == ScoreTerm::kSkill || term == ScoreTerm::kLabel || term == ScoreTerm::kMatchesAttr;
}

struct WeightedTerm {
  ScoreTerm term = ScoreTerm::kLoad;
  std::int32_t weight = 1;
  std::string name;

  friend bool operator==(const WeightedTerm&, const WeightedTerm&) = default;
};

struct QueuePolicy {
  std::string name;
  std::string sla;                // empty: none
  std::vector<SkillNeed> skills;  // on top of what a conversation asks for
  std::uint32_t weight_permille = 1000;
  OfferMode offer_mode = OfferMode::kOffer;
  bool decide_external = false;    // somebody outside names the agent, if he does so in time
  std::uint32_t offer_agents = 1;  // asked at once, 1 to 10; the first who accepts has it
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
  base::Duration decide_timeout = base::seconds(2);
  // A customer's new conversation prefers who worked for him so long ago at most, and waits for him
  // alone for the patience. 0: it does not.
  base::Duration sticky_within{0};
  base::Duration sticky_patience{0};
  std::vector<StepPolicy> steps;  // by `after`; none: everybody from the beginning
  std::vector<OverflowPolicy> overflows;
  std::string when_full;          // where what comes to the full queue goes; empty: refused
  std::vector<SplitShare> split;  // what enters goes to one of these; empty: it stays
  bool shuts = false;             // outside its opening hours everybody waits
  BotPolicy bot;
  std::vector<Select> select = {};  // empty: as the routing says
};

enum class Rule : std::uint8_t { kSlaFirst = 0, kFifo = 1, kPriority = 2, kEdf = 3 };

inline constexpr std::int32_t kReserveAuto = -1;

struct RoutingPolicy {
  Rule rule = Rule::kSlaFirst;
  Select select = Select::kLeastLoaded;
  std::uint32_t catch_up_permille = 50;  // share of contested dispatches the overdue get
  std::int32_t reserve = kReserveAuto;   // agents kept free for the tightest class, or automatic
  bool surcharge = false;                // prefer agents who handle the class faster
  std::vector<Select> ties = {};         // decide after `select`, each ties of those before it
  std::vector<WeightedTerm> score = {};  // highest first
  base::Duration ramp = kNoTarget;       // in which who comes online takes more and more
  bool explains = false;                 // each decision counts whom it passed over, and why
};

struct Policy {
  // Running clocks go on by what is applied. False for policies encoded before that was so: their
  // journals are decided again as they were.
  bool moves_clocks = true;
  // What goes out names its author without FROM, too. False for policies encoded before that was
  // so.
  bool since_format_3 = true;
  // A channel's limits for answering outlast the conversation's end. False for policies encoded
  // before that was so.
  bool since_format_4 = true;
  RoutingPolicy routing;
  std::vector<ChannelPolicy> channels;
  std::vector<SlaPolicy> slas;
  std::vector<QueuePolicy> queues;
  std::vector<CalendarPolicy> calendars;
};

}  // namespace stellwerk::model
