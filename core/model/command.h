// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/time.h"

namespace stellwerk::model {

// Values are journal format: never renumber. Below 64 the command writes and is journaled; from 64
// on it only reads.
enum class CommandKind : std::uint8_t {
  kAgentSet = 1,
  kAgentState = 2,
  kAgentBeat = 3,
  kAgentDelete = 4,
  kConvOpen = 10,
  kConvAccept = 11,
  kConvDecline = 12,
  kConvUpdate = 13,
  kConvEscalate = 14,
  kConvClose = 15,
  kConvWrapped = 16,
  kConvAbandon = 17,
  kConvHold = 18,
  kConvResume = 19,
  kMessageIn = 20,
  kMessageOut = 21,
  kConvTake = 22,
  kConvTransfer = 23,
  kConvDecide = 24,
  kConvCallback = 25,
  kPolicyApply = 30,
  kCalendarRenew = 31,  // Of the shard's own. Calendars in `payload`, known for longer.
  kTick = 40,           // Nothing but time: fires the timers that are due. See Command::at.

  kAgentGet = 64,
  kAgentList = 65,
  kConvGet = 66,
  kConvList = 67,
  kQueueStats = 68,
  kEta = 69,
  kDigest = 70,
  kPolicyGet = 71,
  kPolicyCheck = 72,
  kClock = 73,     // Of the shard; routing does not see it.
  kSnapshot = 74,  // As kClock.
  kConvExplain = 76,
  kPolicyShadow = 77,  // An observer; routing does not see it.
  kStreamRead = 80,
  kStreamRange = 81,
  kStreamLength = 82,
  kStreamInfo = 83,
  kStreamTrim = 84,  // Discards history only; routing does not see it.
};

[[nodiscard]] constexpr bool is_write(CommandKind kind) {
  return static_cast<std::uint8_t>(kind) < 64;
}

// Values are journal format.
enum class AgentKind : std::uint8_t { kHuman = 0, kBot = 1 };
enum class Presence : std::uint8_t { kOffline = 0, kOnline = 1, kAway = 2, kDraining = 3 };

[[nodiscard]] std::string_view name(AgentKind kind);
[[nodiscard]] std::string_view name(Presence presence);

// The optional parts of a command. The numbers are journal format: never renumber, only add.
enum class Field : std::uint8_t {
  kAgent = 0,
  kConv = 1,
  kQueue = 2,
  kChannel = 3,
  kCustomer = 4,
  kSla = 5,
  kOffer = 6,
  kReason = 7,
  kMessage = 8,
  kPayload = 9,
  kFrom = 10,
  kRequest = 11,
  kAttributes = 12,
  kLabels = 13,
  kText = 14,
  kCursor = 15,
  kSticky = 16,
  kAgainst = 17,
  kSkills = 20,
  kChannels = 21,
  kQueues = 22,
  kPrefer = 23,
  kStreams = 24,
  kAgentKind = 32,
  kPresence = 33,
  kCapacity = 34,
  kLease = 35,
  kEpoch = 36,
  kPriority = 37,
  kDue = 38,
  kAge = 39,
  kUnits = 40,
  kReopen = 41,
  kAt = 42,
  kEpisode = 43,
  kVersion = 44,
  kForce = 45,
  kCount = 46,
  kBlock = 47,
  kFirst = 48,
  kLast = 49,
  kWindow = 50,
  kHoldFor = 51,
  kStickyFor = 52,
  kConfidence = 53,
  kWeight = 54,
  kRank = 55,
  kCost = 56,
  kMessageWindow = 57,
};

// What an agent may be given to be selected by.
inline constexpr std::uint32_t kAgentWeightMax = 1'000;
inline constexpr std::uint32_t kAgentRankMax = 1'000'000;
inline constexpr std::uint32_t kAgentCostMax = 1'000'000;

// One entry of a list: a skill with its level, a channel with its maximum, a stream with the id to
// read after, or a bare name (value 0).
struct Term {
  std::string_view name;
  std::uint64_t value = 0;

  friend bool operator==(const Term&, const Term&) = default;
};

// A command as the engine sees it: a view, valid as long as the bytes it was decoded from or the
// texts it was built from. has() tells which options the caller gave; a field that was not given
// has its zero value.
//
// Meaning by kind of the fields that are not self-explaining:
//   skills    agent: level 1-10. conversation: minimum level 1-10.
//   channels  name and greatest number of conversations at once.
//   message   the customer's or agent's message identifier.
//   request   REQ: the caller's name for this attempt.
//   sticky    the agent to wait for, for sticky_for at most; has(Field::kStickyFor) tells whether
//             that was given.
//   hold_for  after it a held conversation resumes by itself; before it a callback is offered to
//             nobody.
//   window    how much longer the platform lets us answer, where a conversation opens.
//   message_window  kMessageIn: the same, from that message on, in any state. Journals from before
//             have `window` there, which counted at the opening only.
//   weight, rank, cost  kAgentSet: what rules that select by them go by; rank 0 is none.
//   confidence  of the bot in what it would have answered, in thousandths.
//   force     kAgentDelete: with work. kConvTake: beyond the agent's capacity.
//   against   kPolicyCheck: what it is held against; `live`.
//   text      kPolicyApply, kPolicyCheck, kPolicyShadow (there also `OFF`): the TOML text; payload
//             holds the compiled policy.
//   streams   kStreamRead: key and the entry number to read after (kStreamAfterNow for `$`).
//             kStreamRange, kStreamLength, kStreamInfo, kStreamTrim: the one key.
//   first, last  kStreamRange: inclusive entry numbers. kStreamTrim: first = the least kept.
//   block     kStreamRead: how long to wait, 0 = for ever; only with has(Field::kBlock).
//   at        kMessageIn, kMessageOut: when it was written. kClock: how far the clock may go.
//             kTick: nobody can be reached until then; leases count anew from there.
//   cursor    lists: what the page before returned.
struct Command {
  CommandKind kind = CommandKind::kTick;
  AgentKind agent_kind = AgentKind::kHuman;
  Presence presence = Presence::kOffline;
  bool reopen = false;
  bool force = false;
  std::uint64_t fields = 0;

  std::string_view agent, conv, queue, channel, customer, sla, offer, reason, message, payload,
      from, request, attributes, labels, text, cursor, sticky, against;
  std::span<const Term> skills, channels, queues, prefer, streams;

  std::uint32_t capacity = 0;
  std::uint32_t units = 0;
  std::uint32_t priority = 0;
  std::uint32_t episode = 0;
  std::uint64_t epoch = 0;
  std::uint64_t version = 0;
  std::uint64_t count = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  base::Duration lease, due, age, block, window, message_window, hold_for, sticky_for;
  std::uint32_t confidence = 0;
  std::uint32_t weight = 0, rank = 0, cost = 0;
  base::Instant at;

  [[nodiscard]] bool has(Field field) const {
    return (fields >> static_cast<unsigned>(field) & 1U) != 0;
  }
  void mark(Field field) { fields |= std::uint64_t{1} << static_cast<unsigned>(field); }
};

// Command::text of a kPolicyShadow that ends it.
inline constexpr std::string_view kShadowOff = "OFF";

inline constexpr std::uint64_t kStreamAfterNow = ~std::uint64_t{0};

}  // namespace stellwerk::model
