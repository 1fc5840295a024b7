// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/client.h"

#include <utility>

#include "core/base/check.h"

namespace stellwerk::sim {

Client::Client(const Scenario& scenario, std::uint32_t number, Coverage& coverage)
    : scenario_(scenario), number_(number), coverage_(coverage) {}

Workload::Request Client::draw(Workload& workload, const Shadow& shadow, base::Prng& prng) {
  if (!again_.empty() && prng.chance(3, 4)) {
    Workload::Request request = std::move(again_.front());
    again_.pop_front();
    return request;
  }
  if (scenario_.has(Feature::kRepeats) && !recent_.empty() && prng.chance(1, 20)) {
    return recent_[prng.below(recent_.size())];
  }
  return workload.next(shadow);
}

void Client::send(Workload& workload, const Shadow& shadow, DrawnInbox& inbox, base::Prng& prng) {
  const std::uint64_t count = 1 + prng.below(scenario_.burst_max);
  DrawnInbox::Block* block = inbox.take();
  runtime::Envelope envelope;
  envelope.session = session();
  for (std::uint64_t i = 0; i < count; ++i) {
    asked_.push_back(draw(workload, shadow, prng));
    const model::Command* const command = decoder_.decode(asked_.back().bytes);
    SW_CHECK(command != nullptr);
    const bool first = scenario_.looks_at_once() && Shadow::takes_ahead(command->kind);
    if (first && i > 0) {
      on_the_way_.push_back(block);
      block = inbox.take();
    }
    block->add(envelope, *command);
  }
  on_the_way_.push_back(block);
}

bool Client::deliver(DrawnInbox& inbox) {
  if (on_the_way_.empty()) return false;
  DrawnInbox::Block* const block = on_the_way_.front();
  on_the_way_.pop_front();
  if (block->records().front().envelope.session != session()) {
    coverage_[Coverage::kLateCommands] += block->commands();
  }
  inbox.push(block);
  return true;
}

void Client::on_answer(std::uint64_t session, std::string_view bytes, base::Prng& prng) {
  if (session != this->session()) {
    ++coverage_[Coverage::kLostAnswers];
    return;
  }
  SW_CHECK(!asked_.empty());
  Workload::Request request = std::move(asked_.front());
  asked_.pop_front();
  const PlainAnswer answer = decode_answer(bytes);
  const bool later = !answer.to_read && answer.reply.code == model::Code::kFull;
  if (later && request.repeatable && prng.chance(1, 2)) {
    again_.push_back(std::move(request));
    return;
  }
  if (!request.named) return;
  recent_.push_back(std::move(request));
  if (recent_.size() > kRecentMax) recent_.pop_front();
}

void Client::reconnect(base::Prng& prng) {
  ++coverage_[Coverage::kReconnects];
  ++generation_;
  for (Workload::Request& request : asked_) {
    if (request.repeatable) again_.push_back(std::move(request));
  }
  asked_.clear();
  if (scenario_.has(Feature::kLateCommands) && prng.chance(2, 3)) return;
  for (DrawnInbox::Block* const block : on_the_way_) {
    runtime::BlockPool<DrawnInbox::Block>::give_back(block);
  }
  on_the_way_.clear();
}

void Client::on_crash() {
  ++generation_;
  for (Workload::Request& request : asked_) {
    if (request.repeatable) again_.push_back(std::move(request));
  }
  asked_.clear();
  for (DrawnInbox::Block* const block : on_the_way_) {
    runtime::BlockPool<DrawnInbox::Block>::give_back(block);
  }
  on_the_way_.clear();
}

}  // namespace stellwerk::sim
