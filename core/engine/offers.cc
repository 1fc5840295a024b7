// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/check.h"
#include "core/engine/ownership.h"

// Offers. One that is out belongs to the conversation itself, which stands among its agent's; where
// a queue asks several at once the others are its rivals. Each takes its agent's units.
namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::EventType;

namespace {

// Whom the offer was made to; kNone when it is not out.
AgentSlot offer_to(const Conversation& conv, std::uint64_t offer) {
  if (conv.offer == offer) return conv.agent;
  if (!conv.extras) return kNone;
  for (const Rival& rival : conv.extras->rivals) {
    if (rival.offer == offer) return rival.agent;
  }
  return kNone;
}

std::vector<Rival>::iterator rival_of(Conversation& conv, AgentSlot asked) {
  auto& rivals = conv.extras->rivals;
  return std::find_if(rivals.begin(), rivals.end(),
                      [asked](const Rival& rival) { return rival.agent == asked; });
}

}  // namespace

// Refuses offers that were never made or have ended; answers the state when it was accepted before.
bool Switchboard::offer_is_live(const model::Command& command, ConvSlot slot, bool accepting) {
  const Conversation& conv = conversation(slot);
  const std::uint64_t offer = model::parse_offer(command.offer);
  if (offer == 0 || offer > last_offer_) {
    refuse(Code::kUnknownOffer, "no offer '" + std::string(command.offer) + "' was ever made");
    return false;
  }
  if (conv.state == ConvState::kOffered && offer_to(conv, offer) != kNone) return true;
  if (accepting && conv.accepted_offer == offer && conv.owned()) {
    answer_conversation(slot, true);
    return false;
  }
  refuse(Code::kStale, "the offer has ended or is another conversation's; this conversation is " +
                           std::string(name(conv.state)));
  return false;
}

void Switchboard::conv_accept(const model::Command& command, ConvSlot slot) {
  if (!offer_is_live(command, slot, true)) return;
  put_first(slot, offer_to(conversation(slot), model::parse_offer(command.offer)));
  accept(slot);
  answer_conversation(slot);
}

// The first offer is accepted, the others are revoked. REQUIRES: it is offered.
void Switchboard::accept(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  conv.accepted_offer = conv.offer;
  agent(conv.agent).misses = agent(conv.agent).declines = 0;
  --queue_of(conv).offered;
  model::Event event = event_about(EventType::kOfferAccepted, conv);
  event.agent = agents_.name(conv.agent);
  event.offer = conv.offer;
  emit(event);
  record_outcome(conv, conv.agent, event.type);
  revoke_rivals(slot, "taken");
  start_work(slot);
}

void Switchboard::conv_decline(const model::Command& command, ConvSlot slot) {
  if (!offer_is_live(command, slot, false)) return;
  const AgentSlot from = offer_to(conversation(slot), model::parse_offer(command.offer));
  lose_offer(slot, from, EventType::kOfferDeclined, command.reason, true);
  answer_conversation(slot);
}

void Switchboard::tell_offer(const Conversation& conv, AgentSlot to, std::uint64_t offer,
                             base::Instant expires) {
  model::Event event = event_about(EventType::kOfferCreated, conv);
  event.agent = agents_.name(to);
  event.customer = conv.customer();
  event.offer = offer;
  event.priority = conv.priority;
  event.expires = expires.ms;
  event.episode = conv.episode;
  if (conv.extras && conv.extras->callback) event.callback = 1;
  emit(event);
}

void Switchboard::tell_offer_ended(const Conversation& conv, AgentSlot from, std::uint64_t offer,
                                   EventType type, std::string_view reason) {
  model::Event event = event_about(type, conv);
  event.agent = agents_.name(from);
  event.offer = offer;
  event.reason = reason;
  emit(event);
  record_outcome(conv, from, type);
}

// The offer to the agent comes to nothing. Without another one the conversation waits on.
void Switchboard::end_offer(ConvSlot slot, AgentSlot from, EventType type, std::string_view reason,
                            bool passes_over) {
  Conversation& conv = conversation(slot);
  if (conv.rival_count() == 0) return end_only_offer(slot, type, reason, passes_over);
  if (conv.agent == from) put_first(slot, conv.extras->rivals.front().agent);
  end_rival(slot, from, type, reason);
  if (!passes_over) return;
  pass_over(slot, from);
  count_refusal(from, queue_of(conv).policy, type);
}

// The agent is passed over if he declined or missed it.
void Switchboard::end_only_offer(ConvSlot slot, EventType type, std::string_view reason,
                                 bool passes_over) {
  Conversation& conv = conversation(slot);
  const AgentSlot from = conv.agent;
  const QueueId queue = conv.queue;  // it may go on to another at once
  tell_offer_ended(conv, from, conv.offer, type, reason);
  vacate(slot);
  if (passes_over) pass_over(slot, from);
  enter_waiting(slot);
  if (passes_over) count_refusal(from, plan_.queues[queue].policy, type);
}

void Switchboard::end_rival(ConvSlot slot, AgentSlot from, EventType type,
                            std::string_view reason) {
  Conversation& conv = conversation(slot);
  const auto at = rival_of(conv, from);
  const Rival ended = *at;
  conv.extras->rivals.erase(at);
  rivals_.erase({ended.agent, ended.offer});
  tell_offer_ended(conv, from, ended.offer, type, reason);
  --agent(from).conversations;
  Selection::count_off(agent(from));
  give_back_units(slot, from);
  rearm(slot);
}

