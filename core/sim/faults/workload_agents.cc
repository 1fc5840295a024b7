// SPDX-License-Identifier: Apache-2.0
#include "core/model/reply.h"
#include "core/sim/faults/policy_deck.h"
#include "core/sim/faults/workload.h"

// Agents, policies, reads, what is done by hand, and what clients get wrong.
namespace stellwerk::sim {

using model::Command;
using model::CommandKind;
using model::ConvState;
using model::Field;
using model::Presence;

void Workload::add_skills(Draft& draft, std::uint64_t most, std::int64_t level_max) {
  const std::uint64_t count = 1 + prng_.below(most);
  std::uint64_t skill = prng_.below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t level = prng_.between(1, level_max);
    draft.term(Field::kSkills, &Command::skills, "s" + std::to_string(skill),
               static_cast<std::uint64_t>(level));
    skill += 1 + prng_.below(2);
  }
}

// What a customer, or his channel, would like best.
void Workload::add_wishes(Draft& draft) {
  if (scenario_.has(Feature::kWindows) && prng_.chance(1, 6)) {
    const std::int64_t span = prng_.between(5, 300) * scenario_.step_ms;
    if (draft.command().kind == CommandKind::kMessageIn) {
      draft.span(Field::kMessageWindow, &Command::message_window, span);
    } else {
      draft.span(Field::kWindow, &Command::window, span);
    }
  }
  if (scenario_.has(Feature::kSelection) && prng_.chance(1, 2)) {
    draft.text(Field::kAttributes, &Command::attributes, "k=" + std::to_string(prng_.below(3)));
  }
  if (!scenario_.has(Feature::kSticky)) return;
  if (prng_.chance(1, 4)) {
    draft.text(Field::kSticky, &Command::sticky,
               "a" + std::to_string(prng_.below(scenario_.agents)));
    if (prng_.chance(2, 3)) {
      draft.span(Field::kStickyFor, &Command::sticky_for,
                 prng_.between(1, 200) * scenario_.step_ms);
    }
  }
  if (prng_.chance(1, 4)) {
    draft.term(Field::kPrefer, &Command::prefer, "s" + std::to_string(prng_.below(3)), 0);
  }
}

bool Workload::draw_hold(Draft& draft, Action action, const Shadow& shadow) {
  std::uint32_t number = 0;
  if (!pick(shadow, action == kHold ? ConvState::kActive : ConvState::kHeld, number)) return false;
  draft.retype(action == kHold ? CommandKind::kConvHold : CommandKind::kConvResume);
  draft.conv(number);
  if (action == kHold && prng_.chance(2, 3)) {
    draft.span(Field::kHoldFor, &Command::hold_for, prng_.between(1, 200) * scenario_.step_ms);
  }
  return true;
}

bool Workload::draw_hand_over(Draft& draft, Action action, const Shadow& shadow) {
  const bool likely = prng_.chance(2, 3);
  const ConvState state = action == kTake ? (likely ? ConvState::kWaiting : ConvState::kOffered)
                                          : (likely ? ConvState::kActive : ConvState::kHeld);
  std::uint32_t number = 0;
  if (!pick(shadow, state, number)) return false;
  draft.retype(action == kTake ? CommandKind::kConvTake : CommandKind::kConvTransfer);
  draft.conv(number);
  const std::uint64_t to = prng_.below(scenario_.agents);
  if (action == kTake && prng_.chance(1, 3)) draft.set(Field::kForce, &Command::force, true);
  if (action == kTake || prng_.chance(1, 2)) {
    draft.agent(to);
  } else {
    draft.text(Field::kQueue, &Command::queue, draw_queue());
  }
  const bool asks = action == kTransfer && scenario_.has(Feature::kSkills);
  if (asks && prng_.chance(1, 4)) add_skills(draft, 2, 6);
  return true;
}

// Of one that is waited for, mostly, if a few looks find one.
bool Workload::draw_decision(Draft& draft, const Shadow& shadow) {
  std::uint32_t number = 0;
  for (int looks = 0; looks < 12; ++looks) {
    if (!pick(shadow, ConvState::kWaiting, number)) return false;
    if (shadow.is_decided_outside(number)) break;
  }
  draft.retype(CommandKind::kConvDecide);
  draft.conv(number);
  if (prng_.chance(5, 6)) draft.agent(prng_.below(scenario_.agents));
  return true;
}

bool Workload::draw_callback(Draft& draft, const Shadow& shadow) {
  std::uint32_t number = 0;
  const bool likely = prng_.chance(3, 4);
  if (!pick(shadow, likely ? ConvState::kWaiting : ConvState::kOffered, number)) return false;
  draft.retype(CommandKind::kConvCallback);
  draft.conv(number);
  if (prng_.chance(1, 2)) {
    draft.span(Field::kHoldFor, &Command::hold_for, prng_.between(1, 200) * scenario_.step_ms);
  }
  return true;
}

void Workload::add_selection(Draft& draft) {
  draft.set(Field::kWeight, &Command::weight, 1 + prng_.below(5));
  draft.set(Field::kRank, &Command::rank, prng_.below(4));
  draft.set(Field::kCost, &Command::cost, prng_.below(4));
  draft.text(Field::kLabels, &Command::labels, "k=" + std::to_string(prng_.below(3)));
}

