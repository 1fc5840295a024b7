// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <stellwerk/commands.h>
#include <stellwerk/ids.h>
#include <stellwerk/replies.h>
#include <stellwerk/status.h>

namespace stellwerk {

class Router;

struct ProducerOptions {
  // Send each command by itself. False: commands travel when about 256 are together, or 64 KiB, at
  // flush(), and whenever next() or wait() finds no reply. Several times the throughput.
  bool flush_each = true;
};

// Sends commands and receives their replies.
//
// Thread safety: a Producer belongs to one thread; make one per thread. It may be handed to another
// thread as a whole.
//
// A command copies what it is given, checks it and returns at once, with a ticket: the reply comes
// later, from next(), with that ticket. Without a ticket nothing was sent, and the status says why:
//   kFull               too much is under way: wait Status::retry_after_ms, call next() meanwhile
//   kBadArg, kTooBig    the text names the argument
//   kBadState           the router has stopped
// The commands of a producer are decided in the order in which they were sent, and answered in that
// order. Between producers there is no order before the router has put them into one.
//
// Retrying is safe: the same identifiers again answer the current state with `duplicate`.
class Producer {
 public:
  Producer(Producer&&) noexcept;
  Producer& operator=(Producer&&) noexcept;
  // What was sent is still decided; its replies are dropped. REQUIRES: the router still exists.
  ~Producer();

  // Agents. A bot is an agent of kind kBot.
  // Creates the agent, offline, or replaces the settings that are given.
  Result<Ticket> set_agent(const AgentId& agent, const AgentSettings& settings,
                           const Guard& guard = {});
  // Reply::epoch counts how often the agent came or went; beat() must name it.
  Result<Ticket> set_presence(const AgentId& agent, Presence presence,
                              const PresenceSettings& settings = {}, const Guard& guard = {});
  // Renews the lease. kStale: the presence has lapsed, set it again.
  Result<Ticket> beat(const AgentId& agent, std::uint64_t epoch);
  // kBadState while it has work, unless `force`: then its work is queued again.
  Result<Ticket> remove_agent(const AgentId& agent, bool force = false, const Guard& guard = {});

  // Conversations.
  Result<Ticket> open_conversation(const ConversationId& conversation, const Opening& opening,
                                   const Guard& guard = {});
  Result<Ticket> accept(const ConversationId& conversation, const OfferId& offer,
                        const Guard& guard = {});
  Result<Ticket> decline(const ConversationId& conversation, const OfferId& offer,
                         std::string_view reason = {}, const Guard& guard = {});
  Result<Ticket> update(const ConversationId& conversation, const Changes& changes,
                        const Guard& guard = {});
  // From a bot to humans; the clocks keep running. `skills`: what it takes now, if that is known.
  Result<Ticket> escalate(const ConversationId& conversation, const Skills& skills = {},
                          std::string_view reason = {}, const Guard& guard = {});
  // Sets it aside and frees the slot; its agent stays. `for_ms`: then it goes on by itself.
  Result<Ticket> hold(const ConversationId& conversation, std::optional<std::int64_t> for_ms = {},
                      std::string_view reason = {}, const Guard& guard = {});
  // Goes on with its agent, or waits for him first if he has no room.
  Result<Ticket> resume(const ConversationId& conversation, const Guard& guard = {});
  // Gives a waiting one to the agent, past everything that routes. kBadState unless it is online,
  // kUnroutable unless it is eligible, kFull unless it has room or `beyond_capacity` is set.
  Result<Ticket> take(const ConversationId& conversation, const AgentId& agent,
                      bool beyond_capacity = false, const Guard& guard = {});
  // Hands it on; the clocks keep running. An agent who is not online or has no room is kBadState,
  // one who is not eligible kUnroutable, a full queue kFull, and nothing has changed.
  Result<Ticket> transfer(const ConversationId& conversation, const Target& target,
                          std::string_view reason = {}, const Guard& guard = {});
  // Names the agent that a decision was requested for; with an empty one the router decides itself.
  // kBadState when none is pending or the agent cannot take it, kFull when it has no room.
  Result<Ticket> decide(const ConversationId& conversation, const AgentId& agent = {},
                        const Guard& guard = {});
  // The customer has hung up and keeps the place. `after_ms`: nobody gets it before.
  Result<Ticket> call_back(const ConversationId& conversation,
                           std::optional<std::int64_t> after_ms = {}, std::string_view reason = {},
                           const Guard& guard = {});
  // The work is done: wrap-up, then the agent is free.
  Result<Ticket> close(const ConversationId& conversation, std::string_view reason = {},
                       const Guard& guard = {});
  // Ends the wrap-up early.
  Result<Ticket> wrapped(const ConversationId& conversation, const Guard& guard = {});
  // The customer has left.
  Result<Ticket> abandon(const ConversationId& conversation, std::string_view reason = {},
                         const Guard& guard = {});

  // Messages; the payload is any bytes and never looked into.
  // From the customer. Opens the conversation if none is open.
  Result<Ticket> message_in(const ConversationId& conversation, const MessageId& message,
                            std::string_view payload, const MessageIn& more = {},
                            const Guard& guard = {});
  // To the customer. Stops the response clock.
  Result<Ticket> message_out(const ConversationId& conversation, const MessageId& message,
                             std::string_view payload, const MessageOut& more = {},
                             const Guard& guard = {});

  // Replaces the policy as a whole. kBadArg without a ticket: the text names line and key of what
  // is wrong (Router::check_policy() lists everything). `only_if`: kConflict unless that is the
  // version in force; 0: whatever is in force.
  Result<Ticket> apply_policy(std::string_view toml, std::uint64_t only_if = 0,
                              const Guard& guard = {});

  // Reads: what is there when the router comes to it, after this producer's earlier commands.
  Result<Ticket> read_conversation(const ConversationId& conversation);
  // Why it is where it is: each decision about it, and while it waits what the `agents` nearest
  // ones lack, 1 to 1,000. Looks at every agent while it waits.
  Result<Ticket> explain_conversation(const ConversationId& conversation,
                                      std::uint32_t agents = 10);
  Result<Ticket> read_agent(const AgentId& agent);
  // An empty id: all queues, in the order of the policy.
  Result<Ticket> read_queues(const QueueId& queue = {});
  // A hash of the whole routing state, 16 hexadecimal digits: equal histories, equal digests.
  Result<Ticket> read_digest();

  // The next reply, in the order of the commands. False: none has arrived; `reply` is unchanged.
  [[nodiscard]] bool next(Reply& reply);
  // Blocks until a reply is there or the time is over (negative: no limit; then false at once when
  // nothing is outstanding). True: next() has one. False at once when the router has stopped.
  // REQUIRES: somebody else drives the router: Router::start(), or poll() on another thread.
  bool wait(std::int64_t timeout_ms);
  // Sends what ProducerOptions::flush_each has held back.
  void flush();
  // Replies that have not been taken with next().
  [[nodiscard]] std::size_t outstanding() const;

 private:
  friend class Router;
  struct State;
  explicit Producer(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace stellwerk
