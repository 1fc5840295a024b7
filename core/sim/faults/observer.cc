// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/observer.h"

#include "core/base/check.h"
#include "core/sim/faults/hash.h"
#include "core/stream/event_store.h"

namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kSettleEvery = 4;
constexpr std::uint64_t kBooksEvery = 32;
constexpr std::string_view kHaltedText = "the journal has refused";

bool is_of(const journal::Record& record, model::CommandKind kind) {
  return !record.command.empty() && record.command.front() == static_cast<char>(kind);
}

}  // namespace

std::uint64_t hash_of(const journal::Record& record) {
  return hash_of(record.command, static_cast<std::uint64_t>(record.at.ms) ^ record.tenant);
}

std::uint64_t hash_of(const model::Event& event, std::string& scratch) {
  scratch.clear();
  model::encode(event, scratch);
  return hash_of(scratch);
}

Observer::Observer(const Scenario& scenario, Complaints& complaints, Coverage& coverage)
    : scenario_(scenario), complaints_(complaints), coverage_(coverage), lens_(scenario.mutant) {
  shadow_.emplace(scenario, complaints, coverage);
}

void Observer::on_drain(base::Instant now, bool held) {
  // What was decided before has its records, if it ever gets them.
  to_record_ = decided_.size();
  Decided drain;
  drain.is_drain = true;
  drain.held = held;
  drain.now = now;
  drain.last_event = shard_->engine(0).last_event();
  // One moment is enough for a cycle in which nothing else happens.
  if (!decided_.empty() && decided_.back().is_drain) {
    decided_.back() = std::move(drain);
    return;
  }
  decided_.push_back(std::move(drain));
}

void Observer::on_block(const runtime::CommandBlock& sent, const runtime::CommandBlock& given) {
  SW_CHECK(!decided_.empty());
  const base::Instant now = decided_.back().now;
  for (std::size_t i = 0; i < sent.records().size(); ++i) {
    Decided& decided = decided_.emplace_back();
    decided.now = now;
    decided.session = sent.records()[i].envelope.session;
    decided.sent = sent.bytes(sent.records()[i]);
    decided.given = given.bytes(given.records()[i]);
  }
  coverage_[Coverage::kCommands] += sent.records().size();
}

// Records come in the order of the commands; those that were refused or only read have none.
void Observer::on_records(std::span<const journal::Record> records) {
  for (const journal::Record& record : records) {
    SW_CHECK(record.seq == records_.size() + 1);
    records_.push_back(hash_of(record));
    if (is_of(record, model::CommandKind::kTick)) continue;
    if (is_of(record, model::CommandKind::kCalendarRenew)) {
      ++coverage_[Coverage::kRenewals];
      continue;
    }
    while (to_record_ < decided_.size() &&
           (decided_[to_record_].is_drain || decided_[to_record_].given != record.command)) {
      ++to_record_;
    }
    if (to_record_ == decided_.size()) {
      return complain(Checker::kOnce, "a record of a command that nobody sent");
    }
    decided_[to_record_++].record = record.seq;
    ++coverage_[Coverage::kWrites];
  }
}

void Observer::on_answer(const runtime::Envelope& to, std::string_view bytes) {
  if (complaints_.any()) return;
  const PlainAnswer answer = decode_answer(bytes);
  if (!answer.to_read && answer.reply.text.starts_with(kHaltedText)) halted_ = true;
  see_drains();
  if (decided_.empty()) return complain(Checker::kAnswers, "an answer that nobody waits for");
  const Decided decided = std::move(decided_.front());
  decided_.pop_front();
  if (to_record_ > 0) --to_record_;
  ++coverage_[Coverage::kAnswered];
  if (decided.session != to.session) {
    return complain(Checker::kAnswers, "session " + std::to_string(to.session) +
                                           " gets the answer of session " +
                                           std::to_string(decided.session));
  }
  if (answer.to_read) ++coverage_[Coverage::kReads];
  if (!answer.to_read && !halted_) see_write(decided, answer.reply, bytes);
}

void Observer::see_write(const Decided& decided, const model::Reply& reply,
                         std::string_view bytes) {
  if (decided.record == 0) {
    if (reply.code == model::Code::kFull) {
      const bool quota = reply.text.find("_max)") != reply.text.npos;
      ++coverage_[quota ? Coverage::kQuotaAnswers : Coverage::kNoRoomAnswers];
      return;
    }
    return complain(Checker::kLost, "an answer to what was not recorded");
  }
  answered_record_ = decided.record;
  const model::Command* const command = decoder_.decode(decided.sent);
  SW_CHECK(command != nullptr);
  judge(*command, decided.now, bytes, reply.seq);
}

void Observer::judge(const model::Command& command, base::Instant now, std::string_view bytes,
                     std::uint64_t events_end) {
  PlainAnswer answer = decode_answer(bytes);
  const bool named = command.has(model::Field::kRequest);
  const bool repeated = named && requests_.knows(command.request, now);
  shadow_->begin(command, now, repeated);
  if (events_end > shown_) show_events(events_end);
  lens_.show(answer.reply);
  shadow_->end(answer.reply);
  if (answer.reply.duplicate) ++coverage_[Coverage::kDuplicates];
  if (!repeated) {
    if (named) requests_.remember(command.request, now, bytes);
    return;
  }
  ++coverage_[Coverage::kRepeats];
  if (requests_.same_answer(command.request, bytes)) return;
  complain(Checker::kOnce, std::string(command.request) + " is answered in another way again");
}

void Observer::show_events(std::uint64_t until) {
  if (until > shard_->released(0)) {
    return complain(Checker::kAnswers, "an answer before its events");
  }
  const stream::EventStore& store = shard_->events(0);
  while (shown_ < until && !complaints_.any()) show(store.event(shown_ + 1));
}

void Observer::show(model::Event event) {
  ++shown_;
  if (shown_ > events_.size()) {
    events_.push_back(hash_of(event, scratch_));
    ++coverage_.events[static_cast<std::size_t>(event.type)];
  }
  for (int times = lens_.show(event); times > 0; --times) shadow_->on_event(event);
}

void Observer::see_drains() {
  while (!decided_.empty() && decided_.front().is_drain && !complaints_.any()) {
    if (!halted_ && decided_.front().last_event > shard_->released(0)) return;
    see_drain(decided_.front());
    decided_.pop_front();
    if (to_record_ > 0) --to_record_;
  }
}

void Observer::see_drain(const Decided& drain) {
  if (halted_) return;
  show_events(drain.last_event);
  if (drain.held || complaints_.any() || ++drains_ % kSettleEvery != 0) return;
  ++coverage_[Coverage::kSettledChecks];
  shadow_->settle(drain.now);
}

void Observer::look() {
  see_drains();
  if (!idle() || halted_ || drains_ % kBooksEvery != 0) return;
  compare_books();
}

void Observer::compare_books() {
  if (halted_ || complaints_.any() || shown_ != shard_->events(0).last()) return;
  ++coverage_[Coverage::kBooksChecks];
  engine::Figures figures = shard_->figures().tenants.front().engine;
  if (scenario_.mutant == Mutant::kMiscounts && !figures.queues.empty()) {
    ++figures.queues.front().opened;
  }
  shadow_->compare(figures);
}

void Observer::on_crash() {
  decided_.clear();
  to_record_ = 0;
  halted_ = false;
  shard_ = nullptr;
}

}  // namespace stellwerk::sim
