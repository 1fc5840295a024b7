// SPDX-License-Identifier: Apache-2.0
#include "core/engine/closed.h"

#include <algorithm>
#include <new>
#include <type_traits>

namespace stellwerk::engine {
namespace {

constexpr std::size_t kAlign = alignof(ClosedConversation);
// Of an entry among the entries.
constexpr std::size_t kPlace = sizeof(void*);

std::size_t rounded(std::size_t size) { return (size + kAlign - 1) / kAlign * kAlign; }

}  // namespace

static_assert(std::is_trivially_destructible_v<ClosedConversation>);

ClosedConversation& ClosedLog::append(std::size_t entry_size) {
  const std::size_t size = rounded(entry_size);
  if (chunks_.empty() || chunks_.back().used + size > chunks_.back().size) {
    const std::size_t room = std::max(size, kChunk);
    const bool again = spare_ && room == kChunk;
    chunks_.push_back(
        {again ? std::move(spare_) : std::make_unique_for_overwrite<std::byte[]>(room), 0, room,
         end()});
  }
  Chunk& chunk = chunks_.back();
  auto* entry = ::new (chunk.bytes.get() + chunk.used) ClosedConversation;
  chunk.used += size;
  entries_.push_back(entry);
  chunk.end = end();
  bytes_ += size + kPlace;
  return *entry;
}

void ClosedLog::mark_reopened(std::uint64_t number) {
  entries_[number]->reopened = true;
  ++reopened_;
}

void ClosedLog::drop_first() {
  const ClosedConversation& entry = *entries_.front();
  bytes_ -= rounded(entry.size()) + kPlace;
  if (entry.reopened) --reopened_;
  entries_.pop_front();
  while (!chunks_.empty() && chunks_.front().end <= first()) [[unlikely]] drop_first_chunk();
}

void ClosedLog::drop_first_chunk() {
  Chunk& first = chunks_.front();
  if (!spare_ && first.size == kChunk) spare_ = std::move(first.bytes);
  chunks_.erase(chunks_.begin());
}

}  // namespace stellwerk::engine
