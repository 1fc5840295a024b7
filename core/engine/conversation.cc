// SPDX-License-Identifier: Apache-2.0
#include "core/engine/conversation.h"

#include <cstring>
#include <memory>

#include "core/base/check.h"

namespace stellwerk::engine {
namespace {

char* append(char* to, std::string_view text) {
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

template <typename T>
std::string_view bytes_of(const T* first, std::size_t count) {
  return {reinterpret_cast<const char*>(first), count * sizeof(T)};
}

void keep_what_is_left(const Conversation& conv, ClosedConversation& head) {
  static_cast<LastingFacts&>(head) = conv;
  if (!conv.extras) [[likely]]
    return;
  head.reason_size = static_cast<std::uint32_t>(conv.extras->reason.size());
  head.agent_count = static_cast<std::uint32_t>(conv.extras->agents.size());
  head.is_limited = conv.extras->limits.any();
}

std::size_t size_of(const Conversation& conv) {
  std::size_t size = sizeof(ClosedConversation) + conv.text_size();
  if (conv.extras) [[unlikely]] {
    size += conv.extras->agents.size() * sizeof(AgentSlot) + conv.extras->reason.size();
    if (conv.extras->limits.any()) size += sizeof(AnswerLimits);
  }
  return size;
}

}  // namespace

std::uint64_t ConversationTable::number_of(std::uint32_t handle) const {
  const auto first = static_cast<std::uint32_t>(closed_.first());
  return closed_.first() + ((handle - first) & kNumberMask);
}

ConversationTable::Found ConversationTable::find(std::string_view id, std::uint32_t id_hash) const {
  const std::uint32_t handle = index_.find(id_hash, [this, id](std::uint32_t candidate) {
    return same_text(id, (candidate & kClosedBit) != 0 ? closed_[number_of(candidate)].id()
                                                       : slots_[candidate].id());
  });
  if (handle == HandleIndex::kAbsent) return {};
  if ((handle & kClosedBit) != 0) [[unlikely]]
    return {kNone, number_of(handle)};
  return {handle, kNotClosed};
}

std::string_view ConversationTable::id_of(std::uint32_t id_hash, std::uint32_t order) const {
  const std::uint32_t handle = index_.find(id_hash, [this, order](std::uint32_t candidate) {
    const bool closed = (candidate & kClosedBit) != 0;
    const LastingFacts& facts =
        closed ? static_cast<const LastingFacts&>(closed_[number_of(candidate)])
               : slots_[candidate];
    return static_cast<std::uint32_t>(facts.order) == order;
  });
  if (handle == HandleIndex::kAbsent) return {};
  return (handle & kClosedBit) != 0 ? closed_[number_of(handle)].id() : slots_[handle].id();
}

void ConversationTable::store_texts(Conversation& conv, std::string_view id,
                                    std::string_view customer, std::string_view attributes) {
  conv.id_size = static_cast<std::uint32_t>(id.size());
  conv.customer_size = static_cast<std::uint32_t>(customer.size());
  conv.attributes_size = static_cast<std::uint32_t>(attributes.size());
  char* const text = texts_.allocate(conv.text_size());
  append(append(append(text, id), customer), attributes);
  conv.text = text;
}

ConvSlot ConversationTable::take_slot() {
  if (free_.empty()) {
    slots_.grow();
    return static_cast<ConvSlot>(slots_.size() - 1);
  }
  const ConvSlot slot = free_.back();
  free_.pop_back();
  return slot;
}

void ConversationTable::free_slot(ConvSlot slot) {
  Conversation& conv = slots_[slot];
  texts_.release(conv.text, conv.text_size());
  std::destroy_at(&conv);
  std::construct_at(&conv);
  free_.push_back(slot);
}

ConvSlot ConversationTable::add(std::string_view id, std::uint32_t id_hash,
                                std::string_view customer, std::string_view attributes) {
  const ConvSlot slot = take_slot();
  Conversation& conv = slots_[slot];
  store_texts(conv, id, customer, attributes);
  conv.id_hash = id_hash;
  index_.insert(conv.id_hash, slot);
  return slot;
}

void ConversationTable::start(std::size_t slots, std::uint64_t first_closed) {
  while (slots_.size() < slots) slots_.grow();
  closed_.start(first_closed);
}

bool ConversationTable::place(ConvSlot slot, std::string_view id, std::string_view customer,
                              std::string_view attributes) {
  if (slot >= slots_.size() || used(slot) || id.empty()) return false;
  const Found known = find(id);
  if (known.slot != kNone || known.closed != kNotClosed) return false;
  Conversation& conv = slots_[slot];
  store_texts(conv, id, customer, attributes);
  conv.id_hash = HandleIndex::hash(id);
  index_.insert(conv.id_hash, slot);
  return true;
}

void ConversationTable::bury_placed(bool reopened) {
  const std::uint64_t number = closed_.end();
  bury(0);
  free_.pop_back();
  if (!reopened) return;
  index_.erase(closed_[number].id_hash, closed_handle(number));
  closed_.mark_reopened(number);
}

bool ConversationTable::add_free_slots(const std::vector<ConvSlot>& slots) {
  for (const ConvSlot slot : slots) {
    if (slot >= slots_.size() || used(slot)) return false;
    free_.push_back(slot);
  }
  return true;
}

bool ConversationTable::complete() const {
  std::vector<bool> seen(slots_.size());
  for (const ConvSlot slot : free_) {
    if (seen[slot]) return false;
    seen[slot] = true;
  }
  for (ConvSlot slot = 0; slot < slots_.size(); ++slot) {
    if (seen[slot] == used(slot)) return false;
  }
  return true;
}

void ConversationTable::replace_texts(ConvSlot slot, std::string_view customer,
                                      std::string_view attributes) {
  Conversation& conv = slots_[slot];
  const char* const old = conv.text;
  const std::size_t old_size = conv.text_size();
  store_texts(conv, conv.id(), customer, attributes);
  texts_.release(old, old_size);
}

void ConversationTable::bury(ConvSlot slot) {
  const Conversation& conv = slots_[slot];
  SW_CHECK(conv.state == model::ConvState::kClosed);
  const std::uint64_t number = closed_.end();
  ClosedConversation& entry = closed_.append(size_of(conv));
  keep_what_is_left(conv, entry);
  auto* to = reinterpret_cast<char*>(&entry + 1);
  if (conv.extras) [[unlikely]] {
    if (entry.is_limited) to = append(to, bytes_of(&conv.extras->limits, 1));
    const auto& agents = conv.extras->agents;
    to = append(to, bytes_of(agents.data(), agents.size()));
  }
  to = append(to, {conv.text, conv.text_size()});
  if (conv.extras) [[unlikely]]
    append(to, conv.extras->reason);
  index_.replace(conv.id_hash, slot, closed_handle(number));
  free_slot(slot);
}

Conversation ConversationTable::restored(std::uint64_t number) const {
  const ClosedConversation& entry = closed_[number];
  Conversation conv;
  static_cast<LastingFacts&>(conv) = entry;
  conv.text = entry.text();
  if (entry.is_limited) conv.more().limits = *entry.limits();
  if (entry.agent_count > 0 || entry.reason_size > 0) {
    conv.more().agents.assign(entry.agents(), entry.agents() + entry.agent_count);
    conv.more().reason = entry.reason();
  }
  return conv;
}

ConvSlot ConversationTable::revive(std::uint64_t number) {
  const ConvSlot slot = take_slot();
  Conversation& conv = slots_[slot];
  conv = restored(number);
  store_texts(conv, conv.id(), conv.customer(), conv.attributes());
  index_.replace(conv.id_hash, closed_handle(number), slot);
  return slot;
}

void ConversationTable::keep_closed(ConvSlot slot, std::uint64_t number) {
  index_.replace(slots_[slot].id_hash, slot, closed_handle(number));
  free_slot(slot);
}

void ConversationTable::forget_oldest() {
  const ClosedConversation& entry = closed_.oldest();
  if (!entry.reopened) [[likely]] {
    index_.erase(entry.id_hash, closed_handle(closed_.first()));
  }
  closed_.drop_first();
  // The next ones will be dropped soon, and nobody has looked at them for long.
  if (closed_.end() - closed_.first() < 3) return;
  index_.prefetch(closed_[closed_.first() + 1].id_hash);
  const auto* const next = reinterpret_cast<const char*>(&closed_[closed_.first() + 2]);
  for (std::size_t line = 0; line < sizeof(ClosedConversation); line += 64) {
    __builtin_prefetch(next + line);
  }
}

}  // namespace stellwerk::engine
