// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/journal/day_again.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "core/base/check.h"

namespace stellwerk::cli {
namespace {

using model::Command;
using model::CommandKind;
using model::EventType;
using model::Field;

// Behind everything recorded of the same time.
constexpr std::uint64_t kNotRecorded = std::numeric_limits<std::uint64_t>::max();

std::string encoded(CommandKind kind, std::string_view conv) {
  Command command;
  command.kind = kind;
  command.conv = conv;
  command.mark(Field::kConv);
  std::string bytes;
  model::encode(command, bytes);
  return bytes;
}

void drop(Command& command, Field field) {
  command.fields &= ~(std::uint64_t{1} << static_cast<unsigned>(field));
}

}  // namespace

DayAgain::DayAgain(const engine::Limits& limits, const RecordedDay& recorded,
                   const OtherPolicy& policy)
    : recorded_(recorded), policy_(policy), engine_(limits) {}

void DayAgain::decide(const journal::Record& record, const Command& command) {
  SW_CHECK(record_ < recorded_.fates.size());
  const Fate fate = recorded_.fates[record_++];
  pass_time(record.at, record.seq);
  switch (fate) {
    case Fate::kNothing:
    case Fate::kMoved:
      return;
    case Fate::kPolicy:
      return apply_policy(record.at);
    case Fate::kWhileWaiting: {
      const auto found = now_.find(command.conv);
      if (found == now_.end() || found->second.with_agent) return;
      break;
    }
    case Fate::kAsIs:
      break;
  }
  accepted_ = false;
  apply(record.at, command);
  if (!accepted_) ++refused_;
}

void DayAgain::apply_policy(base::Instant at) {
  if (applied_) return;
  applied_ = true;
  Command command;
  command.kind = CommandKind::kPolicyApply;
  command.text = policy_.text;
  command.mark(Field::kText);
  command.payload = policy_.compiled;
  command.mark(Field::kPayload);
  engine_.apply(at, command, *this);
}

// Everything that is due before the record or is of it, timer by timer: each may make something
// else due.
void DayAgain::pass_time(base::Instant at, std::uint64_t seq) {
  while (true) {
    const bool due =
        !agenda_.empty() && std::tie(agenda_.top().at, agenda_.top().seq) <= std::tie(at, seq);
    const base::Instant until = due ? agenda_.top().at : at;
    const base::Instant timer =
        std::max(engine_.next_timer(), engine_.now() + base::milliseconds(1));
    if (timer < until) {
      engine_.advance(timer, *this);
      continue;
    }
    const std::size_t before = agenda_.size();
    engine_.advance(until, *this);
    if (agenda_.size() != before) continue;
    if (!due) return;
    const Due next = agenda_.top();
    agenda_.pop();
    perform(next);
  }
}

void DayAgain::perform(const Due& due) {
  const Now& now = now_.find(due.conv)->second;
  if (due.offer == 0 && due.life != now.life) return;
  const Command* const decoded = decoder_.decode(due.command);
  SW_CHECK(decoded != nullptr);
  Command command = *decoded;
  const std::string offer = model::offer_name(due.offer);
  const std::string agent = now.agent;
  if (due.offer != 0) {
    command.offer = offer;
    command.mark(Field::kOffer);
  }
  if (command.has(Field::kFrom)) command.from = agent;
  apply(due.at, command);
}

void DayAgain::apply(base::Instant at, Command command) {
  // Hands change at other times than then.
  drop(command, Field::kEpisode);
  engine_.apply(at, command, *this);
}

void DayAgain::on_reply(const model::Reply& reply) {
  accepted_ = reply.kind != model::ReplyKind::kError;
}

const Visit* DayAgain::visit(std::string_view conv, const Now& now) const {
  const auto found = recorded_.visits.find(conv);
  if (found == recorded_.visits.end() || now.visits == 0) return nullptr;
  return now.visits <= found->second.size() ? &found->second[now.visits - 1] : nullptr;
}

void DayAgain::add(const model::Event& event, const Step& step, std::uint64_t offer,
                   const Now& now) {
  agenda_.push({event.at + step.after, step.seq, ++order_, step.command, offer, now.life,
                std::string(event.conv)});
}

void DayAgain::expect_answer(const model::Event& event, Now& now) {
  const Visit* const then = visit(event.conv, now);
  const std::size_t number = now.answers++;
  base::Duration after = recorded_.usual_answer;
  if (then != nullptr && number < then->answers.size()) {
    const OfferAnswer& answer = then->answers[number];
    if (answer.step) return add(event, *answer.step, event.offer, now);
    if (!answer.revoked_after) return;
    after = std::max(after, *answer.revoked_after + base::milliseconds(1));
  }
  const Step usual{after, kNotRecorded, encoded(CommandKind::kConvAccept, event.conv)};
  add(event, usual, event.offer, now);
}

void DayAgain::begin_service(const model::Event& event, Now& now) {
  now.with_agent = true;
  now.agent = event.agent;
  ++now.life;
  const Visit* const then = visit(event.conv, now);
  const std::size_t number = now.services++;
  if (then != nullptr && number < then->services.size()) {
    for (const Step& step : then->services[number]) add(event, step, 0, now);
    return;
  }
  const Step usual{recorded_.usual_service, kNotRecorded,
                   encoded(CommandKind::kConvClose, event.conv)};
  add(event, usual, 0, now);
}

void DayAgain::on_event(const model::Event& event) {
  outcome_.take(event);
  if (event.conv.empty()) return;
  Now& now = now_[std::string(event.conv)];
  const auto leave_agent = [&now] {
    now.with_agent = false;
    ++now.life;
  };
  switch (event.type) {
    case EventType::kConversationOpened:
      leave_agent();
      ++now.visits;
      now.answers = 0;
      now.services = 0;
      return;
    case EventType::kOfferCreated:
      return expect_answer(event, now);
    case EventType::kConversationAssigned:
      return begin_service(event, now);
    case EventType::kConversationRequeued:
      if (now.with_agent && now.services > 0) --now.services;
      return leave_agent();
    case EventType::kConversationEscalated:
    case EventType::kConversationClosed:
    case EventType::kConversationAbandoned:
      return leave_agent();
    default:
      return;
  }
}

DayOutcome DayAgain::finish() {
  outcome_.close(engine_.figures());
  return std::move(outcome_);
}

}  // namespace stellwerk::cli