// The agent will not have it; of several another may be asked instead.
void Switchboard::lose_offer(ConvSlot slot, AgentSlot from, EventType type, std::string_view reason,
                             bool passes_over) {
  const bool others = conversation(slot).rival_count() > 0;
  end_offer(slot, from, type, reason, passes_over);
  if (others) offered_.push_back(slot);
}

// Nobody is asked any more: it waits.
void Switchboard::withdraw_offers(ConvSlot slot, std::string_view reason) {
  while (conversation(slot).state == ConvState::kOffered) {
    end_offer(slot, conversation(slot).agent, EventType::kOfferRevoked, reason, false);
  }
}

// Nobody is asked any more, and it stands in no line yet: its queue's plan has no say before the
// command has.
void Switchboard::recall_offers(ConvSlot slot, std::string_view reason) {
  Conversation& conv = conversation(slot);
  while (conv.rival_count() > 0) {
    end_offer(slot, conv.agent, EventType::kOfferRevoked, reason, false);
  }
  tell_offer_ended(conv, conv.agent, conv.offer, EventType::kOfferRevoked, reason);
  vacate(slot);
  conv.state = ConvState::kWaiting;
}

// The first offer alone stays out.
void Switchboard::revoke_rivals(ConvSlot slot, std::string_view reason) {
  const Conversation& conv = conversation(slot);
  while (conv.rival_count() > 0) {
    end_rival(slot, conv.extras->rivals.front().agent, EventType::kOfferRevoked, reason);
  }
}

// The agent's offer changes places with the first one. REQUIRES: he is asked.
void Switchboard::put_first(ConvSlot slot, AgentSlot asked) {
  Conversation& conv = conversation(slot);
  if (conv.agent == asked) return;
  const Rival before{conv.agent, conv.offer, conv.phase};
  const auto at = rival_of(conv, asked);
  const Rival first = *at;
  auto& rivals = conv.extras->rivals;
  rivals.erase(at);
  rivals_.erase({first.agent, first.offer});
  unlink(slot);
  link(slot, first.agent);
  --agent(first.agent).conversations;  // was counted as a rival's
  conv.offer = first.offer;
  conv.phase = first.expires;
  const auto later = std::find_if(rivals.begin(), rivals.end(), [&before](const Rival& rival) {
    return rival.offer > before.offer;
  });
  rivals.insert(later, before);
  rivals_.emplace(std::pair(before.agent, before.offer), slot);
  ++agent(before.agent).conversations;
}

std::vector<AgentSlot> Switchboard::asked_of(const Conversation& conv) {
  std::vector<AgentSlot> asked = {conv.agent};
  if (!conv.extras) return asked;
  for (const Rival& rival : conv.extras->rivals) asked.push_back(rival.agent);
  return asked;
}

// As many agents as the queue wants, when everybody who waits has been looked at: one conversation
// is not offered to a second agent while another is offered to none. Whom it prefers is asked
// alone.
void Switchboard::ask_more(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (conv.state != ConvState::kOffered) return;
  const bool asked_alone =
      conv.prefer_last && conv.agent == preferred_agent(conv) && conv.rival_count() == 0;
  if (asked_alone) return;
  const std::size_t wanted = queue_of(conv).policy.offer_agents;
  std::vector<AgentSlot> asked = asked_of(conv);
  if (asked.size() >= wanted) return;
  if (plan_.since_format_4 && queue_of(conv).planned) count_steps(conv);
  ClassKey key = class_key(conv, conv.requirement);
  if (conv.extras) name_agents(conv, key);
  const ClassId id = matching_.class_for(key);
  requirements_.release(key.requirement);  // the class holds it now
  while (asked.size() < wanted) {
    const AgentSlot next = selection_.another_for(slot, id, asked, now_);
    if (next == kNone) return;
    ask_too(slot, next);
    asked.push_back(next);
  }
}

void Switchboard::ask_too(ConvSlot slot, AgentSlot to) {
  Conversation& conv = conversation(slot);
  agent(to).assigned_rank = ++assigned_rank_;
  selection_.count_assignment(agent(to));
  record_decision(slot, to, selection_.considered(), true);
  selection_.forget_considered();
  ++agent(to).conversations;
  const Rival rival{to, ++last_offer_, due_at(now_ + queue_of(conv).policy.offer_timeout)};
  conv.more().rivals.push_back(rival);
  rivals_.emplace(std::pair(to, rival.offer), slot);
  take_units(slot, to);
  tell_offer(conv, to, rival.offer, rival.expires.at);
  rearm(slot);
}

// Whoever lets too many offers in a row run out, or declines them, is not asked any more until he
// says that he is there.
void Switchboard::count_refusal(AgentSlot slot, const model::QueuePolicy& policy, EventType type) {
  Agent& asked = agent(slot);
  const bool declined = type == EventType::kOfferDeclined;
  if (declined) asked.misses = 0;
  const std::uint32_t in_a_row = declined ? ++asked.declines : ++asked.misses;
  const std::uint32_t most = declined                ? policy.declines_max
                             : policy.misses_max > 0 ? policy.misses_max
                                                     : limits_.misses_max;
  if (declined && most == 0) return;
  if (in_a_row < most || asked.presence != model::Presence::kOnline) return;
  set_presence(slot, model::Presence::kAway, declined ? "declined" : "missed");
}

}  // namespace stellwerk::engine
