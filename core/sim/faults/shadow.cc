// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/shadow.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/model/codec.h"

namespace stellwerk::sim {
namespace {

using model::CommandKind;
using model::ConvState;
using model::EventType;
using model::Field;

constexpr std::uint32_t kWarnDefault = 800;
constexpr base::Duration kNoSlaTarget = base::hours(24);

}  // namespace

Shadow::Shadow(const Scenario& scenario, Complaints& complaints, Coverage& coverage)
    : scenario_(scenario), complaints_(complaints), coverage_(coverage), agents_(scenario.agents) {}

const ShadowConversation& Shadow::conversation(std::size_t number) const {
  static const ShadowConversation kNone;
  return number < conversations_.size() ? conversations_[number] : kNone;
}

void Shadow::complain(Checker checker, const std::string& what) {
  complaints_.add(checker, "at " + std::to_string(now_.ms) + ": " + what);
}

void Shadow::complain(Checker checker, const model::Event& event, const std::string& what) {
  if (complaints_.any()) return;
  std::string text = what + " [event " + std::to_string(event.seq) + ' ';
  text += model::name(event.type);
  text += " at " + std::to_string(event.at.ms);
  for (const std::string_view part : {event.conv, event.agent, event.clock, event.reason}) {
    if (part.empty()) continue;
    text += ' ';
    text += part;
  }
  complain(checker, text + ']');
}

const model::QueuePolicy* Shadow::queue(std::string_view name) const {
  for (const auto& candidate : policy_.queues) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

const model::SlaPolicy* Shadow::sla(std::string_view name) const {
  for (const auto& candidate : policy_.slas) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

bool Shadow::takes_ahead(CommandKind kind) {
  return changes_agent(kind) || changes_conversation(kind) || kind == CommandKind::kConvDecide ||
         kind == CommandKind::kConvCallback || kind == CommandKind::kPolicyApply;
}

void Shadow::begin(const model::Command& command, base::Instant now, bool repeated) {
  command_ = &command;
  repeated_ = repeated;
  message_shown_ = false;
  now_ = now;
  changed_agent_ = -1;
  changed_conversation_ = -1;
  retargets_ = false;
  if (repeated) return;
  if (command.kind == CommandKind::kPolicyApply) {
    if (auto policy = model::decode_policy(command.payload)) {
      follow_ramps(policy->routing.ramp);
      policy_ = std::move(*policy);
    }
    follow_decisions();
    retargets_ = true;
    for (ShadowConversation& each : conversations_) each.passed = 0;
    on_time_in_a_row_ = {};
    policy_at_ = now;
  }
  if (changes_agent(command.kind)) {
    changed_agent_ = number_in(command.agent);
    ShadowAgent& agent = agents_[static_cast<std::size_t>(changed_agent_)];
    agent_before_ = agent;
    if (command.kind == CommandKind::kAgentSet) agent.take_options(command);
    agent.registered = command.kind == CommandKind::kAgentSet;
  }
  const auto number = static_cast<std::size_t>(number_in(command.conv));
  if (takes_ahead(command.kind) && number < conversations_.size()) {
    changed_conversation_ = static_cast<std::int64_t>(number);
    ShadowConversation& conversation = conversations_[number];
    conversation_before_ = conversation;
    ask_ahead(conversation, command);
    take_options(conversation, command);
    conversation.waits_since = now;
    if (!command.has(Field::kDue) || conversation.by_hours) return;
    const auto first = conversation.first.state();
    conversation.target = command.due;
    conversation.own_target = true;
    const model::SlaPolicy* const policy = sla(conversation.sla);
    const bool by_reply = policy != nullptr && policy->met_by == model::MetBy::kReply;
    const bool responded = by_reply ? conversation.answered : conversation.started;
    if (first == ResponseClock::State::kRunning ||
        (first == ResponseClock::State::kOff && !responded)) {
      conversation.first.start(now, now + command.due,
                               policy == nullptr ? kWarnDefault : policy->warn_permille, now);
    }
  }
}

// Clocks that run go on by the policy that is applied, from the first event that shows it.
void Shadow::retarget_clocks(base::Instant now) {
  if (!retargets_) return;
  retargets_ = false;
  for (ShadowConversation& each : conversations_) {
    const model::SlaPolicy* const policy = sla(each.sla);
    if (!each.known || each.state == ConvState::kClosed || policy == nullptr) continue;
    if (each.by_hours && policy->first_response == model::kNoTarget) {
      const auto clock = static_cast<std::size_t>(engine::Clock::kFirstResponse);
      each.warned[clock] = each.ended[clock] = false;  // it has ended silently
    }
    if (each.by_hours) continue;
    if (!each.own_target) each.target = policy->first_response;
    each.first.retarget(each.target, policy->warn_permille, now);
    each.reply.retarget(policy->next_response, policy->warn_permille, now);
  }
}

void Shadow::take_options(ShadowConversation& conversation, const model::Command& command) const {
  if (command.has(Field::kQueue)) conversation.queue = command.queue;
  if (command.has(Field::kSkills)) conversation.skills = needs_of(command.skills);
  if (command.has(Field::kPriority)) conversation.priority = command.priority;
  if (command.has(Field::kUnits)) {
    conversation.own_units = true;
    conversation.units = command.units;
  }
}

void Shadow::put_back() {
  if (changed_agent_ >= 0) agents_[static_cast<std::size_t>(changed_agent_)] = agent_before_;
  if (changed_conversation_ >= 0) {
    conversations_[static_cast<std::size_t>(changed_conversation_)] = conversation_before_;
  }
}

void Shadow::end(const model::Reply& reply) {
  if (command_ == nullptr) return complain(Checker::kAnswers, "an answer without a command");
  const model::Command& command = *command_;
  command_ = nullptr;
  const bool refused = reply.kind == model::ReplyKind::kError;
  if (refused) note_refusal(command, reply);
  // The other options of what stands already are ignored.
  if (!repeated_ && (refused || reply.duplicate || reply.escalated == 0)) put_back();
  if (repeated_ || refused) return;
  note_done(command, reply);
  if (command.kind == CommandKind::kAgentDelete) {
    ShadowAgent& agent = agents_[static_cast<std::size_t>(changed_agent_)];
    if (agent.used != 0) complain(Checker::kOwner, "an agent is deleted with work");
    agent.presence = model::Presence::kOffline;
  }
  if (command.kind == CommandKind::kMessageIn && !reply.duplicate && !message_shown_) {
    complain(Checker::kMessages, std::string(command.message) + " is taken and not shown");
  }
  compare_answer(command, reply);
}

void Shadow::note_refusal(const model::Command& command, const model::Reply& reply) {
  const bool over = command.kind == CommandKind::kMessageOut &&
                    reply.text.find("reply_messages") != reply.text.npos;
  if (over) ++coverage_[Coverage::kOverBudget];
}

void Shadow::note_done(const model::Command& command, const model::Reply& reply) {
  if (reply.duplicate) return;
  const bool given_back = command.kind == CommandKind::kConvDecide && !command.has(Field::kAgent);
  if (given_back) ++coverage_[Coverage::kGivenBack];
  const auto registered = std::ranges::count_if(agents_, &ShadowAgent::registered);
  if (scenario_.has(Feature::kQuotas) && registered > std::int64_t{scenario_.agents_max}) {
    complain(Checker::kAnswers, "more agents than may be");
  }
}

void Shadow::compare_answer(const model::Command& command, const model::Reply& reply) {
  const bool about =
      reply.kind == model::ReplyKind::kConversation || reply.kind == model::ReplyKind::kMessage;
  if (reply.seq != last_event_) complain(Checker::kAnswers, "an answer with another seq");
  if (!about) return;
  const ShadowConversation& known = conversation(static_cast<std::size_t>(number_in(reply.conv)));
  if (!known.known) return;
  const std::string conv(reply.conv);
  if (known.state != reply.state) complain(Checker::kAnswers, conv + " answers another state");
  const bool owned = known.agent >= 0 && known.state != ConvState::kClosed;
  const std::int64_t agent = reply.agent.empty() ? -1 : number_in(reply.agent);
  if (owned && agent != known.agent) complain(Checker::kAnswers, conv + " answers another agent");
  compare_escalation(command, reply);
  if (known.state == ConvState::kOffered && reply.offer != known.offers.front().offer) {
    complain(Checker::kAnswers, conv + " answers another offer");
  }
}

void Shadow::on_event(const model::Event& event) {
  // What it would mean is anybody's guess.
  if (event.seq != last_event_ + 1) {
    return complain(Checker::kGapless, event, "it follows " + std::to_string(last_event_));
  }
  if (event.at < last_at_) complain(Checker::kGapless, event, "back in time");
  last_event_ = event.seq;
  last_at_ = event.at;
  if (repeated_ && command_ != nullptr) {
    complain(Checker::kOnce, event, "a repeated request makes an event");
  }
  if (event.type == EventType::kAgentState) return agent_state(event);
  if (event.type == EventType::kPolicyApplied) return retarget_clocks(event.at);
  const std::int64_t number = number_in(event.conv);
  if (number < 0) return complain(Checker::kOwner, event, "of no conversation");
  const auto index = static_cast<std::size_t>(number);
  if (index >= conversations_.size()) conversations_.resize(index + 1);
  conversation_event(event, static_cast<std::uint32_t>(index));
}

void Shadow::move(std::uint32_t number, ConvState state) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.known) {
    auto& from = of_state_[static_cast<std::size_t>(conversation.state)];
    conversations_[from.back()].list_index = conversation.list_index;
    from[conversation.list_index] = from.back();
    from.pop_back();
  }
  auto& to = of_state_[static_cast<std::size_t>(state)];
  conversation.list_index = static_cast<std::uint32_t>(to.size());
  to.push_back(number);
  conversation.state = state;
  conversation.known = true;
  conversation.passed = 0;
  conversation.waits_since = last_at_;
}

void Shadow::open_clocks(ShadowConversation& conversation, base::Instant at) {
  const model::Command& command = *command_;
  const model::SlaPolicy* const policy = sla(conversation.sla);
  const bool own = command.has(Field::kDue);
  conversation.arrival = at - command.age;
  conversation.target = kNoSlaTarget;
  if (policy != nullptr && policy->first_response != model::kNoTarget) {
    conversation.target = policy->first_response;
  }
  if (own) conversation.target = command.due;
  conversation.own_target = own;
  conversation.first.stop();
  conversation.reply.stop();
  conversation.by_hours = policy != nullptr && !policy->calendar.empty();
  if (conversation.by_hours) return;
  if (!own && (policy == nullptr || policy->first_response == model::kNoTarget)) return;
  const base::Instant from = own ? at : conversation.arrival;
  conversation.first.start(from, from + conversation.target,
                           policy == nullptr ? kWarnDefault : policy->warn_permille, at);
}

void Shadow::compare(const engine::Figures& figures) {
  std::uint64_t used = 0;
  for (const ShadowAgent& agent : agents_) {
    used += agent.used;
    if (agent.presence == model::Presence::kOffline && agent.used != 0) {
      complain(Checker::kBooks, "an agent is offline with work");
    }
  }
  if (used != figures.agents.used) complain(Checker::kBooks, "another load");
  std::uint64_t opened = 0;
  std::uint64_t ended = 0;
  std::array<std::uint64_t, 6> counts{};
  for (const auto& each : figures.queues) {
    counts[0] += each.waiting;
    counts[1] += each.offered;
    counts[2] += each.active;
    counts[3] += each.held;
    counts[4] += each.wrapup;
    opened += each.opened;
    ended += each.closed + each.abandoned;
  }
  for (std::size_t state = 0; state + 1 < of_state_.size(); ++state) {
    if (counts[state] == of_state_[state].size()) continue;
    complain(Checker::kBooks,
             "another count of " + std::string(model::name(static_cast<ConvState>(state))));
  }
  if (opened != opened_total_ || ended != ended_total_) complain(Checker::kBooks, "other totals");
  if (opened != ended + figures.open) complain(Checker::kBooks, "the books do not balance");
  if (figures.last_event != last_event_) complain(Checker::kBooks, "another last event");
}

}  // namespace stellwerk::sim
