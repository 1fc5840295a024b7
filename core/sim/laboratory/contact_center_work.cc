// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/sim/laboratory/contact_center.h"
#include "core/sim/workload/scenario_document.h"

// What comes of the engine's decisions: work that begins and ends, and what is counted of it.
namespace stellwerk::lab {

void ContactCenter::on_event(const model::Event& event) {
  using model::EventType;
  if (event.type == EventType::kConversationAssigned) {
    const std::uint32_t contact = Identifier::number_of(event.conv);
    begin_work(contact, Identifier::number_of(event.agent), (event.at - kRunStart).ms);
  } else if (event.type == EventType::kOfferCreated) {
    const std::uint32_t contact = Identifier::number_of(event.conv);
    live_[contact].offer = event.offer;
    agenda_.add({(event.at - kRunStart).ms, StepKind::kAccept, 0, contact});
  } else if (event.type == EventType::kConversationRequeued) {
    SW_CHECK_MSG(live_[Identifier::number_of(event.conv)].offer != 0,
                 "work was taken from an agent");
  }
}

void ContactCenter::on_reply(const model::Reply& reply) {
  SW_CHECK_MSG(reply.code == model::Code::kOk, reply.text.data());
  const bool waits = !reply.conv.empty() && reply.state == model::ConvState::kWaiting;
  if (forecasts_ != nullptr && waits) note_forecast(reply);
}

void ContactCenter::note_forecast(const model::Reply& reply) {
  const std::uint32_t contact = Identifier::number_of(reply.conv);
  const base::Duration target = class_of(contact).target;
  if (target == model::kNoTarget) return;
  const std::int64_t hour = now_ms_ % scenario_.day.ms / base::hours(1).ms;
  forecasts_->said({contact, contacts_[contact].customer_class, static_cast<std::uint32_t>(hour),
                    asked_ms(contact) + target.ms},
                   reply, now_ms_);
}

void ContactCenter::begin_work(std::uint32_t contact, std::uint32_t seat, std::int64_t at_ms) {
  Live& live = live_[contact];
  ++live.turn;
  live.offer = 0;
  const AgentGroup& group = group_of(seat);
  const Contact& facts = contacts_[contact];
  if (group.bots) {
    const CustomerClass& customers = class_of(contact);
    SW_CHECK_MSG(customers.bot.has_value(), "a bot has somebody whom no bot knows");
    agenda_.add({at_ms + customers.bot->time.ms, StepKind::kBotFinish, 0, contact});
    return;
  }
  live.started_ms = at_ms;
  live.seat = seat;
  if (forecasts_ != nullptr) forecasts_->started(contact, facts.customer_class, at_ms);
  ++agents_[seat].assignments;
  std::int64_t service = facts.service_ms;
  if (!group.slowness.empty()) {
    const double factor = group.slowness[facts.customer_class];
    service = std::llround(static_cast<double>(service) * factor);
  }
  if (group.speed.empty()) {
    const std::int64_t wrap_up = openings_[facts.customer_class].wrap_up_ms;
    count_busy(seat, at_ms, at_ms + service + wrap_up);
    agenda_.add({at_ms + service, StepKind::kFinish, 0, contact});
    return;
  }
  share_work(seat, at_ms);
  live.left_ms = static_cast<double>(service);
  sharing_[seat].contacts.push_back(contact);
  plan_share(seat);
}

// What has been done since the last change, by as many at once as there were.
void ContactCenter::share_work(std::uint32_t seat, std::int64_t at_ms) {
  Sharing& sharing = sharing_[seat];
  const auto elapsed = static_cast<double>(at_ms - sharing.since_ms);
  const std::size_t count = sharing.contacts.size();
  if (count > 0) {
    const double done = elapsed * group_of(seat).speed[count - 1];
    for (const std::uint32_t contact : sharing.contacts) live_[contact].left_ms -= done;
  }
  sharing.since_ms = at_ms;
}

void ContactCenter::plan_share(std::uint32_t seat) {
  Sharing& sharing = sharing_[seat];
  ++sharing.turn;
  if (sharing.contacts.empty()) return;
  double least = live_[sharing.contacts.front()].left_ms;
  for (const std::uint32_t contact : sharing.contacts) {
    least = std::min(least, live_[contact].left_ms);
  }
  const double speed = group_of(seat).speed[sharing.contacts.size() - 1];
  const auto lasts = static_cast<std::int64_t>(std::max(least, 0.0) / speed + 0.999);
  agenda_.add({sharing.since_ms + lasts, StepKind::kShareFinish, sharing.turn, seat});
}

void ContactCenter::finish_share(const Step& step) {
  const std::uint32_t seat = step.subject;
  Sharing& sharing = sharing_[seat];
  if (sharing.turn != step.turn) return;
  share_work(seat, now_ms_);
  const auto first = std::min_element(
      sharing.contacts.begin(), sharing.contacts.end(),
      [this](std::uint32_t a, std::uint32_t b) { return live_[a].left_ms < live_[b].left_ms; });
  const std::uint32_t contact = *first;
  sharing.contacts.erase(first);
  plan_share(seat);
  const std::int64_t wrap_up = openings_[contacts_[contact].customer_class].wrap_up_ms;
  count_busy(seat, live_[contact].started_ms, now_ms_ + wrap_up);
  close(contact);
}

void ContactCenter::count_busy(std::uint32_t seat, std::int64_t from_ms, std::int64_t to_ms) {
  const std::int64_t from = std::max(from_ms, day_->warm_up_ms);
  const std::int64_t to = std::min(to_ms, day_->length_ms);
  if (to <= from) return;
  agents_[seat].busy_ms += to - from;
  count_hours(seat, from, to, &Tally::Hour::busy_ms);
}

// Each hour's part, of whatever day of the run.
void ContactCenter::count_hours(std::uint32_t seat, std::int64_t from_ms, std::int64_t to_ms,
                                std::int64_t Tally::Hour::*kind) {
  const std::int64_t units = kind == &Tally::Hour::present_ms ? group_of(seat).capacity : 1;
  const std::int64_t hour_ms = base::hours(1).ms;
  const std::size_t first = day_->seats[seat].group * scenario_.hours_of_day();
  for (std::int64_t from = from_ms; from < to_ms;) {
    const std::int64_t of_day = from % scenario_.day.ms;
    const std::int64_t hour = of_day / hour_ms;
    const std::int64_t ends = std::min((hour + 1) * hour_ms, scenario_.day.ms);
    const std::int64_t to = std::min(to_ms, from + ends - of_day);
    hours_[first + static_cast<std::size_t>(hour)].*kind += units * (to - from);
    from = to;
  }
}

void ContactCenter::count_unfinished() {
  for (std::uint32_t seat = 0; seat < sharing_.size(); ++seat) {
    for (const std::uint32_t contact : sharing_[seat].contacts) {
      count_busy(seat, live_[contact].started_ms, now_ms_);
    }
  }
}

void ContactCenter::count(RunOutcome& outcome, Tally& tally) {
  outcome = {};
  outcome.classes.resize(scenario_.classes.size());
  tally.classes.resize(std::max(tally.classes.size(), scenario_.classes.size()));
  for (std::uint32_t i = 0; i < contacts_.size(); ++i) {
    if (contacts_[i].at_ms >= day_->warm_up_ms) count_contact(i, outcome, tally);
  }
  for (const engine::QueueFigures& queue : engine_->figures().queues) {
    outcome.catch_up += static_cast<std::int64_t>(queue.catch_up);
  }
  tally.agents.resize(std::max(tally.agents.size(), agents_.size()));
  for (std::uint32_t i = 0; i < agents_.size(); ++i) {
    const AgentGroup& group = group_of(i);
    if (group.bots) continue;
    std::int64_t present = 0;
    for (const Duty& duty : day_->seats[i].duty) {
      const std::int64_t on = std::clamp(duty.on.ms, day_->warm_up_ms, day_->length_ms);
      const std::int64_t off = std::clamp(duty.off.ms, day_->warm_up_ms, day_->length_ms);
      present += off - on;
      count_hours(i, on, off, &Tally::Hour::present_ms);
    }
    present *= group.capacity;
    outcome.busy_ms += agents_[i].busy_ms;
    outcome.present_ms += present;
    outcome.assignments += agents_[i].assignments;
    tally.agents[i].busy_ms += agents_[i].busy_ms;
    tally.agents[i].present_ms += present;
    tally.agents[i].assignments += agents_[i].assignments;
  }
  tally.hours.resize(std::max(tally.hours.size(), hours_.size()));
  for (std::size_t i = 0; i < hours_.size(); ++i) {
    tally.hours[i].busy_ms += hours_[i].busy_ms;
    tally.hours[i].present_ms += hours_[i].present_ms;
  }
}

// Still waiting past the deadline is a miss; what is undecided when the run ends is not counted.
void ContactCenter::count_contact(std::uint32_t contact, RunOutcome& outcome, Tally& tally) const {
  const Contact& facts = contacts_[contact];
  const Live& live = live_[contact];
  ClassOutcome& counts = outcome.classes[facts.customer_class];
  Tally::Customers& tallied = tally.classes[facts.customer_class];
  const bool started = live.started_ms != kNotStarted;
  if (live.over && !started && facts.bot_answers) {
    ++counts.bot_answered;
    return;
  }
  ++counts.arrivals;
  const base::Duration target = class_of(contact).target;
  const std::int64_t asked = asked_ms(contact);
  const std::int64_t due = target == model::kNoTarget ? kForeverMs : asked + target.ms;
  if (started) {
    const std::int64_t wait = live.started_ms - asked;
    ++counts.started;
    counts.wait_ms += wait;
    tallied.waits.add(wait);
  } else if (live.over) {
    ++counts.abandoned;
    counts.abandoned_wait_ms += live.over_ms - asked;
  }
  const bool on_time = started && live.started_ms <= due;
  const std::int64_t until = started ? live.started_ms : now_ms_;
  const bool late = !on_time && (until > due || live.over);
  if (on_time) ++counts.on_time;
  if (on_time || late) ++counts.decided;
  if (late && (started || !live.over)) tallied.lateness.add(until - due);
}

}  // namespace stellwerk::lab
