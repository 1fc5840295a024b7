// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include <stellwerk/producer.h>

#include "core/api/answer_reader.h"
#include "core/api/producer_state.h"

namespace stellwerk {

using api::kTenant;
using api::kWaitSliceMs;
using api::Phase;

Producer::Producer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Producer::Producer(Producer&&) noexcept = default;

Producer& Producer::operator=(Producer&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Producer::~Producer() {
  if (state_ != nullptr) state_->core.runtime->retire(state_->port);
}

Result<Ticket> Producer::State::send() {
  if (!draft.ok()) return draft.problem();
  if (core.phase() != Phase::kOpen) {
    return Status{Code::kBadState, "the router has stopped; open another one"};
  }
  if (sent - taken >= core.options.replies_max) return refuse();
  runtime::Envelope to;
  to.session = last_ticket + 1;
  to.tenant = kTenant;
  to.protocol = 3;
  to.flags = static_cast<std::uint8_t>(draft.command().kind);
  if (!port.submit(to, draft.command())) return refuse();
  last_ticket = port.new_session();
  ++sent;
  if (options.flush_each) port.flush();
  return static_cast<Ticket>(last_ticket);
}

Status Producer::State::refuse() {
  // What is held back would take up room until somebody sends it.
  port.flush();
  Status status{Code::kFull, {}, 1};
  if (sent - taken >= core.options.replies_max) {
    status.text = "replies_max: " + std::to_string(core.options.replies_max) +
                  " replies have not been taken; take them with next()";
  } else {
    status.retry_after_ms = port.retry_after_ms(kTenant);
    status.text = "inbox_commands_max: " + std::to_string(core.options.inbox_commands_max) +
                  " commands wait to be decided; poll() the router or wait";
  }
  status.text += ", retry-after-ms=" + std::to_string(status.retry_after_ms);
  return status;
}

bool Producer::next(Reply& reply) {
  State& s = *state_;
  api::AnswerQueue::Item item;
  if (!s.answers.take(s.port, item)) {
    s.port.flush();
    return false;
  }
  ++s.taken;
  reply.ticket = static_cast<Ticket>(item.session);
  api::read_reply(item.bytes, static_cast<model::CommandKind>(item.flags), reply);
  return true;
}

bool Producer::wait(std::int64_t timeout_ms) {
  State& s = *state_;
  const bool for_ever = timeout_ms < 0;
  while (!s.answers.fill(s.port)) {
    const bool over = for_ever ? outstanding() == 0 : timeout_ms == 0;
    // What was decided before the end has arrived then.
    if (over || s.core.phase() == Phase::kStopped) return s.answers.fill(s.port);
    const std::int64_t slice_ms = for_ever ? kWaitSliceMs : std::min(timeout_ms, kWaitSliceMs);
    timeout_ms -= for_ever ? 0 : slice_ms;
    s.port.wait(slice_ms * 1'000'000);
  }
  return true;
}

void Producer::flush() { state_->port.flush(); }

std::size_t Producer::outstanding() const {
  return static_cast<std::size_t>(state_->sent - state_->taken);
}

}  // namespace stellwerk
