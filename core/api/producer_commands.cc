// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include <stellwerk/producer.h>

#include "core/api/command_draft.h"
#include "core/api/policy_document.h"
#include "core/api/producer_state.h"
#include "core/model/command.h"

namespace stellwerk {
namespace {

using api::CommandDraft;
using model::Command;
using model::CommandKind;
using model::Field;

void begin_agent(CommandDraft& draft, CommandKind kind, const AgentId& agent) {
  draft.begin(kind);
  draft.identifier("agent", agent.text(), Field::kAgent, &Command::agent);
}

void begin_conversation(CommandDraft& draft, CommandKind kind, const ConversationId& conversation) {
  draft.begin(kind);
  draft.identifier("conversation", conversation.text(), Field::kConv, &Command::conv);
}

void put_offer(CommandDraft& draft, const OfferId& offer) {
  draft.free_text("offer", offer.text(), Field::kOffer, &Command::offer);
}

void put_reason(CommandDraft& draft, std::string_view reason) {
  draft.optional_free_text("reason", reason, Field::kReason, &Command::reason);
}

}  // namespace

Result<Ticket> Producer::set_agent(const AgentId& agent, const AgentSettings& settings,
                                   const Guard& guard) {
  constexpr std::uint32_t kCapacityMax = 1'000'000;
  CommandDraft& draft = state_->draft;
  begin_agent(draft, CommandKind::kAgentSet, agent);
  if (settings.kind) {
    draft.command().agent_kind = static_cast<model::AgentKind>(*settings.kind);
    draft.command().mark(Field::kAgentKind);
  }
  if (settings.skills) draft.skills(*settings.skills, draft.limits().agent_skills_max);
  draft.number("capacity", settings.capacity, 0, kCapacityMax, Field::kCapacity,
               &Command::capacity);
  if (settings.channels) draft.channels(*settings.channels);
  if (settings.queues) draft.queues(*settings.queues);
  if (settings.labels) {
    draft.attributes("labels", *settings.labels, Field::kLabels, &Command::labels);
  }
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::set_presence(const AgentId& agent, Presence presence,
                                      const PresenceSettings& settings, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_agent(draft, CommandKind::kAgentState, agent);
  draft.command().presence = static_cast<model::Presence>(presence);
  draft.command().mark(Field::kPresence);
  put_reason(draft, settings.reason);
  draft.duration("lease_ms", settings.lease_ms, 1, Field::kLease, &Command::lease);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::beat(const AgentId& agent, std::uint64_t epoch) {
  CommandDraft& draft = state_->draft;
  begin_agent(draft, CommandKind::kAgentBeat, agent);
  draft.command().epoch = epoch;
  draft.command().mark(Field::kEpoch);
  return state_->send();
}

Result<Ticket> Producer::remove_agent(const AgentId& agent, bool force, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_agent(draft, CommandKind::kAgentDelete, agent);
  draft.command().force = force;
  draft.command().mark(Field::kForce);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::open_conversation(const ConversationId& conversation,
                                           const Opening& opening, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvOpen, conversation);
  if (opening.queue.empty()) {
    draft.refuse(Code::kBadArg, "queue: missing; name the queue that the conversation waits in");
  }
  draft.opening(opening);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::accept(const ConversationId& conversation, const OfferId& offer,
                                const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvAccept, conversation);
  put_offer(draft, offer);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::decline(const ConversationId& conversation, const OfferId& offer,
                                 std::string_view reason, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvDecline, conversation);
  put_offer(draft, offer);
  put_reason(draft, reason);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::update(const ConversationId& conversation, const Changes& changes,
                                const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvUpdate, conversation);
  draft.optional_identifier("queue", changes.queue.text(), Field::kQueue, &Command::queue);
  if (changes.skills) draft.skills(*changes.skills, draft.limits().requirement_skills_max);
  draft.number("priority", changes.priority, 0, 9, Field::kPriority, &Command::priority);
  draft.duration("due_ms", changes.due_ms, 1, Field::kDue, &Command::due);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::escalate(const ConversationId& conversation, const Skills& skills,
                                  std::string_view reason, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvEscalate, conversation);
  if (!skills.empty()) draft.skills(skills, draft.limits().requirement_skills_max);
  put_reason(draft, reason);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::hold(const ConversationId& conversation,
                              std::optional<std::int64_t> for_ms, std::string_view reason,
                              const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvHold, conversation);
  draft.duration("for_ms", for_ms, 1, Field::kHoldFor, &Command::hold_for);
  put_reason(draft, reason);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::resume(const ConversationId& conversation, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvResume, conversation);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::take(const ConversationId& conversation, const AgentId& agent,
                              bool beyond_capacity, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvTake, conversation);
  draft.identifier("agent", agent.text(), Field::kAgent, &Command::agent);
  draft.command().force = beyond_capacity;
  if (beyond_capacity) draft.command().mark(Field::kForce);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::transfer(const ConversationId& conversation, const Target& target,
                                  std::string_view reason, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvTransfer, conversation);
  if (target.queue.text().empty() == target.agent.text().empty()) {
    draft.refuse(Code::kBadArg, "target: where to? name either a queue or an agent");
  }
  draft.optional_identifier("queue", target.queue.text(), Field::kQueue, &Command::queue);
  draft.optional_identifier("agent", target.agent.text(), Field::kAgent, &Command::agent);
  if (target.skills) draft.skills(*target.skills, draft.limits().requirement_skills_max);
  put_reason(draft, reason);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::decide(const ConversationId& conversation, const AgentId& agent,
                                const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvDecide, conversation);
  draft.optional_identifier("agent", agent.text(), Field::kAgent, &Command::agent);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::call_back(const ConversationId& conversation,
                                   std::optional<std::int64_t> after_ms, std::string_view reason,
                                   const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvCallback, conversation);
  draft.duration("after_ms", after_ms, 1, Field::kHoldFor, &Command::hold_for);
  put_reason(draft, reason);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::close(const ConversationId& conversation, std::string_view reason,
                               const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvClose, conversation);
  put_reason(draft, reason);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::wrapped(const ConversationId& conversation, const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvWrapped, conversation);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::abandon(const ConversationId& conversation, std::string_view reason,
                                 const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvAbandon, conversation);
  put_reason(draft, reason);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::message_in(const ConversationId& conversation, const MessageId& message,
                                    std::string_view payload, const MessageIn& more,
                                    const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kMessageIn, conversation);
  draft.free_text("message", message.text(), Field::kMessage, &Command::message);
  draft.payload(payload);
  draft.at(more.at_ms);
  draft.opening(more.opening);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::message_out(const ConversationId& conversation, const MessageId& message,
                                     std::string_view payload, const MessageOut& more,
                                     const Guard& guard) {
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kMessageOut, conversation);
  draft.free_text("message", message.text(), Field::kMessage, &Command::message);
  draft.payload(payload);
  draft.optional_identifier("from", more.from.text(), Field::kFrom, &Command::from);
  draft.at(more.at_ms);
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::apply_policy(std::string_view toml, std::uint64_t only_if,
                                      const Guard& guard) {
  const api::PolicyDocument document = api::read_policy(toml, state_->core.about_now());
  if (!document.problems.empty()) return api::policy_status(document.problems);
  CommandDraft& draft = state_->draft;
  draft.begin(CommandKind::kPolicyApply);
  api::put_policy(draft.command(), toml, document);
  if (only_if != 0) {
    draft.command().version = only_if;
    draft.command().mark(Field::kVersion);
  }
  draft.guard(guard);
  return state_->send();
}

Result<Ticket> Producer::read_conversation(const ConversationId& conversation) {
  begin_conversation(state_->draft, CommandKind::kConvGet, conversation);
  return state_->send();
}

Result<Ticket> Producer::explain_conversation(const ConversationId& conversation,
                                              std::uint32_t agents) {
  constexpr std::uint32_t kAgentsMax = 1'000;
  CommandDraft& draft = state_->draft;
  begin_conversation(draft, CommandKind::kConvExplain, conversation);
  if (agents < 1 || agents > kAgentsMax) {
    draft.refuse(Code::kBadArg, "agents: " + std::to_string(agents) + " is not from 1 to 1000");
  }
  draft.command().count = agents;
  draft.command().mark(Field::kCount);
  return state_->send();
}

Result<Ticket> Producer::read_agent(const AgentId& agent) {
  begin_agent(state_->draft, CommandKind::kAgentGet, agent);
  return state_->send();
}

Result<Ticket> Producer::read_queues(const QueueId& queue) {
  CommandDraft& draft = state_->draft;
  draft.begin(CommandKind::kQueueStats);
  draft.optional_identifier("queue", queue.text(), Field::kQueue, &Command::queue);
  return state_->send();
}

Result<Ticket> Producer::read_digest() {
  state_->draft.begin(CommandKind::kDigest);
  return state_->send();
}

}  // namespace stellwerk
