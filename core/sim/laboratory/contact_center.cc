// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/contact_center.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/model/codec.h"
#include "core/sim/workload/scenario_document.h"
#include "core/sim/workload/streams.h"

namespace stellwerk::lab {

using model::Command;
using model::CommandKind;
using model::Field;

namespace {

base::Instant instant(std::int64_t ms) { return kRunStart + base::Duration{ms}; }

// What is over is not asked for again, and nobody reads why something was decided.
engine::Limits limits() {
  engine::Limits limits;
  limits.closed_min = limits.closed_max = base::Duration{0};
  limits.closed_memory = 0;
  limits.decisions_max = 0;
  return limits;
}

}  // namespace

ContactCenter::ContactCenter(const Scenario& scenario, const Contender& contender)
    : pool_(contender.pool ? pooled(scenario) : Scenario{}),
      scenario_(contender.pool ? pool_ : scenario),
      expires_(contender.pool),
      credit_(contender.credit) {
  model::encode(contender.policy, policy_payload_);
  prepare_commands(contender.policy);
}

void ContactCenter::prepare_commands(const model::Policy& policy) {
  const auto about_conversation = [](CommandKind kind) {
    Command command;
    command.kind = kind;
    command.mark(Field::kConv);
    return command;
  };
  openings_.resize(scenario_.classes.size());
  for (std::size_t i = 0; i < openings_.size(); ++i) {
    const CustomerClass& customers = scenario_.classes[i];
    Opening& opening = openings_[i];
    opening.command = about_conversation(CommandKind::kConvOpen);
    Command& command = opening.command;
    const bool by_bot = customers.bot && !customers.bot->queue.empty();
    command.queue = by_bot ? customers.bot->queue : customers.queue;
    command.mark(Field::kQueue);
    if (!customers.channel.empty()) {
      command.channel = customers.channel;
      command.mark(Field::kChannel);
    }
    for (const SkillLevel& skill : customers.skills) {
      opening.skills.push_back({skill.first, skill.second});
    }
    command.skills = opening.skills;
    if (!opening.skills.empty()) command.mark(Field::kSkills);
    command.mark(Field::kPriority);
    command.mark(Field::kAge);
    for (const model::QueuePolicy& queue : policy.queues) {
      if (queue.name != customers.queue) continue;
      opening.wrap_up_ms = queue.wrap_up.ms;
      opening.sla = queue.sla;
    }
    // The bots' queue does not say how long people may take.
    if (by_bot && !opening.sla.empty()) {
      command.sla = opening.sla;
      command.mark(Field::kSla);
    }
  }
  closing_ = about_conversation(CommandKind::kConvClose);
  abandoning_ = about_conversation(CommandKind::kConvAbandon);
  accepting_ = about_conversation(CommandKind::kConvAccept);
  accepting_.mark(Field::kOffer);
  escalating_ = about_conversation(CommandKind::kConvEscalate);
  transferring_ = about_conversation(CommandKind::kConvTransfer);
  transferring_.mark(Field::kQueue);
}

void ContactCenter::run(const Day& day, RunOutcome& outcome, Tally& tally) {
  begin(day);
  const std::int64_t end =
      day.overtime_ms >= kForeverMs ? kForeverMs : day.length_ms + day.overtime_ms;
  run_until(end);
  count_unfinished();
  count(outcome, tally);
}

void ContactCenter::begin(const Day& day) {
  engine_ = std::make_unique<engine::Engine>(limits());
  if (forecasts_ != nullptr) forecasts_->begin_run();
  day_ = &day;
  now_ms_ = 0;
  next_arrival_ = 0;
  agenda_.clear();
  contacts_ = day.contacts;
  live_.assign(contacts_.size(), {});
  for (std::uint32_t i = 0; i < live_.size(); ++i) live_[i].origin = i;
  agents_.assign(day.seats.size(), {});
  hours_.assign(scenario_.groups.size() * scenario_.hours_of_day(), {});
  sharing_.resize(day.seats.size());
  for (Sharing& sharing : sharing_) {
    sharing.since_ms = 0;
    sharing.turn = 0;
    sharing.contacts.clear();
  }
  apply_policy();
  sign_on();
}

void ContactCenter::apply_policy() {
  Command command;
  command.kind = CommandKind::kPolicyApply;
  command.text = scenario_.policy_text;
  command.payload = policy_payload_;
  command.mark(Field::kText);
  command.mark(Field::kPayload);
  apply(command);
}

void ContactCenter::sign_on() {
  for (std::uint32_t i = 0; i < day_->seats.size(); ++i) {
    const AgentGroup& group = group_of(i);
    const Identifier name(i);
    std::vector<model::Term> skills;
    for (const SkillLevel& skill : group.skills) skills.push_back({skill.first, skill.second});
    std::vector<model::Term> channels;
    for (const auto& channel : group.channels) channels.push_back({channel.first, channel.second});
    std::vector<model::Term> queues;
    for (const std::string& queue : group.queues) queues.push_back({queue, 0});
    Command command;
    command.kind = CommandKind::kAgentSet;
    command.agent = name.text();
    command.agent_kind = group.bots ? model::AgentKind::kBot : model::AgentKind::kHuman;
    command.capacity = group.capacity;
    command.skills = skills;
    command.channels = channels;
    command.queues = queues;
    for (const Field field : {Field::kAgent, Field::kAgentKind, Field::kCapacity, Field::kSkills,
                              Field::kChannels, Field::kQueues}) {
      command.mark(field);
    }
    apply(command);
    for (const Duty& duty : day_->seats[i].duty) {
      if (duty.on.ms > 0) agenda_.add({duty.on.ms, StepKind::kOn, 0, i});
      if (duty.on.ms <= 0) set_presence(i, model::Presence::kOnline);
      if (duty.off.ms < day_->length_ms) agenda_.add({duty.off.ms, StepKind::kOff, 0, i});
    }
  }
}

// Timers of the engine may assign, and what they assign may end before anything else happens: so
// the engine never goes past one without a look at what came of it.
void ContactCenter::run_until(std::int64_t end_ms) {
  while (true) {
    const bool arriving = next_arrival_ < day_->contacts.size();
    const std::int64_t arrival = arriving ? day_->contacts[next_arrival_].at_ms : kForeverMs;
    const std::int64_t step = agenda_.empty() ? kForeverMs : agenda_.first().at_ms;
    const std::int64_t next = std::min({arrival, step, end_ms});
    const std::int64_t timer = (engine_->next_timer() - kRunStart).ms;
    if (timer < next) {
      now_ms_ = timer;
      engine_->advance(instant(timer), *this);
      continue;
    }
    if (next >= end_ms) break;
    now_ms_ = next;
    if (step <= arrival) {
      perform(agenda_.take());
    } else {
      arrive(static_cast<std::uint32_t>(next_arrival_++));
    }
  }
  if (end_ms < kForeverMs) now_ms_ = end_ms;
}

void ContactCenter::perform(const Step& step) {
  switch (step.kind) {
    case StepKind::kFinish:
      return finish(step.subject);
    case StepKind::kShareFinish:
      return finish_share(step);
    case StepKind::kBotFinish:
      return finish_bot(step.subject);
    case StepKind::kAccept:
      return accept(step.subject);
    case StepKind::kOff:
      return set_presence(step.subject, model::Presence::kDraining);
    case StepKind::kOn:
      return set_presence(step.subject, model::Presence::kOnline);
    case StepKind::kLeave:
      if (live_[step.subject].turn == step.turn) leave(step.subject);
      return;
    case StepKind::kRedial:
      return arrive(step.subject);
  }
}

void ContactCenter::apply(const Command& command) {
  engine_->apply(instant(now_ms_), command, *this);
}

void ContactCenter::set_presence(std::uint32_t seat, model::Presence presence) {
  const Identifier name(seat);
  Command command;
  command.kind = CommandKind::kAgentState;
  command.agent = name.text();
  command.presence = presence;
  command.mark(Field::kAgent);
  command.mark(Field::kPresence);
  apply(command);
}

std::int64_t ContactCenter::patience_of(std::uint32_t contact) const {
  const base::Duration target = class_of(contact).target;
  if (!expires_ || target == model::kNoTarget) return contacts_[contact].patience_ms;
  return asked_ms(contact) + target.ms - live_[contact].waits_since_ms;
}

void ContactCenter::lose_patience_later(std::uint32_t contact, std::int64_t from_ms) {
  Live& live = live_[contact];
  live.waits_since_ms = from_ms;
  const std::int64_t patience = patience_of(contact);
  if (patience >= kForeverMs) return;
  agenda_.add({std::max(from_ms + patience, now_ms_), StepKind::kLeave, live.turn, contact});
}

void ContactCenter::arrive(std::uint32_t contact) {
  const CustomerClass& customers = class_of(contact);
  const Identifier name(contact);
  Command& command = openings_[contacts_[contact].customer_class].command;
  command.conv = name.text();
  const std::uint32_t own = contacts_[contact].priority;
  command.priority = own == 0 ? customers.priority : own;
  command.age = customers.age;
  if (command.priority < customers.priority) command.age = command.age + credit_;
  apply(command);
  Live& live = live_[contact];
  if (live.turn == 0 && !customers.bot) lose_patience_later(contact, now_ms_);
}

void ContactCenter::close(std::uint32_t contact) {
  const Identifier name(contact);
  closing_.conv = name.text();
  live_[contact].over = true;
  live_[contact].over_ms = now_ms_;
  apply(closing_);
}

void ContactCenter::finish(std::uint32_t contact) { close(contact); }

// The bot has answered, or hands the customer over to people, who then waits for them.
void ContactCenter::finish_bot(std::uint32_t contact) {
  if (contacts_[contact].bot_answers) return close(contact);
  const CustomerClass& customers = class_of(contact);
  const Identifier name(contact);
  Command& command = customers.bot->queue.empty() ? escalating_ : transferring_;
  command.conv = name.text();
  command.queue = customers.queue;
  const std::uint32_t turn = live_[contact].turn;
  apply(command);
  if (live_[contact].turn == turn) lose_patience_later(contact, now_ms_);
}

void ContactCenter::accept(std::uint32_t contact) {
  Live& live = live_[contact];
  if (live.offer == 0) return;
  const Identifier name(contact);
  const std::string offer = model::offer_name(live.offer);
  accepting_.conv = name.text();
  accepting_.offer = offer;
  apply(accepting_);
}

// A timer that is due now may have given him to somebody: then he stays.
void ContactCenter::leave(std::uint32_t contact) {
  const std::uint32_t turn = live_[contact].turn;
  engine_->advance(instant(now_ms_), *this);
  if (live_[contact].turn != turn) return;
  const Identifier name(contact);
  abandoning_.conv = name.text();
  live_[contact].over = true;
  live_[contact].over_ms = now_ms_;
  apply(abandoning_);
  if (class_of(contact).redial) try_again(contact);
}

void ContactCenter::try_again(std::uint32_t contact) {
  const Redial& redial = *class_of(contact).redial;
  Live live;
  live.origin = live_[contact].origin;
  live.attempt = live_[contact].attempt + 1;
  if (live.attempt > redial.most) return;
  base::Prng prng(stream_seed(day_->redial_seed, live.origin, Purpose::kRedial, live.attempt));
  const bool tries = prng.unit() < redial.share;
  Contact again = contacts_[contact];
  again.at_ms = now_ms_ + redial.after.draw_ms(prng);
  again.patience_ms = class_of(contact).patience.draw_ms(prng);
  if (!tries || again.at_ms >= day_->length_ms) return;
  const auto number = static_cast<std::uint32_t>(contacts_.size());
  contacts_.push_back(again);
  live_.push_back(live);
  agenda_.add({again.at_ms, StepKind::kRedial, 0, number});
}

}  // namespace stellwerk::lab
