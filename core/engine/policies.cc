// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"
#include "core/model/codec.h"

namespace stellwerk::engine {

using model::Code;
using model::ConvState;

namespace {

template <typename Entries>
bool lists(const Entries& entries, std::string_view name) {
  return std::any_of(entries.begin(), entries.end(),
                     [name](const auto& entry) { return entry.name == name; });
}

void complain(std::string& text, std::string_view table, std::string_view name,
              std::uint64_t open) {
  if (!text.empty()) text += "; ";
  text += table;
  text += " '";
  text += name;
  text += "' has ";
  text += std::to_string(open);
  text += " open conversations";
}

}  // namespace

// What the new policy leaves out although open conversations need it; empty when nothing.
std::string Switchboard::in_use(const model::Policy& policy) const {
  std::string text;
  for (const Queue& queue : plan_.queues) {
    if (queue.defined && queue.open > 0 && !lists(policy.queues, queue.policy.name)) {
      complain(text, "[[queue]]", queue.policy.name, queue.open);
    }
  }
  for (const Sla& sla : plan_.slas) {
    if (sla.defined && sla.open > 0 && !lists(policy.slas, sla.policy.name)) {
      complain(text, "[[sla]]", sla.policy.name, sla.open);
    }
  }
  for (const Channel& channel : plan_.channels) {
    if (channel.defined && channel.open > 0 && !lists(policy.channels, channel.figures.channel)) {
      complain(text, "[[channel]]", channel.figures.channel, channel.open);
    }
  }
  if (!text.empty()) text += "; keep it, or keep the queue with moved_to = \"another\"";
  return text;
}

void Switchboard::policy_apply(const model::Command& command) {
  if (plan_.version > 0 && command.text == plan_.text) {
    return answer_integer(static_cast<std::int64_t>(plan_.version));
  }
  if (command.has(model::Field::kVersion) && command.version != plan_.version) {
    return refuse(Code::kConflict, "the policy is at version " + std::to_string(plan_.version) +
                                       "; read it with POLICY.GET and apply to that");
  }
  const auto policy = model::decode_policy(command.payload);
  if (!policy) return refuse(Code::kBadArg, "toml: the compiled policy is damaged");
  const std::string used = in_use(*policy);
  if (!used.empty()) {
    return refuse(Code::kBadState, used);
  }
  std::size_t skills = plan_.skill_names.size();
  for (const auto& queue : policy->queues) {
    skills += queue.skills.size();
    for (const auto& step : queue.steps) skills += step.skills.size() + step.prefer.size();
  }
  if (skills > limits_.skills_max + 2 * policy->queues.size()) {
    return refuse(Code::kBadArg,
                  "skills: more than " + std::to_string(limits_.skills_max) + " different skills");
  }
  const std::vector<ConvSlot> measured =
      policy->moves_clocks ? measured_by(slas_changed_by(*policy)) : std::vector<ConvSlot>{};
  for (const ConvSlot slot : measured) count_elapsed_of(conversation(slot));
  const bool had_special_channels = plan_.has_special_channels;
  install(*policy);
  for (const ConvSlot slot : measured) run_on(slot);
  plan_.text = command.text;
  ++plan_.version;
  if (watcher_ != nullptr) watcher_->policy_is_replaced();
  move_conversations();
  matching_.choose_protected();
  selection_.reset();
  follow_ramps();
  if (had_special_channels || plan_.has_special_channels) follow_channels();
  rebuild_waiting();
  watch_bursts();
  model::Event event;
  event.type = model::EventType::kPolicyApplied;
  event.version = static_cast<std::int64_t>(plan_.version);
  emit(event);
  answer_integer(static_cast<std::int64_t>(plan_.version));
}

void Switchboard::install(const model::Policy& policy) {
  plan_.routing = policy.routing;
  plan_.since_format_3 = policy.since_format_3;
  plan_.since_format_4 = policy.since_format_4;
  for (Channel& channel : plan_.channels) channel.defined = false;
  for (Queue& queue : plan_.queues) queue.defined = false;
  install_calendars(policy.calendars);
  install_slas(policy.slas);
  for (const model::ChannelPolicy& entry : policy.channels) {
    Channel& channel = plan_.channels[plan_.mention_channel(entry.name)];
    channel.defined = true;
    channel.units = entry.units;
    channel.reply_window = entry.reply_window;
    channel.bot_window = entry.bot_window;
    channel.reply_messages = entry.reply_messages;
    channel.fragments = entry.fragments;
  }
  install_room(policy.channels);
  for (Channel& channel : plan_.channels) {
    if (channel.defined) continue;
    channel.units = 1;
    channel.reply_window = channel.bot_window = channel.fragments = model::kNoTarget;
    channel.reply_messages = 0;
  }
  plan_.queue_order.clear();
  plan_.remembers_customers = false;
  for (const model::QueuePolicy& entry : policy.queues) {
    const QueueId id = plan_.mention_queue(entry.name);
    Queue& queue = plan_.queues[id];
    queue.defined = entry.moved_to.empty();
    if (queue.policy.split != entry.split) queue.credits.clear();
    queue.policy = entry;
    queue.figures.queue = entry.name;
    queue.sla = entry.sla.empty() ? kNone : plan_.sla_names.find(entry.sla);
    queue.skills.clear();
    for (const model::SkillNeed& need : entry.skills) {
      queue.skills.push_back({plan_.skill_names.intern(need.skill), need.level});
    }
    std::sort(queue.skills.begin(), queue.skills.end());
    if (queue.defined) plan_.queue_order.push_back(id);
    if (queue.defined && queue.policy.sticky_within.ms > 0) plan_.remembers_customers = true;
  }
  install_plans();
}

void Switchboard::install_plans() {
  plan_.resolve_plans();
  for (Queue& queue : plan_.queues) {
    if (queue.calendar != kNone) {
      arm_turn(queue);
    } else if (queue.turn_timer != kNone) {
      timers_.destroy(queue.turn_timer);
      queue.turn_timer = kNone;
      queue.turn = {};
      queue.closed = queue.shut = false;
    }
  }
  for (ConvSlot slot = 0; plan_.any_planned && slot < conversations_.slot_count(); ++slot) {
    if (!conversations_.used(slot) || !conversation(slot).extras) continue;
    conversation(slot).extras->plan.reached = 0;  // by the plan that is no more
  }
  const bool by_share = plan_.by_share;
  plan_.resolve_selection();
  if (plan_.by_share && !by_share) {  // everybody begins with nothing
    selection_.begin_shares();
    for (Agent& agent : agents_.slots) agent.share = 0;
  }
}

// Which channels take their agents whole, and which make way for others.
void Switchboard::install_room(const std::vector<model::ChannelPolicy>& channels) {
  for (Channel& channel : plan_.channels) {
    channel.exclusive = false;
    channel.interruptible_by.clear();
  }
  for (const model::ChannelPolicy& entry : channels) {
    std::vector<NameId> by;
    for (const std::string& name : entry.interruptible_by) {
      by.push_back(plan_.mention_channel(name));
    }
    Channel& channel = plan_.channels[plan_.mention_channel(entry.name)];
    channel.exclusive = entry.exclusive;
    channel.interruptible_by = std::move(by);
  }
}

// Conversations of a queue that says moved_to belong to that queue from now on, in every state.
void Switchboard::move_conversations() {
  const bool any = std::any_of(plan_.queues.begin(), plan_.queues.end(), [](const Queue& queue) {
    return !queue.defined && queue.open > 0 && !queue.policy.moved_to.empty();
  });
  if (!any) return;
  for (ConvSlot slot = 0; slot < conversations_.slot_count(); ++slot) {
    if (!conversations_.used(slot)) continue;
    Conversation& conv = conversation(slot);
    Queue& from = queue_of(conv);
    if (from.defined || from.policy.moved_to.empty()) continue;
    const QueueId target = plan_.queue_names.find(from.policy.moved_to);
    Queue& to = plan_.queues[target];
    const auto move = [](std::uint64_t& less, std::uint64_t& more) {
      --less;
      ++more;
    };
    if (conv.open()) move(from.open, to.open);
    if (conv.state == ConvState::kWaiting) {
      move(from.waiting, to.waiting);
      from.waiting_since.remove(conv.arrival);
      to.waiting_since.add(conv.arrival);
    }
    if (conv.state == ConvState::kOffered) move(from.offered, to.offered);
    if (conv.state == ConvState::kActive) move(from.active, to.active);
    if (conv.state == ConvState::kHeld) move(from.held, to.held);
    if (conv.state == ConvState::kWrapup) move(from.wrapup, to.wrapup);
    conv.queue = target;
    enter_queue(conv, now_);
    if (conv.extras) conv.extras->plan.fresh = false;
    if (conv.open()) record_remark(slot, TraceKind::kMoved, kNone, "policy");
  }
}

// Every waiting conversation finds its class and lane anew, every free agent looks again.
void Switchboard::rebuild_waiting() {
  std::vector<ConvSlot> waiting;
  for (ConvSlot slot = 0; slot < conversations_.slot_count(); ++slot) {
    if (conversations_.used(slot) && conversation(slot).state == ConvState::kWaiting) {
      waiting.push_back(slot);
    }
  }
  std::sort(waiting.begin(), waiting.end(), [this](ConvSlot a, ConvSlot b) {
    return conversation(a).order < conversation(b).order;
  });
  for (const ConvSlot slot : waiting) {
    leave_waiting(slot);
    set_units(conversation(slot), model::Command{});
    if (!queue_of(conversation(slot)).policy.decide_external) drop_decision(conversation(slot));
  }
  matching_.forget_plans();
  for (const ConvSlot slot : waiting) enter_waiting(slot);
  for (AgentSlot slot = 0; slot < agents_.slots.size(); ++slot) {
    const Agent& agent = agents_.slots[slot];
    if (agent.takes_work() || agent.yields || agent.set_aside) freed_.push_back(slot);
  }
}

}  // namespace stellwerk::engine
