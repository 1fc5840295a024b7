// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/parked_reads.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::runtime {

std::size_t ParkedReads::SessionHash::operator()(const Session& session) const {
  // Sessions are consecutive numbers; the multiplication spreads them over the high bits, too.
  const std::uint64_t mixed =
      (session.session ^ std::uint64_t{session.port} << 48U) * 0x9e3779b97f4a7c15U;
  return static_cast<std::size_t>(mixed ^ mixed >> 32U);
}

bool ParkedReads::park(const Envelope& to, std::span<const model::Term> streams,
                       std::uint64_t count, RealTime deadline) {
  ReadId id = static_cast<ReadId>(reads_.size());
  if (!free_reads_.empty()) id = free_reads_.back();
  if (!sessions_.emplace(Session{to.session, to.port}, id).second) return false;
  if (free_reads_.empty()) {
    reads_.emplace_back();
  } else {
    free_reads_.pop_back();
  }
  reads_[id] = Read{};
  reads_[id].to = to;
  reads_[id].count = count;
  reads_[id].deadline = deadline;
  Index last = kNowhere;
  for (const model::Term& stream : streams) {
    const Index link = add_link(id, stream);
    (last == kNowhere ? reads_[id].links : links_[last].next_of_read) = link;
    last = link;
  }
  if (deadline < kRealNever) heap_insert(id);
  return true;
}

bool ParkedReads::cancel(const Envelope& from) {
  const auto found = sessions_.find(Session{from.session, from.port});
  if (found == sessions_.end()) return false;
  take_out(found->second);
  return true;
}

const std::vector<ParkedReads::ReadId>& ParkedReads::touched() {
  touched_.clear();
  for (const stream::KeyId key : store_.touched()) {
    if (key >= waiting_.size()) continue;
    for (Index i = waiting_[key].first; i != kNowhere; i = links_[i].next) {
      Read& read = reads_[links_[i].read];
      if (read.listed) continue;
      read.listed = true;
      touched_.push_back(links_[i].read);
    }
  }
  for (const ReadId id : touched_) reads_[id].listed = false;
  return touched_;
}

ParkedReads::ReadId ParkedReads::overdue(RealTime now) const {
  if (deadlines_.empty() || reads_[deadlines_.front()].deadline > now) return kNone;
  return deadlines_.front();
}

const std::vector<ParkedReads::ReadId>& ParkedReads::all() {
  touched_.clear();
  for (ReadId id = 0; id < reads_.size(); ++id) {
    if (reads_[id].links != kNowhere) touched_.push_back(id);
  }
  return touched_;
}

std::span<const model::Term> ParkedReads::streams(ReadId id) {
  terms_.clear();
  for (Index i = reads_[id].links; i != kNowhere; i = links_[i].next_of_read) {
    terms_.push_back({store_.key(links_[i].key), links_[i].after});
  }
  return terms_;
}

void ParkedReads::take_out(ReadId id) {
  Read& read = reads_[id];
  SW_CHECK(read.links != kNowhere);
  SW_CHECK(sessions_.erase(Session{read.to.session, read.to.port}) == 1);
  for (Index i = read.links; i != kNowhere;) {
    const Index next = links_[i].next_of_read;
    remove_link(i);
    i = next;
  }
  read.links = kNowhere;
  if (read.heap_slot != kNowhere) heap_remove(id);
  free_reads_.push_back(id);
}

ParkedReads::Index ParkedReads::add_link(ReadId read, const model::Term& stream) {
  Index index = static_cast<Index>(links_.size());
  if (free_links_.empty()) {
    links_.emplace_back();
  } else {
    index = free_links_.back();
    free_links_.pop_back();
  }
  const stream::KeyId key = store_.watch(stream.name);
  if (key >= waiting_.size()) waiting_.resize(key + std::size_t{1});
  Waiting& waiting = waiting_[key];
  links_[index] = {read, key, stream.value, kNowhere, kNowhere, waiting.last};
  (waiting.last == kNowhere ? waiting.first : links_[waiting.last].next) = index;
  waiting.last = index;
  return index;
}

void ParkedReads::remove_link(Index index) {
  const Link link = links_[index];
  Waiting& waiting = waiting_[link.key];
  (link.previous == kNowhere ? waiting.first : links_[link.previous].next) = link.next;
  (link.next == kNowhere ? waiting.last : links_[link.next].previous) = link.previous;
  store_.unwatch(link.key);
  free_links_.push_back(index);
}

void ParkedReads::heap_insert(ReadId id) {
  deadlines_.push_back(id);
  heap_set(deadlines_.size() - 1, id);
  heap_up(deadlines_.size() - 1);
}

void ParkedReads::heap_remove(ReadId id) {
  const std::size_t slot = reads_[id].heap_slot;
  SW_CHECK(slot < deadlines_.size() && deadlines_[slot] == id);
  const ReadId last = deadlines_.back();
  deadlines_.pop_back();
  reads_[id].heap_slot = kNowhere;
  if (last == id) return;
  heap_set(slot, last);
  heap_up(slot);
  heap_down(reads_[last].heap_slot);
}

void ParkedReads::heap_up(std::size_t slot) {
  const ReadId id = deadlines_[slot];
  while (slot > 0) {
    const std::size_t parent = (slot - 1) / 2;
    if (reads_[deadlines_[parent]].deadline <= reads_[id].deadline) break;
    heap_set(slot, deadlines_[parent]);
    slot = parent;
  }
  heap_set(slot, id);
}

void ParkedReads::heap_down(std::size_t slot) {
  const ReadId id = deadlines_[slot];
  while (true) {
    std::size_t child = 2 * slot + 1;
    if (child >= deadlines_.size()) break;
    if (child + 1 < deadlines_.size() &&
        reads_[deadlines_[child + 1]].deadline < reads_[deadlines_[child]].deadline) {
      ++child;
    }
    if (reads_[id].deadline <= reads_[deadlines_[child]].deadline) break;
    heap_set(slot, deadlines_[child]);
    slot = child;
  }
  heap_set(slot, id);
}

void ParkedReads::heap_set(std::size_t slot, ReadId id) {
  deadlines_[slot] = id;
  reads_[id].heap_slot = static_cast<Index>(slot);
}

}  // namespace stellwerk::runtime
