// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/numbered_queue.h"
#include "core/engine/ids.h"
#include "core/engine/lasting_facts.h"

namespace stellwerk::engine {

// What is left of a conversation that was closed: enough to answer for it and to reopen it.
struct ClosedConversation : LastingFacts {
  std::uint32_t reason_size = 0;
  std::uint32_t agent_count = 0;  // that worked on it; 0 when it was one or none
  bool reopened = false;          // given back to the living; only its place is still here
  bool is_limited = false;        // its AnswerLimits follow

  // What follows it: the limits, the agents, then the texts.
  [[nodiscard]] const AnswerLimits* limits() const {
    return reinterpret_cast<const AnswerLimits*>(this + 1);
  }
  [[nodiscard]] const AgentSlot* agents() const {
    return reinterpret_cast<const AgentSlot*>(limits() + (is_limited ? 1 : 0));
  }
  [[nodiscard]] const char* text() const {
    return reinterpret_cast<const char*>(agents() + agent_count);
  }
  [[nodiscard]] std::string_view id() const { return {text(), id_size}; }
  [[nodiscard]] std::string_view customer() const { return {text() + id_size, customer_size}; }
  [[nodiscard]] std::string_view attributes() const {
    return {text() + id_size + customer_size, attributes_size};
  }
  [[nodiscard]] std::string_view reason() const { return {text() + text_size(), reason_size}; }
  [[nodiscard]] std::size_t size() const {
    return sizeof(ClosedConversation) + (is_limited ? sizeof(AnswerLimits) : 0) +
           agent_count * sizeof(AgentSlot) + text_size() + reason_size;
  }
};

// Closed conversations in the order of closing, packed one behind the other: written once at one
// end, dropped at the other. Numbers count on from 0 and stay valid until the entry is dropped.
class ClosedLog {
 public:
  // A new entry of ClosedConversation::size() bytes, for the caller to fill in with what follows
  // it.
  [[gnu::hot]] ClosedConversation& append(std::size_t entry_size);

  // Numbers count from there. REQUIRES: nothing was appended.
  void start(std::uint64_t first) { entries_.start(first); }

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::uint64_t first() const { return entries_.first(); }
  [[nodiscard]] std::uint64_t end() const { return entries_.end(); }
  // REQUIRES: !empty().
  [[nodiscard]] const ClosedConversation& oldest() const { return *entries_.front(); }
  // REQUIRES: first() <= number < end().
  [[nodiscard]] const ClosedConversation& operator[](std::uint64_t number) const {
    return *entries_[number];
  }
  void mark_reopened(std::uint64_t number);
  void set_traced(std::uint64_t number, std::uint32_t traced) { entries_[number]->traced = traced; }
  [[gnu::hot]] void drop_first();

  [[nodiscard]] std::uint64_t remembered() const { return entries_.size() - reopened_; }
  // Memory of the entries, in bytes.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 18U;

  struct Chunk {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t used = 0, size = 0;
    std::uint64_t end = 0;  // number of the first entry that is not in it
  };

  void drop_first_chunk();

  std::vector<Chunk> chunks_;           // some thousands at most
  std::unique_ptr<std::byte[]> spare_;  // of kChunk bytes, or none: where all is steady, the next
  base::NumberedQueue<ClosedConversation*> entries_;
  std::uint64_t reopened_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace stellwerk::engine
