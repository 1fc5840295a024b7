// SPDX-License-Identifier: Apache-2.0
#include "core/stream/event_store.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/model/codec.h"

namespace stellwerk::stream {
namespace {

constexpr std::string_view kEvents = "events";
constexpr std::string_view kInboxPrefix = "inbox:";
constexpr std::string_view kOutboxPrefix = "outbox:";

// What an index costs beside its numbers: the log, its key, its place in the hash table.
constexpr std::uint64_t kLogMemory = 192;

// While the store's entries are replaced once, every index is visited this often and freed of the
// numbers that went. At most kSweepMax visits for an entry that goes: with one new index for each,
// the dead ones then never outnumber the living.
constexpr std::uint64_t kSweepRounds = 8;
constexpr std::uint64_t kSweepMax = 2;

// Of an address, as evenly spread as names in memory are not.
std::size_t place_of(const char* text) {
  const auto address = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(text));
  return static_cast<std::size_t>(address * 0x9e37'79b9'7f4a'7c15U >> 48U);
}

}  // namespace

std::uint64_t StreamView::lower_bound(std::uint64_t least) const {
  if (ring_ == nullptr) return least <= first_ ? 0 : std::min(least - first_, size_);
  const std::uint64_t i = ring_->lower_bound(least);
  return i <= first_ ? 0 : i - first_;
}

EventStore::EventStore(const Limits& limits, std::unique_ptr<Archive> archive)
    : limits_(limits), archive_(std::move(archive)), segments_(limits, archive_.get()) {
  SW_CHECK(limits.entries_max > 0);
  logs_.grow().key = kEvents;
}

void EventStore::append(const model::Event& event) {
  if (end_ == 1) first_ = end_ = event.seq;
  SW_CHECK(event.seq == end_);
  segments_.append(event);
  ++end_;
  touch(kEventsKey);
  index(event);
  keep_bounds();
}

void EventStore::index(const model::Event& event) {
  if (model::in_inbox(event)) index({Family::kInbox, event.agent}, event.seq);
  if (model::in_outbox(event)) index({Family::kOutbox, event.channel}, event.seq);
}

std::uint64_t EventStore::trim(std::uint64_t least) {
  const std::uint64_t before = first_;
  first_ = std::clamp(least, first_, end_);
  sweep(segments_.drop_below(first_));
  return first_ - before;
}

model::Event EventStore::event(std::uint64_t seq) const {
  SW_CHECK(seq >= first_ && seq < end_);
  if (archived_segment(seq) != 0) {
    std::string problem;
    SW_CHECK_MSG(readable(seq, problem), problem.c_str());
  }
  const std::optional<model::Event> event = model::decode_event(segments_.bytes(seq));
  SW_CHECK_MSG(event.has_value(), "a stored event cannot be read");
  return *event;
}

std::optional<StreamView> EventStore::stream(std::string_view key) const {
  const std::optional<Name> name = parse(key);
  if (!name) return std::nullopt;
  if (name->family == Family::kEvents) return StreamView(first_, end_);
  const Log* const log = find(*name);
  return log == nullptr ? StreamView(end_, end_) : StreamView(log->ring, first_);
}

StreamView EventStore::stream(KeyId id) const {
  return id == kEventsKey ? StreamView(first_, end_) : StreamView(logs_[id].ring, first_);
}

std::uint64_t EventStore::added(std::string_view key) const {
  const std::optional<Name> name = parse(key);
  if (!name) return 0;
  if (name->family == Family::kEvents) return last();
  const Log* const log = find(*name);
  return log == nullptr ? 0 : log->added;
}

KeyId EventStore::watch(std::string_view key) {
  const std::optional<Name> name = parse(key);
  SW_CHECK(name.has_value());
  const KeyId id = name->family == Family::kEvents ? kEventsKey : find_or_make(*name);
  ++logs_[id].watchers;
  return id;
}

void EventStore::unwatch(KeyId id) {
  Log& log = logs_[id];
  SW_CHECK(log.watchers > 0);
  --log.watchers;
  forget_if_idle(id);
}

void EventStore::clear_touched() {
  for (const KeyId id : touched_) {
    logs_[id].touched = false;
    forget_if_idle(id);
  }
  touched_.clear();
}

std::optional<EventStore::Name> EventStore::parse(std::string_view key) {
  if (key == kEvents) return Name{Family::kEvents, {}};
  Family family = Family::kInbox;
  if (key.starts_with(kInboxPrefix)) {
    key.remove_prefix(kInboxPrefix.size());
  } else if (key.starts_with(kOutboxPrefix)) {
    family = Family::kOutbox;
    key.remove_prefix(kOutboxPrefix.size());
  } else {
    return std::nullopt;
  }
  if (!base::is_identifier(key)) return std::nullopt;
  return Name{family, key};
}

const EventStore::Log* EventStore::find(Name name) const {
  const Index& index = name.family == Family::kInbox ? inboxes_ : outboxes_;
  const auto found = index.find(name.text);
  return found == index.end() ? nullptr : &logs_[found->second];
}

KeyId EventStore::find_or_make(Name name) {
  KeyId& hint = hints_[place_of(name.text.data()) % hints_.size()];
  if (logs_[hint].family == name.family && logs_[hint].text == name.text) return hint;
  const Index& index = name.family == Family::kInbox ? inboxes_ : outboxes_;
  const auto found = index.find(name.text);
  hint = found == index.end() ? make(name) : found->second;
  return hint;
}

KeyId EventStore::make(Name name) {
  KeyId id = static_cast<KeyId>(logs_.size());
  if (free_.empty()) {
    logs_.grow();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  Log& log = logs_[id];
  const bool inbox = name.family == Family::kInbox;
  const std::string_view prefix = inbox ? kInboxPrefix : kOutboxPrefix;
  log.family = name.family;
  log.key.append(prefix).append(name.text);
  log.text = std::string_view(log.key).substr(prefix.size());
  (inbox ? inboxes_ : outboxes_).emplace(log.text, id);
  index_memory_ += kLogMemory;
  return id;
}

void EventStore::index(Name name, std::uint64_t seq) {
  const KeyId id = find_or_make(name);
  Log& log = logs_[id];
  if (log.ring.full()) {
    // What has gone from the store makes room first.
    index_memory_ -= log.ring.memory();
    log.ring.drop_below(first_);
    log.ring.push(seq);
    index_memory_ += log.ring.memory();
  } else {
    log.ring.push(seq);
  }
  ++log.added;
  touch(id);
}

void EventStore::touch(KeyId id) {
  Log& log = logs_[id];
  if (log.watchers == 0 || log.touched) return;
  log.touched = true;
  touched_.push_back(id);
}

void EventStore::keep_bounds() {
  if (end_ - first_ > limits_.entries_max) {
    first_ = end_ - limits_.entries_max;
    sweep(segments_.drop_below(first_));
  }
  // What was fetched goes by itself.
  while (segments_.memory() + index_memory_ > limits_.memory_max) {
    const std::uint64_t dropped = segments_.drop_oldest();
    if (dropped == 0) break;
    const std::uint64_t before = first_;
    first_ = std::max(first_, segments_.first());
    forgotten_early_ += first_ - before;
    sweep(dropped);
  }
}

void EventStore::sweep(std::uint64_t dropped) {
  const std::uint64_t logs = logs_.size();
  std::uint64_t visits = logs;
  if (first_ < end_) {
    if (dropped == 0) return;
    const std::uint64_t share = dropped * kSweepRounds * logs / entries();
    visits = std::min({logs, share + 1, dropped * kSweepMax});
  }
  for (std::uint64_t i = 0; i < visits; ++i) {
    if (sweep_next_ >= logs) sweep_next_ = 1;
    if (sweep_next_ >= logs) return;
    Log& log = logs_[sweep_next_];
    if (log.ring.size() > 0) {
      index_memory_ -= log.ring.memory();
      log.ring.drop_below(first_);
      index_memory_ += log.ring.memory();
    }
    forget_if_idle(sweep_next_);
    ++sweep_next_;
  }
}

void EventStore::forget_if_idle(KeyId id) {
  Log& log = logs_[id];
  const bool in_use = log.watchers > 0 || log.touched || log.ring.size() > 0;
  if (id == kEventsKey || log.key.empty() || in_use) return;
  (log.family == Family::kInbox ? inboxes_ : outboxes_).erase(log.text);
  log.text = {};
  log.key.clear();
  log.key.shrink_to_fit();
  log.added = 0;
  free_.push_back(id);
  index_memory_ -= kLogMemory;
}

}  // namespace stellwerk::stream
