// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/engine/support/shadow.h"

// What keeps everybody from a conversation that waits, and where it goes by itself.
namespace stellwerk::tests {

using model::CommandKind;
using model::ConvState;
using model::Field;

bool Shadow::by_decision(const model::Event& event) const {
  return command_ != nullptr && command_->conv == event.conv &&
         command_->kind == CommandKind::kConvDecide && command_->has(Field::kAgent);
}

// Whoever changes what it asks for ends the question, and so does whoever gives it back.
void Shadow::end_waits(Conversation& conversation, const model::Command& command) {
  const bool named = command.kind == CommandKind::kConvDecide && command.has(Field::kAgent);
  const bool at_once = command.kind == CommandKind::kConvCallback && !command.has(Field::kHoldFor);
  if (!named && !at_once) conversation.decided_by = base::Instant{-1};
}

void Shadow::decision_requested(const model::Event& event, Conversation& conversation) {
  const model::QueuePolicy* policy = queue(conversation.queue);
  if (conversation.state != ConvState::kWaiting) complain(event, "it does not wait");
  if (policy == nullptr || !policy->decide_external) {
    return complain(event, "its queue decides by itself");
  }
  if (event.at < conversation.decided_by) complain(event, "asked twice");
  if (event.at < conversation.called_from) complain(event, "to be called later");
  if (event.expires != (event.at + policy->decide_timeout).ms) complain(event, "at another time");
  std::string_view rest = event.agents;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::string why_not =
        unfitness(conversation, static_cast<std::uint32_t>(number_in(one)), event.at);
    if (!why_not.empty()) complain(event, std::string(one) + ": " + why_not);
  }
  conversation.decided_by = base::Instant{event.expires};
}

void Shadow::called_back(const model::Event& event, Conversation& conversation) {
  if (conversation.state != ConvState::kWaiting) complain(event, "it does not wait");
  if (command_ == nullptr || command_->kind != CommandKind::kConvCallback) {
    return complain(event, "nobody asked for it");
  }
  const bool later = command_->has(Field::kHoldFor);
  conversation.callback = true;
  conversation.called_from = later ? event.at + command_->hold_for : base::Instant{-1};
  if (event.expires != conversation.called_from.ms) complain(event, "at another time");
}

// By the number of those who wait there, itself not counted.
void Shadow::overflowed(const model::Event& event, Conversation& conversation) {
  if (conversation.state != ConvState::kWaiting) complain(event, "it does not wait");
  if (event.from != conversation.queue) complain(event, "from another queue");
  std::uint64_t others = 0;
  for (const std::uint32_t number : of_state(ConvState::kWaiting)) {
    if (conversations_[number].queue == event.from) ++others;
  }
  const model::QueuePolicy* policy = queue(event.from);
  const bool leads = policy != nullptr && policy->overflows.size() == 1 &&
                     policy->overflows.front().to == event.queue &&
                     policy->overflows.front().limit < others;
  if (!leads) complain(event, "no plan leads there");
  conversation.queue = event.queue;
  conversation.decided_by = base::Instant{-1};
}

void Shadow::wait_long(const model::Event& event, const Conversation& conversation) {
  if (conversation.state != ConvState::kWaiting) complain(event, "it does not wait");
  const model::QueuePolicy* policy = queue(conversation.queue);
  if (policy == nullptr || policy->wait_long == model::kNoTarget) {
    complain(event, "its queue does not say so");
  }
}

}  // namespace stellwerk::tests
