// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>
#include <utility>

#include <stellwerk/event_reader.h>

#include "core/api/answer_writer.h"
#include "core/api/event_reader_state.h"
#include "core/base/check.h"
#include "core/stream/answer.h"

namespace stellwerk {

using api::kTenant;
using api::kWaitSliceMs;
using api::Phase;
using api::Tag;

namespace {

// Events of one answer: enough to make the way cheap, few enough to stay in the cache.
constexpr std::uint64_t kEventsPerRead = 2'048;

// One stream to read on from, as a command and as what its views point into.
struct StreamRead {
  StreamRead(std::string_view key, std::uint64_t after) : term{key, after} {
    command.kind = model::CommandKind::kStreamRead;
    command.streams = std::span(&term, 1);
    command.mark(model::Field::kStreams);
    command.count = kEventsPerRead;
    command.mark(model::Field::kCount);
    command.mark(model::Field::kBlock);
  }
  StreamRead(const StreamRead&) = delete;
  StreamRead& operator=(const StreamRead&) = delete;

  model::Term term;
  model::Command command;
};

Status after_stop() {
  return {Code::kBadState, "the router has stopped; a reader made now goes on from position()"};
}

}  // namespace

EventReader::State::State(api::RouterCore& of, runtime::Port* own, const EventStream& stream,
                          std::uint64_t after)
    : core(of),
      port(own),
      key(stream.key()),
      position(after),
      answers(own == nullptr ? 0 : own->new_session() + 1) {}

runtime::Envelope EventReader::State::envelope() const {
  runtime::Envelope envelope;
  envelope.session = session;
  envelope.tenant = kTenant;
  envelope.protocol = 3;
  return envelope;
}

bool EventReader::State::ask() {
  if (asked) return true;
  if (!status.ok() || core.phase() != Phase::kOpen) return false;
  session = port->new_session();
  const StreamRead read(key, position);
  asked = port->submit(envelope(), read.command);
  port->flush();
  return asked;
}

bool EventReader::State::load() {
  if (entries_left > 0) return true;
  if (port == nullptr) {
    read_stored();
    return entries_left > 0;
  }
  // Looked at first: what was decided before the end has arrived then.
  const bool stopped = core.phase() == Phase::kStopped;
  api::AnswerQueue::Item item;
  while (entries_left == 0 && answers.take(*port, item)) take_answer(item);
  if (entries_left == 0 && stopped && status.ok()) status = after_stop();
  if (entries_left == 0) ask();
  return entries_left > 0;
}

void EventReader::State::take_answer(const api::AnswerQueue::Item& item) {
  if (!asked || item.session != session) return;  // from before a seek()
  asked = false;
  begin_entries(item.bytes);
}

void EventReader::State::begin_entries(std::string_view answer) {
  entries = api::AnswerReader(answer);
  const api::Value first = entries.next();
  if (first.tag == Tag::kError) {
    status = api::status_of(first);
    // The inbox is bounded for reads that wait, too: asking again is all it takes.
    if (status.code == Code::kFull) status = {};
    return;
  }
  if (first.tag == Tag::kNull) {
    status = after_stop();
    return;
  }
  SW_CHECK(first.tag == Tag::kMap && first.items == 1);
  static_cast<void>(entries.next());
  entries_left = entries.next().items;
}

void EventReader::State::read_stored() {
  if (!status.ok()) return;
  const stream::EventStore& store = core.runtime->shard(0).events(kTenant);
  const StreamRead read(key, position);
  stored.clear();
  api::AnswerWriter writer(stored);
  const stream::Problem problem = stream::check(store, read.command);
  if (problem.code != model::Code::kOk) {
    writer.error(problem.code, problem.text);
    return begin_entries(stored);
  }
  const stream::ReadPlan plan(store, read.command.streams, kEventsPerRead);
  if (plan.empty()) return;
  plan.write(3, writer);
  begin_entries(stored);
}

EventReader::EventReader(std::unique_ptr<State> state) : state_(std::move(state)) {
  static_cast<void>(state_->load());
}

EventReader::EventReader(EventReader&&) noexcept = default;

EventReader& EventReader::operator=(EventReader&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

EventReader::~EventReader() {
  if (state_ == nullptr || state_->port == nullptr) return;
  if (state_->asked) state_->port->cancel(state_->envelope());
  state_->core.runtime->retire(*state_->port);
}

bool EventReader::next(Event& event) {
  State& s = *state_;
  if (!s.load()) return false;
  api::read_event(s.entries, event);
  s.position = event.seq;
  if (--s.entries_left == 0 && s.port != nullptr) s.ask();
  return true;
}

bool EventReader::wait(std::int64_t timeout_ms) {
  State& s = *state_;
  const bool for_ever = timeout_ms < 0;
  while (!s.load()) {
    const bool over = !for_ever && timeout_ms <= 0;
    if (over || s.port == nullptr || !s.status.ok()) return false;
    std::int64_t slice_ms = for_ever ? kWaitSliceMs : std::min(timeout_ms, kWaitSliceMs);
    if (!s.asked) slice_ms = 1;  // the inbox was full
    timeout_ms -= for_ever ? 0 : slice_ms;
    s.port->wait(slice_ms * 1'000'000);
  }
  return true;
}

const Status& EventReader::status() const { return state_->status; }

void EventReader::seek(std::uint64_t after) {
  State& s = *state_;
  if (s.asked) s.port->cancel(s.envelope());
  s.asked = false;
  s.entries_left = 0;
  s.status = {};
  s.position = after;
  static_cast<void>(s.load());
}

std::uint64_t EventReader::position() const { return state_->position; }

}  // namespace stellwerk