void Workload::draw_agent_set(Draft& draft, std::uint64_t agent) {
  draft.retype(CommandKind::kAgentSet);
  draft.agent(agent);
  const bool bot = scenario_.has(Feature::kBots) && prng_.chance(1, 4);
  draft.set(Field::kAgentKind, &Command::agent_kind,
            bot ? model::AgentKind::kBot : model::AgentKind::kHuman);
  draft.set(Field::kCapacity, &Command::capacity, 1 + prng_.below(5));
  if (scenario_.has(Feature::kSkills)) add_skills(draft, 3, 10);
  if (scenario_.has(Feature::kChannels) && prng_.chance(1, 2)) {
    draft.term(Field::kChannels, &Command::channels, "chat", 1 + prng_.below(3));
    draft.term(Field::kChannels, &Command::channels, "mail", 1);
    if (scenario_.has_calls()) draft.term(Field::kChannels, &Command::channels, "call", 2);
  }
  if (scenario_.has(Feature::kChannels) && prng_.chance(1, 3)) {
    draft.term(Field::kQueues, &Command::queues, "q" + std::to_string(prng_.below(2)), 0);
    draft.term(Field::kQueues, &Command::queues, "q2", 0);
  }
  if (scenario_.has(Feature::kSelection)) add_selection(draft);
}

bool Workload::draw_agent(Draft& draft, Action action, const Shadow& shadow) {
  const std::uint64_t number = prng_.below(scenario_.agents);
  const ShadowAgent& agent = shadow.agents()[number];
  if (!agent.registered) {
    draw_agent_set(draft, number);
    return true;
  }
  switch (action) {
    case kBeat:
      draft.retype(CommandKind::kAgentBeat);
      draft.agent(number).set(Field::kEpoch, &Command::epoch, agent.epoch);
      return true;
    case kEdit:
      draw_agent_set(draft, number);
      return true;
    case kDelete:
      draft.retype(CommandKind::kAgentDelete);
      draft.agent(number);
      if (prng_.chance(1, 2)) draft.set(Field::kForce, &Command::force, true);
      return true;
    default:
      break;
  }
  if (action == kReturn && agent.presence == Presence::kOnline) return false;
  draft.retype(CommandKind::kAgentState);
  const auto presence =
      action == kReturn ? Presence::kOnline : static_cast<Presence>(prng_.below(4));
  draft.agent(number).set(Field::kPresence, &Command::presence, presence);
  if (scenario_.has(Feature::kLeases) && prng_.chance(1, 2)) {
    draft.span(Field::kLease, &Command::lease, prng_.between(20, 400) * scenario_.step_ms);
  }
  if (presence == Presence::kAway) draft.text(Field::kReason, &Command::reason, "lunch");
  return true;
}

void Workload::draw_policy(Draft& draft) {
  draft.retype(CommandKind::kPolicyApply);
  const auto variant = static_cast<std::uint32_t>(prng_.below(kPolicyVariants));
  std::string payload;
  model::encode(policy_variant(scenario_, variant), payload);
  draft.text(Field::kText, &Command::text, policy_text(scenario_, variant));
  draft.text(Field::kPayload, &Command::payload, std::move(payload));
}

void Workload::draw_mistake(Draft& draft, const Shadow& shadow) {
  const std::uint64_t known = prng_.below(next_conversation_ + 1);
  draft.conv(known);
  switch (prng_.below(11)) {
    case 0:
      draft.retype(CommandKind::kConvAccept);
      draft.text(Field::kOffer, &Command::offer, model::offer_name(1 + prng_.below(1'000)));
      return;
    case 1:
      draft.retype(CommandKind::kConvDecline);
      draft.text(Field::kOffer, &Command::offer, "o987654321");
      return;
    case 2:
      draft.retype(CommandKind::kConvClose);
      draft.set(Field::kEpisode, &Command::episode, 7);
      return;
    case 3:
      draft.retype(CommandKind::kConvWrapped);
      return;
    case 4:
      draft.retype(CommandKind::kConvEscalate);
      return;
    case 5:
      draft.retype(CommandKind::kConvOpen);
      draft.text(Field::kQueue, &Command::queue, "nowhere");
      return;
    case 6:
      draft.retype(CommandKind::kMessageOut);
      draft.text(Field::kMessage, &Command::message, "m" + std::to_string(next_message_++));
      draft.text(Field::kPayload, &Command::payload, "?");
      draft.text(Field::kFrom, &Command::from, "a" + std::to_string(prng_.below(scenario_.agents)));
      return;
    case 7:
      draft.retype(CommandKind::kConvOpen);
      draft.text(Field::kQueue, &Command::queue, "q0");
      if (known >= shadow.conversations()) return draft.retype(CommandKind::kConvClose);
      return;
    case 8:
      draft.retype(CommandKind::kConvDecide);
      return;
    case 9:
      draft.retype(CommandKind::kConvCallback);
      return;
    default:
      draft.retype(CommandKind::kConvUpdate);
      draft.set(Field::kPriority, &Command::priority, 1);
      return;
  }
}

void Workload::draw_read(Draft& draft, const Shadow& shadow) {
  switch (prng_.below(5)) {
    case 0:
      draft.retype(CommandKind::kConvGet);
      draft.conv(prng_.below(next_conversation_ + 1));
      return;
    case 3:
      draft.retype(CommandKind::kConvExplain);
      draft.conv(prng_.below(next_conversation_ + 1));
      return;
    case 1:
      draft.retype(CommandKind::kQueueStats);
      return;
    case 2:
      draft.retype(CommandKind::kAgentGet);
      draft.agent(prng_.below(scenario_.agents));
      return;
    default:
      draft.retype(CommandKind::kStreamRange);
      draft.term(Field::kStreams, &Command::streams, "events", 0);
      draft.set(Field::kFirst, &Command::first, shadow.last_event() / 2 + 1);
      draft.set(Field::kLast, &Command::last, shadow.last_event() + 1);
      draft.set(Field::kCount, &Command::count, 10);
      return;
  }
}

}  // namespace stellwerk::sim
