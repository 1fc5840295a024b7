// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/journal/recorded_day.h"

#include <algorithm>

namespace stellwerk::cli {
namespace {

using model::CommandKind;
using model::EventType;

base::Duration median(std::vector<std::int64_t>& values) {
  if (values.empty()) return {};
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return {*middle};
}

bool ends_waiting_or_work(CommandKind kind) {
  return kind == CommandKind::kConvClose || kind == CommandKind::kConvAbandon ||
         kind == CommandKind::kConvEscalate || kind == CommandKind::kConvWrapped;
}

}  // namespace

void DayRecorder::decide(const journal::Record& record, const model::Command& command) {
  if (day_.records++ == 0) day_.first = record.at;
  day_.last = record.at;
  record_ = &record;
  did_something_ = true;
  ended_ = false;
  // What the record's time brings by itself comes first, and is not the command's doing.
  engine_.advance(record.at, *this);
  ended_ = false;
  const auto before = now_.find(command.conv);
  const bool had_agent = before != now_.end() && before->second.with_agent;
  const base::Instant since = had_agent ? before->second.since : base::Instant{};
  // Who escalates may get the next service at once, so the one it ends is looked up before.
  Visit* const visit = had_agent ? &day_.visits.find(command.conv)->second.back() : nullptr;
  const std::size_t service = had_agent ? visit->services.size() - 1 : 0;
  engine_.apply(record.at, command, *this);
  const Fate fate = fate_of(command, had_agent);
  day_.fates.push_back(fate);
  if (fate != Fate::kMoved || !had_agent) return;
  visit->services[service].push_back(step(since));
  if (command.kind == CommandKind::kConvClose) services_ms_.push_back((record.at - since).ms);
}

Step DayRecorder::step(base::Instant since) const {
  return {record_->at - since, record_->seq, std::string(record_->command)};
}

Fate DayRecorder::fate_of(const model::Command& command, bool had_agent) {
  if (command.kind == CommandKind::kPolicyApply) return Fate::kPolicy;
  // Time that passes does so by itself; that nobody could be reached meanwhile has to be told.
  if (command.kind == CommandKind::kTick) {
    return command.has(model::Field::kAt) ? Fate::kAsIs : Fate::kNothing;
  }
  if (!did_something_) return Fate::kNothing;
  if (command.kind == CommandKind::kConvAccept || command.kind == CommandKind::kConvDecline) {
    return Fate::kMoved;
  }
  const bool reply = command.kind == CommandKind::kMessageOut && command.has(model::Field::kFrom);
  if (reply && had_agent) return Fate::kMoved;
  if (!ends_waiting_or_work(command.kind)) return Fate::kAsIs;
  if (!ended_) return Fate::kNothing;
  return had_agent ? Fate::kMoved : Fate::kWhileWaiting;
}

void DayRecorder::on_reply(const model::Reply& reply) {
  did_something_ = reply.kind != model::ReplyKind::kError && !reply.duplicate;
}

void DayRecorder::note_offer(const model::Event& event, Visit& visit, Now& now) {
  switch (event.type) {
    case EventType::kOfferCreated:
      visit.answers.emplace_back();
      now.offered = event.at;
      return;
    case EventType::kOfferAccepted:
      answers_ms_.push_back((event.at - now.offered).ms);
      [[fallthrough]];
    case EventType::kOfferDeclined:
      visit.answers.back().step = step(now.offered);
      return;
    case EventType::kOfferRevoked:
      visit.answers.back().revoked_after = event.at - now.offered;
      return;
    default:
      return;
  }
}

void DayRecorder::on_event(const model::Event& event) {
  day_.outcome.take(event);
  if (event.conv.empty()) return;
  const std::string conv(event.conv);
  std::vector<Visit>& visits = day_.visits[conv];
  Now& now = now_[conv];
  if (event.type == EventType::kConversationOpened) {
    visits.emplace_back();
    now = {};
  }
  if (visits.empty()) return;
  Visit& visit = visits.back();
  note_offer(event, visit, now);
  switch (event.type) {
    case EventType::kConversationAssigned:
      visit.services.emplace_back();
      now.with_agent = true;
      now.since = event.at;
      return;
    case EventType::kConversationRequeued:
      if (now.with_agent) visit.services.pop_back();
      now.with_agent = false;
      return;
    case EventType::kConversationWrapup:
      ended_ = true;
      return;
    case EventType::kConversationEscalated:
    case EventType::kConversationClosed:
    case EventType::kConversationAbandoned:
      ended_ = true;
      now.with_agent = false;
      return;
    default:
      return;
  }
}

RecordedDay DayRecorder::finish() {
  day_.digest = engine_.digest();
  day_.outcome.close(engine_.figures());
  day_.usual_answer = median(answers_ms_);
  day_.usual_service = median(services_ms_);
  return std::move(day_);
}

}  // namespace stellwerk::cli
