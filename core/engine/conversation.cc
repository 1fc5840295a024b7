// SPDX-License-Identifier: Apache-2.0
#include "core/engine/conversation.h"

#include <cstring>

#include "core/base/check.h"

namespace stellwerk::engine {
namespace {

absl::string_view key(std::string_view text) { return {text.data(), text.size()}; }

char* append(char* to, std::string_view text) {
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

}  // namespace

ConvSlot ConversationTable::find(std::string_view id) const {
  const auto found = ids_.find(key(id));
  return found == ids_.end() ? kNone : found->second;
}

void ConversationTable::store_texts(Conversation& conv, std::string_view id,
                                    std::string_view customer, std::string_view attributes) {
  conv.id_size = static_cast<std::uint32_t>(id.size());
  conv.customer_size = static_cast<std::uint32_t>(customer.size());
  conv.attributes_size = static_cast<std::uint32_t>(attributes.size());
  conv.text = texts_.allocate(conv.text_size());
  append(append(append(conv.text, id), customer), attributes);
}

ConvSlot ConversationTable::add(std::string_view id, std::string_view customer,
                                std::string_view attributes) {
  ConvSlot slot = 0;
  if (free_.empty()) {
    slot = static_cast<ConvSlot>(slots_.size());
    slots_.grow();
  } else {
    slot = free_.back();
    free_.pop_back();
    slots_[slot] = Conversation{};
  }
  Conversation& conv = slots_[slot];
  store_texts(conv, id, customer, attributes);
  const bool added = ids_.emplace(key(conv.id()), slot).second;
  SW_CHECK(added);
  return slot;
}

// The identifier moves with its piece of text, and the index points into it.
void ConversationTable::replace_texts(ConvSlot slot, std::string_view customer,
                                      std::string_view attributes) {
  Conversation& conv = slots_[slot];
  char* const old = conv.text;
  const std::size_t old_size = conv.text_size();
  ids_.erase(key(conv.id()));
  store_texts(conv, conv.id(), customer, attributes);
  texts_.release(old, old_size);
  ids_.emplace(key(conv.id()), slot);
}

void ConversationTable::remove(ConvSlot slot) {
  Conversation& conv = slots_[slot];
  SW_CHECK(conv.text != nullptr);
  ids_.erase(key(conv.id()));
  texts_.release(conv.text, conv.text_size());
  conv.text = nullptr;
  conv.extras.reset();
  free_.push_back(slot);
}

void ConversationTable::remember_closed(ConvSlot slot) {
  Conversation& conv = slots_[slot];
  conv.closed_previous = closed_last_;
  conv.closed_next = kNone;
  (closed_last_ == kNone ? closed_first_ : slots_[closed_last_].closed_next) = slot;
  closed_last_ = slot;
  ++closed_count_;
  closed_text_ += conv.text_size();
}

void ConversationTable::recall_closed(ConvSlot slot) {
  const Conversation& conv = slots_[slot];
  (conv.closed_previous == kNone ? closed_first_ : slots_[conv.closed_previous].closed_next) =
      conv.closed_next;
  (conv.closed_next == kNone ? closed_last_ : slots_[conv.closed_next].closed_previous) =
      conv.closed_previous;
  --closed_count_;
  closed_text_ -= conv.text_size();
}

}  // namespace stellwerk::engine
