// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/workload.h"

#include "core/model/reply.h"
#include "core/sim/faults/policy_deck.h"

namespace stellwerk::sim {
namespace {

using model::Command;
using model::CommandKind;
using model::ConvState;
using model::Field;

constexpr std::uint64_t kWorkMark = 0x776f726b;

}  // namespace

Workload::Workload(const Scenario& scenario)
    : scenario_(scenario), prng_(scenario.seed ^ kWorkMark) {
  const auto weigh = [this](Action action, std::uint64_t most, bool on) {
    const std::uint64_t weight = 1 + prng_.below(most);
    weights_[action] = on ? weight : 0;
  };
  weigh(kOpen, 40, true);
  weigh(kOffered, 60, scenario.has(Feature::kOffers));
  weigh(kClose, 60, true);
  weigh(kLeave, 6, true);
  weigh(kWrapped, 30, scenario.has(Feature::kWrapUp));
  weigh(kUpdate, 6, scenario.has(Feature::kUpdates));
  weigh(kEscalate, 8, scenario.has(Feature::kBots));
  weigh(kWrite, 30, scenario.has(Feature::kMessages));
  weigh(kAnswer, 30, scenario.has(Feature::kMessages));
  weigh(kPresence, 8, scenario.has(Feature::kPresence));
  weigh(kBeat, 20, scenario.has(Feature::kLeases));
  weigh(kEdit, 4, scenario.has(Feature::kAgentEdits));
  weigh(kDelete, 2, scenario.has(Feature::kAgentEdits));
  weigh(kReturn, 20, true);
  weigh(kPolicy, 2, scenario.has(Feature::kPolicies));
  weigh(kMistake, 12, scenario.has(Feature::kMistakes));
  weigh(kRead, 12, scenario.has(Feature::kReads));
  weigh(kHold, 20, scenario.has(Feature::kHolds));
  weigh(kResume, 15, scenario.has(Feature::kHolds));
  weigh(kTake, 10, scenario.has(Feature::kHandOvers));
  weigh(kTransfer, 10, scenario.has(Feature::kHandOvers));
  weigh(kDecide, 40, scenario.has(Feature::kDecisions));
  weigh(kCallback, 8, scenario.has(Feature::kCallbacks));
  weights_[kReturn] += 6;
  weights_[kClose] += 15;
  weights_[kOpen] += 10;
}

Workload::Request Workload::next(const Shadow& shadow) {
  // Refused for want of room, or lost by a disk that lies: somebody sees to it in the end.
  if (shadow.policy().queues.empty() && prng_.chance(1, 50)) set_up_ = 0;
  if (set_up_ <= 2 * scenario_.agents) {
    Draft draft(CommandKind::kPolicyApply);
    const std::uint32_t step = set_up_++;
    if (step == 0) {
      draw_policy(draft);
      return finish(draft);
    }
    const std::uint32_t agent = (step - 1) / 2;
    Draft about((step - 1) % 2 == 0 ? CommandKind::kAgentSet : CommandKind::kAgentState);
    if ((step - 1) % 2 == 0) {
      draw_agent_set(about, agent);
    } else {
      about.agent(agent).set(Field::kPresence, &Command::presence, model::Presence::kOnline);
    }
    return finish(about);
  }
  while (true) {
    Draft draft(CommandKind::kTick);
    if (draw(draft, draw_action(shadow), shadow)) return finish(draft);
  }
}

Workload::Action Workload::draw_action(const Shadow& shadow) {
  const std::size_t waiting = shadow.of_state(ConvState::kWaiting).size();
  const std::uint64_t luck = prng_.below(100);
  if (waiting > 2 * std::size_t{scenario_.waiting_wanted} + 20 && luck < 60) return kLeave;
  if (waiting < scenario_.waiting_wanted && luck < 40) return kOpen;
  std::uint64_t total = 0;
  for (const std::uint64_t weight : weights_) total += weight;
  std::uint64_t at = prng_.below(total);
  for (std::uint8_t action = 0; action < kActionCount; ++action) {
    if (at < weights_[action]) return static_cast<Action>(action);
    at -= weights_[action];
  }
  return kOpen;
}

Workload::Request Workload::finish(Draft& draft) {
  Request request;
  const CommandKind kind = draft.command().kind;
  request.reads = !model::is_write(kind);
  request.named = !request.reads && prng_.chance(17, 20);
  if (request.named) {
    draft.text(Field::kRequest, &Command::request, "r" + std::to_string(next_request_++));
  }
  request.repeatable = request.named || kind == CommandKind::kMessageIn ||
                       kind == CommandKind::kMessageOut || kind == CommandKind::kAgentSet ||
                       kind == CommandKind::kPolicyApply;
  request.bytes = draft.bytes();
  return request;
}

bool Workload::pick(const Shadow& shadow, ConvState state, std::uint32_t& number) {
  const auto& numbers = shadow.of_state(state);
  if (numbers.empty()) return false;
  number = numbers[prng_.below(numbers.size())];
  return true;
}

bool Workload::draw(Draft& draft, Action action, const Shadow& shadow) {
  switch (action) {
    case kOpen:
      draw_opening(draft, shadow);
      return true;
    case kWrite:
      return draw_write(draft, shadow);
    case kAnswer:
      return draw_answer(draft, shadow);
    case kUpdate:
      return draw_update(draft, shadow);
    case kPresence:
    case kBeat:
    case kEdit:
    case kDelete:
    case kReturn:
      return draw_agent(draft, action, shadow);
    case kPolicy:
      draw_policy(draft);
      return true;
    case kMistake:
      draw_mistake(draft, shadow);
      return true;
    case kRead:
      draw_read(draft, shadow);
      return true;
    case kHold:
    case kResume:
      return draw_hold(draft, action, shadow);
    case kTake:
    case kTransfer:
      return draw_hand_over(draft, action, shadow);
    case kDecide:
      return draw_decision(draft, shadow);
    case kCallback:
      return draw_callback(draft, shadow);
    default:
      return draw_conversation(draft, action, shadow);
  }
}

bool Workload::draw_conversation(Draft& draft, Action action, const Shadow& shadow) {
  std::uint32_t number = 0;
  const std::uint64_t luck = prng_.below(20);
  switch (action) {
    case kOffered: {
      if (!pick(shadow, ConvState::kOffered, number)) return false;
      draft.retype(luck < 15 ? CommandKind::kConvAccept : CommandKind::kConvDecline);
      const auto& offers = shadow.conversation(number).offers;
      const std::uint64_t which = prng_.below(offers.size());
      draft.conv(number).text(Field::kOffer, &Command::offer,
                              model::offer_name(offers[which].offer));
      return true;
    }
    case kClose:
      if (!pick(shadow, ConvState::kActive, number)) return false;
      draft.retype(luck < 17 ? CommandKind::kConvClose : CommandKind::kConvAbandon);
      break;
    case kLeave:
      if (!pick(shadow, ConvState::kWaiting, number)) return false;
      draft.retype(luck < 14 ? CommandKind::kConvAbandon : CommandKind::kConvClose);
      break;
    case kWrapped:
      if (!pick(shadow, ConvState::kWrapup, number)) return false;
      draft.retype(CommandKind::kConvWrapped);
      break;
    default:
      if (!pick(shadow, luck < 10 ? ConvState::kActive : ConvState::kWaiting, number)) return false;
      draft.retype(CommandKind::kConvEscalate);
      if (scenario_.has(Feature::kSkills) && luck % 2 == 0) add_skills(draft, 2, 6);
      if (scenario_.has(Feature::kTurns) && luck % 4 != 0) {
        draft.set(Field::kConfidence, &Command::confidence, prng_.below(1'001));
      }
      break;
  }
  draft.conv(number);
  if (luck == 3 || luck == 13) draft.text(Field::kReason, &Command::reason, "because");
  return true;
}

std::string Workload::draw_queue() { return "q" + std::to_string(prng_.below(scenario_.queues())); }

std::string Workload::draw_channel() {
  if (scenario_.has_calls() && prng_.chance(1, 4)) return "call";
  return prng_.chance(1, 3) ? "mail" : "chat";
}

void Workload::draw_opening(Draft& draft, const Shadow& shadow) {
  draft.retype(CommandKind::kConvOpen);
  const std::uint64_t luck = prng_.below(100);
  std::uint32_t number = 0;
  const bool again =
      scenario_.has(Feature::kReopening) && luck < 15 && pick(shadow, ConvState::kClosed, number);
  if (!again) number = next_conversation_++;
  if (scenario_.has(Feature::kMessages) && luck % 4 == 0) {
    draft.retype(CommandKind::kMessageIn);
    draft.text(Field::kMessage, &Command::message, "m" + std::to_string(next_message_++));
    draft.text(Field::kPayload, &Command::payload, "hello");
  } else if (again) {
    draft.set(Field::kReopen, &Command::reopen, true);
  }
  draft.conv(number);
  draft.text(Field::kQueue, &Command::queue, draw_queue());
  draft.text(Field::kChannel, &Command::channel, draw_channel());
  const std::uint32_t customers = scenario_.has(Feature::kCustomers) ? 11 : 97;
  draft.text(Field::kCustomer, &Command::customer,
             "customer " + std::to_string(number % customers));
  if (scenario_.has(Feature::kSkills) && luck % 3 == 0) add_skills(draft, 2, 6);
  if (scenario_.has(Feature::kPriorities)) {
    draft.set(Field::kPriority, &Command::priority, prng_.below(10));
  }
  if (scenario_.has(Feature::kUnits)) {
    draft.set(Field::kUnits, &Command::units, 1 + prng_.below(3));
  }
  if (scenario_.has(Feature::kAges) && prng_.chance(1, 8)) {
    draft.span(Field::kAge, &Command::age, prng_.between(0, 100) * scenario_.step_ms);
  }
  if (scenario_.has(Feature::kDues) && prng_.chance(1, 8)) {
    draft.span(Field::kDue, &Command::due, prng_.between(1, 200) * scenario_.step_ms);
  }
  add_wishes(draft);
}

bool Workload::draw_write(Draft& draft, const Shadow& shadow) {
  const std::uint64_t luck = prng_.below(10);
  const ConvState state = luck < 4   ? ConvState::kActive
                          : luck < 7 ? ConvState::kWaiting
                          : luck < 8 ? ConvState::kWrapup
                          : luck < 9 ? ConvState::kHeld
                                     : ConvState::kOffered;
  std::uint32_t number = 0;
  if (!pick(shadow, state, number)) return false;
  draft.retype(CommandKind::kMessageIn);
  draft.conv(number);
  const auto& written = shadow.conversation(number).messages;
  const bool again = !written.empty() && prng_.chance(1, 10);
  draft.text(Field::kMessage, &Command::message,
             again ? written[prng_.below(written.size())] : "m" + std::to_string(next_message_++));
  draft.text(Field::kPayload, &Command::payload, "question");
  // It may be closed by then, and come back.
  draft.text(Field::kQueue, &Command::queue, "q1");
  if (scenario_.has(Feature::kWindows) && prng_.chance(1, 6)) {
    draft.span(Field::kMessageWindow, &Command::message_window,
               prng_.between(5, 300) * scenario_.step_ms);
  }
  return true;
}

bool Workload::draw_answer(Draft& draft, const Shadow& shadow) {
  std::uint32_t number = 0;
  if (!pick(shadow, ConvState::kActive, number)) return false;
  draft.retype(CommandKind::kMessageOut);
  draft.conv(number);
  draft.text(Field::kMessage, &Command::message, "m" + std::to_string(next_message_++));
  draft.text(Field::kPayload, &Command::payload, "answer");
  const std::int32_t owner = shadow.conversation(number).agent;
  if (owner >= 0 && prng_.chance(4, 5)) {
    draft.text(Field::kFrom, &Command::from, "a" + std::to_string(owner));
  }
  return true;
}

bool Workload::draw_update(Draft& draft, const Shadow& shadow) {
  std::uint32_t number = 0;
  const bool offered = prng_.chance(1, 3);
  if (!pick(shadow, offered ? ConvState::kOffered : ConvState::kWaiting, number)) return false;
  draft.retype(CommandKind::kConvUpdate);
  draft.conv(number);
  if (scenario_.has(Feature::kPriorities)) {
    draft.set(Field::kPriority, &Command::priority, prng_.below(10));
  }
  if (prng_.chance(1, 3)) {
    draft.text(Field::kQueue, &Command::queue, draw_queue());
  }
  if (scenario_.has(Feature::kSkills) && prng_.chance(1, 3)) add_skills(draft, 2, 6);
  if (scenario_.has(Feature::kUnits) && prng_.chance(1, 3)) {
    draft.set(Field::kUnits, &Command::units, 1 + prng_.below(3));
  }
  if (scenario_.has(Feature::kDues) && prng_.chance(1, 3)) {
    draft.span(Field::kDue, &Command::due, prng_.between(1, 200) * scenario_.step_ms);
  }
  return true;
}

}  // namespace stellwerk::sim
