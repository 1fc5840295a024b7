// SPDX-License-Identifier: Apache-2.0
#include "core/stream/answer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/check.h"
#include "core/stream/entry.h"

namespace stellwerk::stream {
namespace {

using model::Code;
using model::Command;
using model::CommandKind;
using model::Field;
using model::ReplyWriter;

// What is left of one answer's bounds.
struct Budget {
  explicit Budget(const Limits& limits)
      : bytes(limits.answer_bytes_max), segments(limits.answer_segments_max) {}

  std::uint64_t bytes;
  std::uint64_t segments;     // to be read from the archive
  std::uint64_t segment = 0;  // the last one
  Problem problem;            // the entry that should have come first cannot be read
};

Problem unreadable(std::uint64_t seq, std::string_view why) {
  std::string text = "entry " + entry_id(seq);
  return {Code::kErr, text.append(" cannot be read: ").append(why)};
}

// Whether the entry may be read for this answer, and can be.
bool take_segment(const EventStore& store, std::uint64_t seq, Budget& budget, std::string& why) {
  const std::uint64_t segment = store.archived_segment(seq);
  if (segment == 0) return true;
  if (segment != budget.segment) {
    if (budget.segments == 0) return false;
    --budget.segments;
    budget.segment = segment;
  }
  return store.readable(seq, why);
}

// Walks on from `begin` until `count` entries or the budget are used up; takes from it. The first
// entry is taken even if it is larger, when `need_one`.
std::uint64_t bounded_end(const EventStore& store, const StreamView& view, std::uint64_t begin,
                          std::uint64_t count, bool need_one, Budget& budget) {
  const std::uint64_t limit = std::min(count, store.limits().answer_entries_max);
  const std::uint64_t end = begin + std::min(limit, view.size() - begin);
  std::string why;
  for (std::uint64_t i = begin; i < end; ++i) {
    if (!take_segment(store, view[i], budget, why)) {
      if (i == begin && !why.empty()) budget.problem = unreadable(view[i], why);
      return i;
    }
    const std::uint64_t size = store.stored_size(view[i]);
    const bool taken = size <= budget.bytes || (need_one && i == begin);
    if (!taken) return i;
    budget.bytes -= std::min(size, budget.bytes);
  }
  return end;
}

void write_entries(const EventStore& store, const StreamView& view, std::uint64_t begin,
                   std::uint64_t end, ReplyWriter& writer) {
  writer.array(static_cast<std::size_t>(end - begin));
  for (std::uint64_t i = begin; i < end; ++i) write_entry(store.event(view[i]), writer);
}

void answer_range(const EventStore& store, const Command& command, ReplyWriter& writer) {
  const StreamView view = *store.stream(command.streams.front().name);
  const std::uint64_t begin = view.lower_bound(command.first);
  const std::uint64_t above =
      command.last == ~std::uint64_t{0} ? view.size() : view.lower_bound(command.last + 1);
  const std::uint64_t wanted = above > begin ? above - begin : 0;
  const std::uint64_t count = command.has(Field::kCount) ? std::min(wanted, command.count) : wanted;
  Budget budget(store.limits());
  const std::uint64_t end = bounded_end(store, view, begin, count, true, budget);
  if (budget.problem.code != Code::kOk) {
    return writer.error(budget.problem.code, budget.problem.text);
  }
  write_entries(store, view, begin, end, writer);
}

// Null without entries, and for one that the archive cannot give back: the others can be told.
void write_entry_at(const EventStore& store, const StreamView& view, std::uint64_t i,
                    ReplyWriter& writer) {
  std::string why;
  if (view.size() == 0 || !store.readable(view[i], why)) return writer.null();
  write_entry(store.event(view[i]), writer);
}

// The fields of Redis; those about its inner trees say that there is one for each stream.
void answer_info(const EventStore& store, const Command& command, ReplyWriter& writer) {
  const std::string_view key = command.streams.front().name;
  const StreamView view = *store.stream(key);
  const std::uint64_t last = view.size() == 0 ? 0 : view[view.size() - 1];
  const std::uint64_t added = store.added(key);
  const auto number = [&writer](std::string_view name, std::uint64_t value) {
    writer.text(name);
    writer.integer(static_cast<std::int64_t>(value));
  };
  const auto id = [&writer](std::string_view name, std::uint64_t seq) {
    writer.text(name);
    writer.text(entry_id(seq));
  };
  writer.map(10);
  number("length", view.size());
  number("radix-tree-keys", 1);
  number("radix-tree-nodes", 2);
  id("last-generated-id", key == "events" ? store.last() : last);
  id("max-deleted-entry-id", store.first() - 1);
  number("entries-added", added);
  id("recorded-first-entry-id", view.size() == 0 ? 0 : view[0]);
  number("groups", 0);
  writer.text("first-entry");
  write_entry_at(store, view, 0, writer);
  writer.text("last-entry");
  write_entry_at(store, view, view.size() - 1, writer);
}

void answer_trim(EventStore& store, const Command& command, ReplyWriter& writer) {
  if (command.streams.front().name != "events") {
    return writer.error(Code::kBadArg,
                        "key: only the stream 'events' can be trimmed, the others follow it");
  }
  writer.integer(static_cast<std::int64_t>(store.trim(command.first)));
}

// The least number that a command wants to see, as far as that is named; 0: from the beginning.
std::uint64_t starts_from(const Command& command, const model::Term& term) {
  if (command.kind == CommandKind::kStreamRange) return command.first;
  if (command.kind != CommandKind::kStreamRead) return 0;
  if (term.value == model::kStreamAfterNow) return 0;
  return term.value == 0 ? 0 : term.value + 1;
}

}  // namespace

Problem check(const EventStore& store, const Command& command) {
  for (const model::Term& term : command.streams) {
    if (!store.stream(term.name)) {
      std::string text = "'";
      text.append(term.name.substr(0, 160));
      text.append("' names no stream: the streams are events, inbox:AGENT and outbox:CHANNEL");
      return {Code::kUnknownStream, std::move(text)};
    }
    const std::uint64_t start = starts_from(command, term);
    if (start != 0 && start < store.first()) {
      std::string text = "first=" + entry_id(store.first());
      text.append(" is the oldest entry retained: start from it, or from 0 for all that is left");
      return {Code::kStale, std::move(text)};
    }
  }
  return {};
}

ReadPlan::ReadPlan(const EventStore& store, std::span<const model::Term> streams,
                   std::uint64_t count)
    : store_(store) {
  const std::uint64_t wanted = count == 0 ? ~std::uint64_t{0} : count;
  Budget budget(store.limits());
  for (const model::Term& term : streams) {
    if (term.value == model::kStreamAfterNow) continue;
    const StreamView view = *store.stream(term.name);
    const std::uint64_t begin = view.lower_bound(term.value + 1);
    const std::uint64_t end = bounded_end(store, view, begin, wanted, parts_.empty(), budget);
    if (end > begin) parts_.push_back({term.name, begin, end});
  }
  problem_ = std::move(budget.problem);
}

void ReadPlan::write(std::uint8_t protocol, ReplyWriter& writer) const {
  SW_CHECK(!empty());
  if (problem_.code != Code::kOk) return writer.error(problem_.code, problem_.text);
  if (protocol == 3) {
    writer.map(parts_.size());
  } else {
    writer.array(parts_.size());
  }
  for (const Part& part : parts_) {
    if (protocol != 3) writer.array(2);
    writer.text(part.key);
    write_entries(store_, *store_.stream(part.key), part.begin, part.end, writer);
  }
}

void answer(EventStore& store, const Command& command, ReplyWriter& writer) {
  SW_CHECK(command.streams.size() == 1);
  switch (command.kind) {
    case CommandKind::kStreamRange:
      return answer_range(store, command, writer);
    case CommandKind::kStreamLength:
      return writer.integer(
          static_cast<std::int64_t>(store.stream(command.streams.front().name)->size()));
    case CommandKind::kStreamInfo:
      return answer_info(store, command, writer);
    case CommandKind::kStreamTrim:
      return answer_trim(store, command, writer);
    default:
      SW_CHECK_MSG(false, "not a stream command");
  }
}

}  // namespace stellwerk::stream
