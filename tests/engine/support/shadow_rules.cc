// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "tests/engine/support/shadow.h"

// What each event means, and what may not be.
namespace stellwerk::tests {
namespace {

using model::ConvState;
using model::EventType;

std::string list_of(const std::vector<model::SkillNeed>& skills) {
  std::string text;
  for (const auto& skill : skills) text += skill.skill + '=' + std::to_string(skill.level) + ' ';
  return text;
}

std::string description(const Shadow::Conversation& conversation, const Shadow::Agent& agent) {
  return conversation.queue + '/' + conversation.channel + " units " +
         std::to_string(conversation.units) + " needs " + list_of(conversation.skills) + "; used " +
         std::to_string(agent.used) + " of " + std::to_string(agent.capacity) + ", has " +
         list_of(agent.skills);
}

}  // namespace

std::uint64_t Shadow::on_channel(std::uint32_t agent, std::string_view channel) const {
  return static_cast<std::uint64_t>(std::count_if(
      agents_[agent].held.begin(), agents_[agent].held.end(),
      [&](std::uint32_t number) { return conversations_[number].channel == channel; }));
}

std::string Shadow::obstacle(const Conversation& conversation, std::uint32_t number,
                             base::Instant now) const {
  if (now < conversation.decided_by) return "somebody outside decides";
  if (now < conversation.called_from) return "to be called later";
  return unfitness(conversation, number, now);
}

std::string Shadow::unfitness(const Conversation& conversation, std::uint32_t number,
                              base::Instant now) const {
  const Agent& agent = agents_[number];
  if (!agent.registered || agent.presence != model::Presence::kOnline) return "not online";
  if (agent.used + conversation.units > agent.capacity) return "no room";
  if (conversation.humans_only && agent.kind == model::AgentKind::kBot) return "a bot";
  if (!agent.serves(conversation.queue)) return "not in the queue";
  for (const Rest& rest : conversation.rests) {
    if (rest.agent == number && now < rest.until) return "passed over";
  }
  const model::QueuePolicy* policy = queue(conversation.queue);
  if (policy == nullptr) return "no such queue";
  for (const auto* needs : {&conversation.skills, &policy->skills}) {
    for (const model::SkillNeed& need : *needs) {
      if (!agent.has(need)) return "lacks " + need.skill;
    }
  }
  if (agent.channels.empty()) return {};
  for (const auto& [channel, most] : agent.channels) {
    if (channel != conversation.channel) continue;
    return on_channel(number, channel) < most ? "" : "channel full";
  }
  return "not on the channel";
}

void Shadow::opened(const model::Event& event, Conversation& conversation) {
  if (conversation.known && conversation.state != ConvState::kClosed) {
    complain(event, "it is open already");
  }
  if (command_ == nullptr) return complain(event, "nobody asked for it");
  ++opened_total_;
  const auto number = static_cast<std::uint32_t>(number_in(event.conv));
  if (conversation.agent >= 0) complain(event, "somebody owns it already");
  conversation.humans_only = false;
  conversation.accepted = false;
  conversation.offer = 0;
  conversation.opened = event.at;
  conversation.unanswered = false;
  conversation.last_delivered = -1;
  conversation.clocks = {};
  conversation.rests.clear();
  conversation.callback = false;
  conversation.decided_by = conversation.called_from = base::Instant{-1};
  conversation.sticky = command_->has(model::Field::kSticky);
  if (event.reopened != 1) conversation.episode = 1;
  take_options(conversation, *command_);
  if (conversation.queue != event.queue) complain(event, "in another queue than asked for");
  move(number, ConvState::kWaiting);
}

void Shadow::occupy(const model::Event& event, Conversation& conversation, std::uint32_t number) {
  if (conversation.agent >= 0) complain(event, "a second owner");
  const bool named = by_hand(event) || by_decision(event);
  std::string why_not =
      named ? unfitness(conversation, number, event.at) : obstacle(conversation, number, event.at);
  const bool forced = event.reason == "forced" && command_ != nullptr && command_->force;
  // Past everything that routes.
  const bool full = why_not == "no room" || why_not == "channel full";
  if (by_hand(event) && (why_not == "passed over" || (forced && full))) why_not.clear();
  if (!why_not.empty()) complain(event, "not eligible: " + why_not);
  if ((event.callback == 1) != conversation.callback) complain(event, "to be called back, or not");
  conversation.decided_by = conversation.called_from = base::Instant{-1};
  conversation.agent = static_cast<std::int32_t>(number);
  conversation.last_delivered = -1;
  agents_[number].used += conversation.units;
  agents_[number].held.push_back(static_cast<std::uint32_t>(number_in(event.conv)));
}

void Shadow::release(const model::Event& event, Conversation& conversation) {
  if (conversation.agent < 0) return complain(event, "nobody owned it");
  const auto number = static_cast<std::size_t>(conversation.agent);
  const auto conv = static_cast<std::uint32_t>(number_in(event.conv));
  if (!event.agent.empty() && number_in(event.agent) != conversation.agent) {
    complain(event, "another agent had it");
  }
  if (conversation.state != ConvState::kHeld) agents_[number].used -= conversation.units;
  std::erase(agents_[number].held, conv);
  conversation.agent = -1;
}

void Shadow::assigned(const model::Event& event, Conversation& conversation) {
  const auto agent = static_cast<std::uint32_t>(number_in(event.agent));
  if (conversation.accepted) {
    if (conversation.agent != static_cast<std::int32_t>(agent)) complain(event, "another accepted");
  } else {
    if (conversation.state != ConvState::kWaiting) complain(event, "it does not wait");
    occupy(event, conversation, agent);
  }
  conversation.accepted = false;
  move(static_cast<std::uint32_t>(number_in(event.conv)), ConvState::kActive);
}

void Shadow::offer_ended(const model::Event& event, Conversation& conversation) {
  if (conversation.offer == 0 || conversation.offer != event.offer) {
    complain(event, "not the offer that is out");
  }
  const bool expired = event.type == EventType::kOfferExpired;
  if (expired && event.at.ms != conversation.expires) complain(event, "not at its time");
  if (event.at.ms > conversation.expires) complain(event, "it should have expired");
  const auto agent = static_cast<std::uint32_t>(conversation.agent);
  release(event, conversation);
  conversation.offer = 0;
  if (event.type == EventType::kOfferRevoked) return;
  const model::QueuePolicy* policy = queue(conversation.queue);
  if (policy == nullptr) return complain(event, "no such queue");
  std::erase_if(conversation.rests,
                [&](const Rest& rest) { return rest.agent == agent || rest.until <= event.at; });
  conversation.rests.push_back({agent, event.at + policy->offer_retry});
}

void Shadow::ended(const model::Event& event, Conversation& conversation) {
  if (conversation.state == ConvState::kClosed) complain(event, "it was closed");
  if (conversation.offer != 0) complain(event, "its offer is still out");
  if (conversation.agent >= 0) release(event, conversation);
  ++ended_total_;
  conversation.closed_at = event.at;
  move(static_cast<std::uint32_t>(number_in(event.conv)), ConvState::kClosed);
}

void Shadow::clock_event(const model::Event& event, Conversation& conversation) {
  std::size_t which = 0;
  while (which < conversation.clocks.size() &&
         event.clock != engine::name(static_cast<engine::Clock>(which))) {
    ++which;
  }
  if (which == conversation.clocks.size()) return complain(event, "no such clock");
  Clock& clock = conversation.clocks[which];
  if (conversation.state == ConvState::kClosed) complain(event, "a clock of a closed one");
  if (clock.met || clock.breached) complain(event, "the clock has ended");
  const base::Instant due{event.due};
  switch (event.type) {
    case EventType::kSlaWarning:
      if (clock.warned) complain(event, "a second warning");
      clock.warned = true;
      break;
    case EventType::kSlaBreached:
      clock.breached = true;
      if (event.at != std::max(due, conversation.opened)) complain(event, "not when it was due");
      break;
    default:
      clock.met = true;
      if (event.at >= due) complain(event, "met too late");
      break;
  }
}

void Shadow::message_in(const model::Event& event, Conversation& conversation) {
  const std::int64_t message = number_in(event.message);
  const bool fresh = message >= conversation.next_message;
  if (fresh) {
    conversation.next_message = message + 1;
    if (!conversation.unanswered) conversation.clocks[1] = {};
    conversation.unanswered = true;
  }
  if (conversation.state == ConvState::kWrapup) {
    move(static_cast<std::uint32_t>(number_in(event.conv)), ConvState::kActive);
  }
  const bool owned = conversation.state == ConvState::kActive;
  if (event.agent.empty()) {
    if (owned) complain(event, "nobody is told");
    return;
  }
  if (!owned || number_in(event.agent) != conversation.agent) complain(event, "not the owner");
  if (message <= conversation.last_delivered) complain(event, "out of order");
  conversation.last_delivered = message;
}

void Shadow::message_out(const model::Event& event, Conversation& conversation) {
  if (conversation.state == ConvState::kClosed) complain(event, "from a closed one");
  if (!event.from.empty() && number_in(event.from) != conversation.agent) {
    complain(event, "not the owner");
  }
  conversation.unanswered = false;
}

bool Shadow::by_hand(const model::Event& event) const {
  if (command_ == nullptr || command_->conv != event.conv) return false;
  return command_->kind == model::CommandKind::kConvTake ||
         (command_->kind == model::CommandKind::kConvTransfer &&
          command_->has(model::Field::kAgent));
}

// Its agent keeps it, without its units.
void Shadow::held(const model::Event& event, Conversation& conversation) {
  if (conversation.state != ConvState::kActive) complain(event, "nobody had it");
  const std::int32_t owner = conversation.agent;
  release(event, conversation);
  conversation.agent = owner;
  conversation.expires = event.expires;
  move(static_cast<std::uint32_t>(number_in(event.conv)), ConvState::kHeld);
}

// After wrap-up, or after a hold: with its agent if he has room, else as one that waits.
void Shadow::resumed(const model::Event& event, Conversation& conversation) {
  const auto number = static_cast<std::uint32_t>(number_in(event.conv));
  if (conversation.state == ConvState::kWrapup) return move(number, ConvState::kActive);
  if (conversation.state != ConvState::kHeld) complain(event, "it was not held");
  if (command_ == nullptr && event.at.ms != conversation.expires) {
    complain(event, "not at its time");
  }
  if (event.agent.empty()) {
    conversation.agent = -1;
    return move(number, ConvState::kWaiting);
  }
  if (number_in(event.agent) != conversation.agent) complain(event, "another agent had it");
  Agent& agent = agents_[static_cast<std::size_t>(conversation.agent)];
  agent.used += conversation.units;
  if (agent.used > agent.capacity) complain(event, "beyond the agent's capacity");
  agent.held.push_back(number);
  move(number, ConvState::kActive);
}

// Whoever hands it on to a queue is passed over for it.
void Shadow::transferred(const model::Event& event, Conversation& conversation) {
  if (conversation.state != ConvState::kActive && conversation.state != ConvState::kHeld) {
    complain(event, "nobody had it");
  }
  const auto from = static_cast<std::uint32_t>(conversation.agent);
  release(event, conversation);
  conversation.last_delivered = -1;
  if (conversation.queue != event.queue) complain(event, "to another queue than asked for");
  move(static_cast<std::uint32_t>(number_in(event.conv)), ConvState::kWaiting);
  const model::QueuePolicy* policy = queue(conversation.queue);
  if (!by_hand(event) && policy != nullptr) {
    conversation.rests.push_back({from, event.at + policy->offer_retry});
  }
}

void Shadow::agent_state(const model::Event& event) {
  const std::int64_t number = number_in(event.agent);
  if (number < 0) return complain(event, "of no agent");
  Agent& agent = agents_[static_cast<std::size_t>(number)];
  if (event.epoch < agent.epoch) complain(event, "an older epoch");
  agent.epoch = event.epoch;
  for (const auto state : {model::Presence::kOffline, model::Presence::kOnline,
                           model::Presence::kAway, model::Presence::kDraining}) {
    if (model::name(state) == event.state) agent.presence = state;
  }
}

void Shadow::compare(const engine::Figures& figures) {
  std::uint64_t used = 0;
  for (std::size_t i = 0; i < agents_.size(); ++i) {
    used += agents_[i].used;
    const bool keeps = agents_[i].presence != model::Presence::kOffline;
    if (!keeps && agents_[i].used != 0) complain(agent_name(i) + " is offline with work");
  }
  if (used != figures.agents.used) complain("another load: " + std::to_string(used));
  struct Counts {
    std::array<std::uint64_t, 6> of{};
  };
  std::map<std::string, Counts> counts;
  for (std::size_t state = 0; state + 1 < of_state_.size(); ++state) {
    for (const std::uint32_t number : of_state_[state]) {
      ++counts[conversations_[number].queue].of[state];
    }
  }
  std::uint64_t opened = 0;
  std::uint64_t ended = 0;
  for (const auto& queue : figures.queues) {
    const auto& of = counts[queue.queue].of;
    const bool same = queue.waiting == of[0] && queue.offered == of[1] && queue.active == of[2] &&
                      queue.held == of[3] && queue.wrapup == of[4];
    if (!same) complain("other counts in queue " + queue.queue);
    opened += queue.opened;
    ended += queue.closed + queue.abandoned;
  }
  if (opened != opened_total_ || ended != ended_total_) complain("other totals");
  if (opened != ended + figures.open) complain("the books do not balance");
  if (figures.last_event != last_seq_) complain("another last event");
}

void Shadow::find_unmatched(base::Instant now) {
  for (const std::uint32_t number : of_state(ConvState::kWaiting)) {
    if (conversations_[number].sticky) continue;
    for (std::uint32_t agent = 0; agent < agents_.size(); ++agent) {
      if (agents_[agent].used >= agents_[agent].capacity) continue;
      if (!obstacle(conversations_[number], agent, now).empty()) continue;
      complain(conv_name(number) + " waits beside " + agent_name(agent) + ": " +
               description(conversations_[number], agents_[agent]));
      return;
    }
  }
}

}  // namespace stellwerk::tests
