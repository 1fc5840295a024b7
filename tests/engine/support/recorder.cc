// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/recorder.h"

namespace stellwerk::tests {

void Recorder::on_event(const model::Event& event) {
  Fields fields = fields_of(event);
  if (event.seq != last_seq_ + 1) {
    complaints_ += "event " + std::to_string(event.seq) + " follows " + std::to_string(last_seq_) +
                   ": " + fields.to_string() + '\n';
  }
  if (event.at < last_at_) complaints_ += "goes back in time: " + fields.to_string() + '\n';
  last_seq_ = event.seq;
  last_at_ = event.at;
  if (event.type == model::EventType::kOfferCreated) {
    offers_[std::string(event.conv)] = model::offer_name(event.offer);
  }
  if (event.type == model::EventType::kMessageIn && !event.agent.empty()) {
    std::string delivery(event.conv);
    for (const auto part : {event.message, event.agent}) delivery.append(1, ' ').append(part);
    if (++deliveries_[delivery] == 2) complaints_ += "delivered twice: " + delivery + '\n';
  }
  if (event.type == model::EventType::kConversationOpened) {
    first_responses_.erase(std::string(event.conv));
  }
  const bool outcome =
      event.type == model::EventType::kSlaMet || event.type == model::EventType::kSlaBreached;
  if (outcome && event.clock == "first_response") {
    std::string& known = first_responses_[std::string(event.conv)];
    if (!known.empty()) complaints_ += "after " + known + ": " + fields.to_string() + '\n';
    known = fields.head;
  }
  events_.push_back(std::move(fields));
}

void Recorder::on_reply(const model::Reply& reply) { replies_.push_back(fields_of(reply)); }

void Recorder::clear() {
  events_.clear();
  replies_.clear();
}

std::string Recorder::offer_of(std::string_view conv) const {
  const auto found = offers_.find(conv);
  return found == offers_.end() ? std::string() : found->second;
}

std::string book_differences(const engine::Figures& figures) {
  std::uint64_t opened = 0;
  std::uint64_t ended = 0;
  for (const auto& queue : figures.queues) {
    opened += queue.opened;
    ended += queue.closed + queue.abandoned;
  }
  if (opened == ended + figures.open) return {};
  return "the books do not balance: opened " + std::to_string(opened) + ", closed and abandoned " +
         std::to_string(ended) + ", open " + std::to_string(figures.open) + '\n';
}

}  // namespace stellwerk::tests
