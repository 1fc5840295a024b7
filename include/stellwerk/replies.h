// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stellwerk/commands.h>
#include <stellwerk/ids.h>
#include <stellwerk/status.h>

// What a command is answered with.
//
// Thread safety: plain values.
namespace stellwerk {

// Names a command of one producer; ascending, never zero.
enum class Ticket : std::uint64_t {};

enum class ConversationState : std::uint8_t {
  kWaiting = 0,
  kOffered = 1,
  kActive = 2,
  kHeld = 3,
  kWrapup = 4,
  kClosed = 5,
};

// As on the wire: "waiting".
[[nodiscard]] std::string_view name(ConversationState state);

// A conversation as it is after the command.
struct ConversationStatus {
  ConversationId id = {};
  ConversationState state = ConversationState::kWaiting;
  AgentId agent = {};                           // empty: nobody has it
  OfferId offer = {};                           // empty: none
  std::optional<std::uint32_t> position = {};   // in its queue, itself included
  std::optional<std::int64_t> eta_ms = {};      // expected wait
  std::optional<std::int64_t> eta_p90_ms = {};  // in nine of ten cases no longer than this
  std::uint64_t seq = 0;                        // number of the last event of all
  bool duplicate = false;                       // the command had been carried out before
  std::uint32_t episode = 0;                    // + 1 at each reopening and change of owner
  std::optional<bool> escalated = {};           // escalate(): it is with humans, or waits for them
};

// What read_conversation() answers beside the status.
struct ConversationDetails {
  QueueId queue = {};
  ChannelId channel = {};
  CustomerId customer = {};
  std::string sla = {};
  std::string outcome = {};  // closed or abandoned, once closed
  std::uint32_t priority = 0;
  std::int64_t opened_ms = 0;  // Unix milliseconds
  std::optional<std::int64_t> waited_ms = {};
  std::optional<std::int64_t> due_ms = {};  // Unix milliseconds of the running response clock
  std::optional<std::int64_t> window_due_ms = {};       // the platform takes an answer until then
  std::optional<std::uint32_t> replies_left = {};       // of the channel's reply_messages
  std::optional<std::uint32_t> turns = {};              // answers of the bot, where limited
  std::optional<std::int64_t> customer_writes_ms = {};  // given to nobody until then
  std::uint32_t handovers = 0;
  std::uint32_t agents = 0;  // how many have had it
  Skills skills = {};        // asked for, the queue's included
  std::uint32_t units = 0;
  std::string attributes = {};                   // "key=value,..."
  bool unroutable = false;                       // nobody registered could ever take it
  std::optional<std::int64_t> step = {};         // reached of its queue's plan, while it waits
  bool callback = false;                         // the customer has hung up and is to be called
  std::optional<std::int64_t> callback_ms = {};  // Unix milliseconds: by nobody before
  std::optional<double> on_time_chance = {};     // that work starts in time, while it waits
};

struct AgentStatus {
  AgentId id = {};
  AgentKind kind = AgentKind::kHuman;
  Presence presence = Presence::kOffline;
  std::uint64_t epoch = 0;
  Skills skills = {};
  std::uint32_t capacity = 0;                // units
  std::uint32_t used = 0;                    // units
  std::uint32_t conversations = 0;           // offered, active, held and wrapping up
  std::optional<std::int64_t> idle_ms = {};  // online and without work
  std::string reason = {};                   // of the presence
  std::uint32_t misses = 0;                  // offers in a row that ran out
  std::uint32_t declines = 0;                // offers declined since one was accepted
  std::uint32_t handled = 0;                 // assignments and live offers since it was offline
  std::uint32_t weight = 1;
  std::optional<std::uint32_t> rank = {};
  std::uint32_t cost = 0;
};

struct QueueStats {
  QueueId queue = {};
  std::uint64_t waiting = 0;
  std::int64_t oldest_ms = 0;
  std::uint64_t offered = 0;
  std::uint64_t active = 0;
  std::uint64_t held = 0;
  std::uint64_t wrapup = 0;
  std::uint64_t agents_online = 0;
  std::uint64_t agents_free = 0;
  std::optional<double> occupancy = {};         // share of the capacity online that is in use
  std::optional<double> service_level = {};     // share started within the target, last hour
  std::optional<std::uint64_t> abandoned = {};  // last hour
  std::optional<std::uint64_t> breached = {};   // last hour
  std::optional<std::int64_t> p50_wait_ms = {};
  std::optional<std::int64_t> p95_wait_ms = {};
};

// What two agents were compared by.
struct DecisionTerm {
  std::string term = {};  // "load_permille", "cost" and so on
  std::string of = {};    // of a part of a score: the skill, label or attribute
  std::int64_t value = 0;
  std::optional<std::int64_t> runner_up_value = {};  // unless nobody came next
};

// One routing decision, as the log has it.
struct Decision {
  std::int64_t at_ms = 0;  // Unix milliseconds
  bool offered = false;    // the agent was asked; else work began at once
  AgentId agent = {};
  std::string rule = {};                        // "sla-first"
  std::string strategy = {};                    // "least-loaded"
  std::string lane = {};                        // "on_time", "urgent" and so on; may be empty
  bool agent_chose = false;                     // among conversations; else one among agents
  std::string runner_up = {};                   // agent or conversation; empty: not known
  std::string outcome = {};                     // of an offer: "accepted" and so on, once it is
  std::optional<std::int64_t> outcome_ms = {};  // Unix milliseconds
  std::int64_t waited_ms = 0;
  std::int64_t slack_ms = 0;              // to the deadline to start
  std::optional<std::int64_t> step = {};  // of the queue's plan, that admitted the agent
  std::string decided_by = {};            // the first of the terms in which the two differ
  std::vector<DecisionTerm> terms = {};   // of one among agents, in the order of the rules
};

// An agent and what it lacks to take a waiting conversation now, "skill de>=3 (has 2)".
struct AgentLacks {
  AgentId agent = {};
  std::vector<std::string> lacks = {};
};

// What explain_conversation() answers beside the status.
struct Explanation {
  std::string text = {};     // the whole in words
  std::string lane = {};     // while it waits: "on_time" or "overdue"
  std::string missing = {};  // what nobody registered has, when nobody could ever take it
  std::optional<std::int64_t> due_ms = {};        // Unix milliseconds
  std::optional<std::int64_t> slack_ms = {};      // until then
  std::optional<std::int64_t> step = {};          // reached of the queue's plan, while it waits
  std::optional<std::int64_t> next_step_ms = {};  // Unix milliseconds
  bool complete = false;  // nothing that was decided about it has been dropped from the log
  std::vector<Decision> decisions = {};  // oldest first
  std::vector<AgentLacks> agents = {};   // while it waits: the nearest first
};

// Which parts are filled depends on the command; all are empty unless status.ok().
struct Reply {
  Ticket ticket{};
  Status status = {};
  ConversationStatus conversation = {};  // commands about a conversation or a message
  ConversationDetails details = {};      // read_conversation()
  Explanation explanation = {};          // explain_conversation()
  AgentStatus agent = {};                // read_agent()
  std::vector<QueueStats> queues = {};   // read_queues()
  std::string digest = {};               // read_digest()
  std::uint64_t epoch = 0;               // set_presence()
  std::uint64_t version = 0;             // apply_policy()
};

}  // namespace stellwerk
