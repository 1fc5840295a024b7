// SPDX-License-Identifier: Apache-2.0
#include "core/stream/answer.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/transcript.h"

namespace stellwerk::stream {
namespace {

using model::Code;
using model::Command;
using model::CommandKind;
using model::Event;
using model::EventType;
using model::Field;
using model::Term;
using testing_support::Transcript;

constexpr std::uint64_t kEnd = ~std::uint64_t{0};

// Event n concerns agent a1 when n is even.
EventStore store_of(std::uint64_t events, Limits limits = {}) {
  EventStore store(limits);
  for (std::uint64_t seq = 1; seq <= events; ++seq) {
    Event event;
    event.type = EventType::kConversationClosed;
    event.seq = seq;
    if (seq % 2 == 0) event.agent = "a1";
    store.append(event);
  }
  return store;
}

std::string entry(std::uint64_t seq) {
  return "['" + std::to_string(seq) + "-0', ['type', 'conversation.closed', " +
         (seq % 2 == 0 ? "'agent', 'a1', " : "") + "'at', '0']]";
}

std::string read(const EventStore& store, const std::vector<Term>& streams, std::uint64_t count = 0,
                 std::uint8_t protocol = 2) {
  const ReadPlan plan(store, streams, count);
  if (plan.empty()) return "nothing";
  std::string line;
  Transcript transcript(line);
  plan.write(protocol, transcript);
  EXPECT_TRUE(transcript.complete()) << line;
  return line;
}

struct Asked {
  explicit Asked(CommandKind kind, std::string_view key) : term{key, 0} {
    command.kind = kind;
    command.streams = {&term, 1};
  }
  Term term;
  Command command;
};

std::string answered(EventStore& store, const Command& command) {
  std::string line;
  Transcript transcript(line);
  answer(store, command, transcript);
  EXPECT_TRUE(transcript.complete()) << line;
  return line;
}

std::string range(EventStore& store, std::string_view key, std::uint64_t first, std::uint64_t last,
                  std::int64_t count = -1) {
  Asked asked(CommandKind::kStreamRange, key);
  asked.command.first = first;
  asked.command.last = last;
  if (count >= 0) {
    asked.command.count = static_cast<std::uint64_t>(count);
    asked.command.mark(Field::kCount);
  }
  return answered(store, asked.command);
}

std::string problem(const EventStore& store, const Command& command) {
  const Problem found = check(store, command);
  return std::string(model::name(found.code)) + " " + found.text;
}

TEST(StreamRead, AnswersAnArrayOfStreamsInResp2AndAMapInResp3) {
  const EventStore store = store_of(3);
  EXPECT_EQ(read(store, {{"events", 1}}), "[['events', [" + entry(2) + ", " + entry(3) + "]]]");
  EXPECT_EQ(read(store, {{"events", 2}, {"inbox:a1", 0}}, 0, 3),
            "{'events': [" + entry(3) + "], 'inbox:a1': [" + entry(2) + "]}");
}

TEST(StreamRead, LeavesOutStreamsWithoutEntries) {
  const EventStore store = store_of(3);
  EXPECT_EQ(read(store, {{"inbox:a1", 2}, {"outbox:web", 0}, {"events", 2}}),
            "[['events', [" + entry(3) + "]]]");
  EXPECT_EQ(read(store, {{"events", 3}, {"inbox:a1", 2}}), "nothing");
  EXPECT_EQ(read(store, {{"events", 99}}), "nothing");
  EXPECT_EQ(read(store, {{"events", model::kStreamAfterNow}}), "nothing");
}

TEST(StreamRead, CountBoundsEachStream) {
  const EventStore store = store_of(9);
  EXPECT_EQ(read(store, {{"events", 0}, {"inbox:a1", 2}}, 2),
            "[['events', [" + entry(1) + ", " + entry(2) + "]], ['inbox:a1', [" + entry(4) + ", " +
                entry(6) + "]]]");
}

TEST(StreamRead, AnAnswerIsBoundedInEntriesAndBytes) {
  Limits limits;
  limits.answer_entries_max = 2;
  EXPECT_EQ(read(store_of(9, limits), {{"events", 0}}, 100),
            "[['events', [" + entry(1) + ", " + entry(2) + "]]]");
  limits = {};
  limits.answer_bytes_max = 1;
  // One entry is always answered, so that a reader gets on.
  EXPECT_EQ(read(store_of(9, limits), {{"events", 4}, {"inbox:a1", 0}}),
            "[['events', [" + entry(5) + "]]]");
}

TEST(StreamRange, IsInclusiveOnBothSides) {
  EventStore store = store_of(5);
  EXPECT_EQ(range(store, "events", 2, 3), "[" + entry(2) + ", " + entry(3) + "]");
  EXPECT_EQ(range(store, "inbox:a1", 0, kEnd), "[" + entry(2) + ", " + entry(4) + "]");
  EXPECT_EQ(range(store, "inbox:a1", 3, 4), "[" + entry(4) + "]");
  EXPECT_EQ(range(store, "events", 4, 2), "[]");
  EXPECT_EQ(range(store, "events", 9, kEnd), "[]");
  EXPECT_EQ(range(store, "inbox:idle", 0, kEnd), "[]");
  EXPECT_EQ(range(store, "events", 0, kEnd, 1), "[" + entry(1) + "]");
  EXPECT_EQ(range(store, "events", 0, kEnd, 0), "[]");
}

TEST(StreamLength, CountsWhatIsRetained) {
  EventStore store = store_of(5);
  store.trim(3);
  EXPECT_EQ(answered(store, Asked(CommandKind::kStreamLength, "events").command), "3");
  EXPECT_EQ(answered(store, Asked(CommandKind::kStreamLength, "inbox:a1").command), "1");
  EXPECT_EQ(answered(store, Asked(CommandKind::kStreamLength, "outbox:x").command), "0");
}

TEST(StreamInfo, HasTheFieldsOfRedis) {
  EventStore store = store_of(5);
  store.trim(2);
  EXPECT_EQ(answered(store, Asked(CommandKind::kStreamInfo, "events").command),
            "{'length': 4, 'radix-tree-keys': 1, 'radix-tree-nodes': 2, 'last-generated-id': "
            "'5-0', 'max-deleted-entry-id': '1-0', 'entries-added': 5, 'recorded-first-entry-id': "
            "'2-0', 'groups': 0, 'first-entry': " +
                entry(2) + ", 'last-entry': " + entry(5) + "}");
  EXPECT_EQ(answered(store, Asked(CommandKind::kStreamInfo, "inbox:none").command),
            "{'length': 0, 'radix-tree-keys': 1, 'radix-tree-nodes': 2, 'last-generated-id': "
            "'0-0', 'max-deleted-entry-id': '1-0', 'entries-added': 0, 'recorded-first-entry-id': "
            "'0-0', 'groups': 0, 'first-entry': null, 'last-entry': null}");
}

TEST(StreamTrim, AnswersHowManyWentAndTouchesEventsOnly) {
  EventStore store = store_of(5);
  Asked trim(CommandKind::kStreamTrim, "events");
  trim.command.first = 4;
  EXPECT_EQ(answered(store, trim.command), "3");
  EXPECT_EQ(answered(store, trim.command), "0");
  Asked other(CommandKind::kStreamTrim, "inbox:a1");
  EXPECT_EQ(answered(store, other.command),
            "!BADARG key: only the stream 'events' can be trimmed, the others follow it");
}

TEST(StreamCheck, NamesAKeyThatNoStreamHas) {
  const EventStore store = store_of(1);
  EXPECT_EQ(problem(store, Asked(CommandKind::kStreamRead, "event").command),
            "UNKNOWNSTREAM 'event' names no stream: the streams are events, inbox:AGENT and "
            "outbox:CHANNEL");
  EXPECT_EQ(check(store, Asked(CommandKind::kStreamInfo, "inbox:").command).code,
            Code::kUnknownStream);
}

TEST(StreamCheck, AnIdOlderThanWhatIsRetainedIsStale) {
  EventStore store = store_of(10);
  store.trim(5);
  struct Case {
    CommandKind kind;
    std::uint64_t id;
    Code code;
  };
  const std::vector<Case> cases = {
      {CommandKind::kStreamRead, 0, Code::kOk},     {CommandKind::kStreamRead, 1, Code::kStale},
      {CommandKind::kStreamRead, 3, Code::kStale},  {CommandKind::kStreamRead, 4, Code::kOk},
      {CommandKind::kStreamRead, kEnd, Code::kOk},  {CommandKind::kStreamRange, 0, Code::kOk},
      {CommandKind::kStreamRange, 4, Code::kStale}, {CommandKind::kStreamRange, 5, Code::kOk},
      {CommandKind::kStreamRange, 99, Code::kOk},   {CommandKind::kStreamLength, 1, Code::kOk},
  };
  for (const Case& each : cases) {
    for (const std::string_view key : {"events", "inbox:a1", "inbox:idle"}) {
      Asked asked(each.kind, key);
      asked.term.value = each.id;
      asked.command.first = each.id;
      EXPECT_EQ(check(store, asked.command).code, each.code) << key << " " << each.id;
    }
  }
  Asked stale(CommandKind::kStreamRead, "events");
  stale.term.value = 2;
  EXPECT_EQ(problem(store, stale.command),
            "STALE first=5-0 is the oldest entry retained: start from it, or from 0 for all that "
            "is left");
}

TEST(StreamCheck, NothingIsStaleInAnEmptyHistory) {
  const EventStore store{Limits{}};
  Asked asked(CommandKind::kStreamRead, "events");
  EXPECT_EQ(check(store, asked.command).code, Code::kOk);
  asked.term.value = 7;
  EXPECT_EQ(check(store, asked.command).code, Code::kOk);
}

}  // namespace
}  // namespace stellwerk::stream
