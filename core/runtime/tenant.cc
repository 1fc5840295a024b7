// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/tenant.h"

#include <utility>

#include "core/base/check.h"
#include "core/stream/answer.h"

namespace stellwerk::runtime {

using model::Code;
using model::Field;

Tenant::Tenant(std::uint32_t index, const engine::Limits& engine, const stream::Limits& streams,
               OutTray& out, std::unique_ptr<stream::Archive> archive)
    : index_(index),
      out_(out),
      engine_(engine),
      store_(streams, std::move(archive)),
      parked_(store_) {}

void Tenant::decide(base::Instant now, const model::Command& command, const Envelope* to) {
  asked_by_ = to;
  engine_.apply(now, command, *this);
  asked_by_ = nullptr;
}

bool Tenant::pass_time(base::Instant now) {
  if (engine_.now() >= now && engine_.next_timer() > now) return false;
  const std::uint64_t before = store_.last();
  engine_.advance(now, *this);
  return store_.last() != before;
}

void Tenant::query(const model::Command& command, const Envelope& to) {
  engine_.query(command, out_.begin(to));
  out_.end(to);
}

void Tenant::shadow(const model::Command& command, const Envelope& to) {
  engine_.shadow(command, out_.begin(to));
  out_.end(to);
}

void Tenant::read_stream(const model::Command& command, const Envelope& to, RealTime now,
                         bool may_park) {
  const stream::Problem problem = stream::check(store_, command);
  if (problem.code != Code::kOk) return answer_error(to, problem.code, problem.text);
  if (command.kind == model::CommandKind::kStreamRead) {
    return read_or_park(command, to, now, may_park);
  }
  stream::answer(store_, command, out_.begin(to));
  out_.end(to);
}

void Tenant::read_or_park(const model::Command& command, const Envelope& to, RealTime now,
                          bool may_park) {
  streams_.assign(command.streams.begin(), command.streams.end());
  for (model::Term& stream : streams_) {
    if (stream.value == model::kStreamAfterNow) stream.value = released_;
  }
  const std::uint64_t count = command.has(Field::kCount) ? command.count : 0;
  const stream::ReadPlan plan(store_, streams_, count);
  if (!plan.empty()) {
    plan.write(to.protocol, out_.begin(to));
    return out_.end(to);
  }
  if (!command.has(Field::kBlock)) {
    out_.begin(to).null_array();
    return out_.end(to);
  }
  if (!may_park) {
    return answer_error(to, Code::kFull,
                        "too many blocked reads; read without BLOCK or retry-after-ms=1000");
  }
  const bool for_ever = command.block.ms <= 0;
  const RealTime deadline = for_ever ? kRealNever : after_ms(now, command.block.ms);
  if (!parked_.park(to, streams_, count, deadline)) {
    answer_error(to, Code::kBadState, "a session has one blocked read at a time; end it first");
  }
}

std::size_t Tenant::answer_touched() {
  if (store_.touched().empty()) return 0;
  std::size_t answered = 0;
  for (const ParkedReads::ReadId id : parked_.touched()) {
    const stream::ReadPlan plan(store_, parked_.streams(id), parked_.count(id));
    if (plan.empty()) continue;
    const Envelope to = parked_.envelope(id);
    plan.write(to.protocol, out_.begin(to));
    out_.end(to);
    parked_.take_out(id);
    ++answered;
  }
  store_.clear_touched();
  return answered;
}

std::size_t Tenant::answer_overdue(RealTime now) {
  std::size_t answered = 0;
  for (auto id = parked_.overdue(now); id != ParkedReads::kNone; id = parked_.overdue(now)) {
    answer_nothing(id);
    ++answered;
  }
  return answered;
}

std::size_t Tenant::answer_all() {
  const std::vector<ParkedReads::ReadId>& all = parked_.all();
  for (const ParkedReads::ReadId id : all) answer_nothing(id);
  return all.size();
}

void Tenant::answer_nothing(ParkedReads::ReadId id) {
  const Envelope to = parked_.envelope(id);
  parked_.take_out(id);
  out_.begin(to).null_array();
  out_.end(to);
}

void Tenant::mark(std::uint64_t waits_for) {
  const std::uint64_t shown = marks_.empty() ? released_ : marks_.back().last;
  if (store_.last() > shown) marks_.push_back({waits_for, store_.last()});
}

void Tenant::release(std::uint64_t durable) {
  while (!marks_.empty() && marks_.front().waits_for <= durable) {
    released_ = marks_.front().last;
    marks_.pop_front();
  }
}

void Tenant::release_all() {
  released_ = store_.last();
  marks_.clear();
}

void Tenant::on_event(const model::Event& event) { store_.append(event); }

void Tenant::on_reply(const model::Reply& reply) {
  if (asked_by_ != nullptr) out_.reply(*asked_by_, reply);
}

void Tenant::answer_error(const Envelope& to, Code code, std::string_view text) {
  model::Reply reply;
  reply.kind = model::ReplyKind::kError;
  reply.code = code;
  reply.text = text;
  out_.reply(to, reply);
}

TenantFigures Tenant::figures() const {
  TenantFigures figures;
  figures.tenant = index_;
  figures.engine = engine_.figures();
  figures.engine_time_ms = engine_.now().ms;
  figures.stream_entries = store_.entries();
  figures.stream_bytes = store_.memory();
  figures.stream_first = store_.first();
  figures.stream_archived_entries = store_.archived_entries();
  figures.stream_archived_bytes = store_.archived_bytes();
  figures.stream_forgotten_early = store_.forgotten_early();
  figures.stream_last = store_.last();
  figures.turn_ns = turn_ns_;
  figures.beyond_quota_total = beyond_quota_;
  figures.calendars_known_until_ms = engine_.calendars_known_until().ms;
  return figures;
}

}  // namespace stellwerk::runtime
