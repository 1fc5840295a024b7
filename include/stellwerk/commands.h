// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stellwerk/ids.h>

// What a producer's commands take. A value that is not given is left as it is, or has its default.
// Durations are milliseconds, at most 36,500 days. Everything is copied by the command.
//
// Thread safety: plain values.
namespace stellwerk {

// Values are those of the wire's journal.
enum class AgentKind : std::uint8_t { kHuman = 0, kBot = 1 };
enum class Presence : std::uint8_t {
  kOffline = 0,  // its work goes back to the queue at its original age
  kOnline = 1,
  kAway = 2,      // no new work, keeps what it has
  kDraining = 3,  // as away; for the end of a shift
};

// As on the wire: "online".
[[nodiscard]] std::string_view name(Presence presence);

// An agent's skill and how good it is, or what a conversation asks for at least.
struct Skill {
  std::string name = {};    // an identifier as in ids.h
  std::uint32_t level = 1;  // 1 to 10

  friend bool operator==(const Skill&, const Skill&) = default;
};
using Skills = std::vector<Skill>;

// How many conversations of a channel an agent takes at once.
struct ChannelMaximum {
  ChannelId channel = {};
  std::uint32_t conversations_max = 1;  // 1 to 1,000,000
};

// Something known about an agent or a conversation. At most 32 each, 4,096 bytes together.
struct Attribute {
  std::string key = {};    // an identifier as in ids.h
  std::string value = {};  // anything without a comma
};

struct AgentSettings {
  std::optional<AgentKind> kind = {};          // default: human
  std::optional<Skills> skills = {};           // default: none
  std::optional<std::uint32_t> capacity = {};  // units at once, 0 to 1,000,000; default: 1
  std::optional<std::vector<ChannelMaximum>> channels = {};  // default: any channel; at most 32
  std::optional<std::vector<QueueId>> queues = {};           // default: any queue; at most 256
  std::optional<std::vector<Attribute>> labels = {};
  // What rules that select by them go by.
  std::optional<std::uint32_t> weight = {};  // share of assignments, 1 to 1,000; default: 1
  std::optional<std::uint32_t> rank = {};    // 1 first, to 1,000,000; 0, the default: none
  std::optional<std::uint32_t> cost = {};    // of a conversation, 0 to 1,000,000; default: 0
};

struct PresenceSettings {
  std::string reason = {};  // 1 to 512 bytes of anything
  // The presence lapses unless beat() comes in time: the agent is offline then. From 1.
  std::optional<std::int64_t> lease_ms = {};
};

// How a conversation begins.
struct Opening {
  QueueId queue = {};      // required, but for a message into an open or remembered conversation
  ChannelId channel = {};  // default: none; takes 1 unit and any agent
  CustomerId customer = {};
  Skills skills = {};                          // on top of what the queue asks for; at most 4
  std::optional<std::uint32_t> priority = {};  // 0, the most urgent, to 9; default: 5
  std::string sla = {};                        // default: the queue's
  std::optional<std::int64_t> due_ms = {};     // until the first response is due, from now; from 1
  std::optional<std::int64_t> age_ms = {};     // how long it has waited already
  std::optional<std::uint32_t> units = {};     // 1 to 1,000,000; default: the channel's, else 1
  std::vector<Attribute> attributes = {};
  bool reopen = false;  // a closed one begins anew instead of being answered as a duplicate
  std::vector<std::string> prefer = {};  // skills that decide among agents who are as good; 32
  // It waits for this agent alone while it is there, its slack allows it and `sticky_ms`, if set,
  // lasts. An unknown one is not waited for.
  AgentId sticky = {};
  std::optional<std::int64_t> sticky_ms = {};
  // How much longer the platform lets us answer, from now on; from 1. Of a message that comes into
  // an open conversation, too.
  std::optional<std::int64_t> window_ms = {};
};

// What a bot hands to humans.
struct Escalation {
  Skills skills = {};       // what it takes now, if that is known
  std::string reason = {};  // 1 to 512 bytes of anything
  // How sure the bot is of what it would answer, in thousandths, to 1,000: from the queue's
  // bot.confidence on it keeps the conversation. Without it, it never does.
  std::optional<std::uint32_t> confidence_permille = {};
};

// Where a conversation is handed on to: one of both. `skills`: what it takes now.
struct Target {
  QueueId queue = {};
  AgentId agent = {};
  std::optional<Skills> skills = {};
};

// What changes for a conversation that waits.
struct Changes {
  QueueId queue = {};
  std::optional<Skills> skills = {};
  std::optional<std::uint32_t> priority = {};
  std::optional<std::int64_t> due_ms = {};
};

// What makes a retry safe beyond what the identifiers do by themselves.
struct Guard {
  // Your name for this attempt, 1 to 512 bytes: the exact reply is remembered for 10 minutes and
  // given again.
  std::string request = {};
  // Only if the conversation is still in this episode; otherwise kStale.
  std::optional<std::uint32_t> episode = {};
};

struct MessageIn {
  std::optional<std::int64_t> at_ms = {};  // when the customer wrote it, Unix milliseconds
  Opening opening = {};                    // how the conversation begins if none is open
};

struct MessageOut {
  AgentId from = {};                       // kStale unless this agent has the conversation
  std::optional<std::int64_t> at_ms = {};  // Unix milliseconds
};

}  // namespace stellwerk
