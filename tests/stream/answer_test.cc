// SPDX-License-Identifier: Apache-2.0
#include "core/stream/answer.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/stream/memory_archive.h"
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

// So many events, every other one in the inbox of a1.
class Filled : public EventStore {
 public:
  explicit Filled(std::uint64_t events, const Limits& limits = {},
                  std::unique_ptr<Archive> archive = nullptr)
      : EventStore(limits, std::move(archive)) {
    for (std::uint64_t seq = 1; seq <= events; ++seq) {
      Event event;
      event.type = EventType::kConversationClosed;
      event.seq = seq;
      if (seq % 2 == 0) event.agent = "a1";
      append(event);
    }
  }
};

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
  const Filled store(3);
  EXPECT_EQ(read(store, {{"events", 1}}), "[['events', [" + entry(2) + ", " + entry(3) + "]]]");
  EXPECT_EQ(read(store, {{"events", 2}, {"inbox:a1", 0}}, 0, 3),
            "{'events': [" + entry(3) + "], 'inbox:a1': [" + entry(2) + "]}");
}

TEST(StreamRead, LeavesOutStreamsWithoutEntries) {
  const Filled store(3);
  EXPECT_EQ(read(store, {{"inbox:a1", 2}, {"outbox:web", 0}, {"events", 2}}),
            "[['events', [" + entry(3) + "]]]");
  EXPECT_EQ(read(store, {{"events", 3}, {"inbox:a1", 2}}), "nothing");
  EXPECT_EQ(read(store, {{"events", 99}}), "nothing");
  EXPECT_EQ(read(store, {{"events", model::kStreamAfterNow}}), "nothing");
}

TEST(StreamRead, CountBoundsEachStream) {
  const Filled store(9);
  EXPECT_EQ(read(store, {{"events", 0}, {"inbox:a1", 2}}, 2),
            "[['events', [" + entry(1) + ", " + entry(2) + "]], ['inbox:a1', [" + entry(4) + ", " +
                entry(6) + "]]]");
}

TEST(StreamRead, AnAnswerIsBoundedInEntriesAndBytes) {
  Limits limits;
  limits.answer_entries_max = 2;
  EXPECT_EQ(read(Filled(9, limits), {{"events", 0}}, 100),
            "[['events', [" + entry(1) + ", " + entry(2) + "]]]");
  limits = {};
  limits.answer_bytes_max = 1;
  // One entry is always answered, so that a reader gets on.
  EXPECT_EQ(read(Filled(9, limits), {{"events", 4}, {"inbox:a1", 0}}),
            "[['events', [" + entry(5) + "]]]");
}

TEST(StreamRange, IsInclusiveOnBothSides) {
  Filled store(5);
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
  Filled store(5);
  store.trim(3);
  EXPECT_EQ(answered(store, Asked(CommandKind::kStreamLength, "events").command), "3");
  EXPECT_EQ(answered(store, Asked(CommandKind::kStreamLength, "inbox:a1").command), "1");
  EXPECT_EQ(answered(store, Asked(CommandKind::kStreamLength, "outbox:x").command), "0");
}

TEST(StreamInfo, HasTheFieldsOfRedis) {
  Filled store(5);
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
  Filled store(5);
  Asked trim(CommandKind::kStreamTrim, "events");
  trim.command.first = 4;
  EXPECT_EQ(answered(store, trim.command), "3");
  EXPECT_EQ(answered(store, trim.command), "0");
  Asked other(CommandKind::kStreamTrim, "inbox:a1");
  EXPECT_EQ(answered(store, other.command),
            "!BADARG key: only the stream 'events' can be trimmed, the others follow it");
}

TEST(StreamCheck, NamesAKeyThatNoStreamHas) {
  const Filled store(1);
  EXPECT_EQ(problem(store, Asked(CommandKind::kStreamRead, "event").command),
            "UNKNOWNSTREAM 'event' names no stream: the streams are events, inbox:AGENT and "
            "outbox:CHANNEL");
  EXPECT_EQ(check(store, Asked(CommandKind::kStreamInfo, "inbox:").command).code,
            Code::kUnknownStream);
}

TEST(StreamCheck, AnIdOlderThanWhatIsRetainedIsStale) {
  Filled store(10);
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

// Whatever is in memory and whatever is not: a reader who goes on from what he has seen misses
// nothing and sees nothing twice, and no answer reads more segments than it may.
TEST(ArchivedAnswer, ResumesAtAnyNumber) {
  Limits limits;
  limits.resident_max = 500;
  limits.segment_entries = 4;
  limits.answer_segments_max = 3;
  ArchivePlace place;
  const Filled store(100, limits, std::make_unique<MemoryArchive>(place));
  ASSERT_GT(store.archived_entries(), 80U);
  for (const std::string_view key : {"events", "inbox:a1"}) {
    const std::uint64_t step = key == "events" ? 1 : 2;
    for (std::uint64_t start = 0; start < 100; ++start) {
      std::uint64_t seen = start - start % step;
      while (true) {
        const Term term{key, seen == 0 ? 0 : seen};
        place.reads = 0;
        const ReadPlan plan(store, {&term, 1}, 0);
        ASSERT_LE(place.reads, 3U);
        if (plan.empty()) break;
        const std::string answer = read(store, {term});
        ASSERT_NE(answer.find(entry(seen + step)), std::string::npos) << key << ' ' << answer;
        while (answer.find(entry(seen + step)) != std::string::npos) seen += step;
      }
      ASSERT_EQ(seen, 100U) << key << " from " << start;
    }
  }
}

TEST(ArchivedAnswer, SaysWhatCannotBeRead) {
  Limits limits;
  limits.resident_max = 500;
  limits.segment_entries = 4;
  ArchivePlace place;
  Filled store(100, limits, std::make_unique<MemoryArchive>(place));
  place.unreadable = {8};
  const std::string error = "!ERR entry 8-0 cannot be read: segment 8 is damaged";
  EXPECT_EQ(read(store, {{"events", 7}}), error);
  EXPECT_EQ(read(store, {{"events", 98}, {"inbox:a1", 7}}), error);
  EXPECT_EQ(range(store, "events", 8, 20), error);
  // What stands before it is answered, so that readers get as far as they can.
  const std::string before = read(store, {{"events", 5}});
  EXPECT_NE(before.find(entry(7)), std::string::npos);
  EXPECT_EQ(before.find(entry(8)), std::string::npos);
  EXPECT_NE(range(store, "events", 12, 20).find(entry(20)), std::string::npos);
}

}  // namespace
}  // namespace stellwerk::stream
