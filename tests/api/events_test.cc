// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/event.h"
#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::HasSubstr;

ConversationId numbered(int i) { return ConversationId("c" + std::to_string(i)); }

void open_many(Station& station, int from, int to) {
  for (int i = from; i < to; ++i) {
    ASSERT_TRUE(station.producer().open_conversation(numbered(i), {.queue = QueueId("auto")}).ok());
    if (i % 500 == 499) station.poll();
    for (Reply reply; station.producer().next(reply);) ASSERT_TRUE(reply.status.ok());
  }
  station.poll();
}

TEST(Events, ComeInOrderWithoutAGapHoweverManyThereAre) {
  Station station;
  station.staff("anna", {.capacity = 1'000'000});
  open_many(station, 0, 10'000);
  const std::vector<Event> events = station.events();
  ASSERT_EQ(events.size(), 2U + 2U * 10'000U);
  for (std::size_t i = 0; i < events.size(); ++i) ASSERT_EQ(events[i].seq, i + 1);
  EXPECT_EQ(brief(events.back()), "conversation.assigned c9999 anna");
  EXPECT_EQ(station.reader().position(), events.size());
}

TEST(Events, AreReadOnFromAnyPosition) {
  Station station;
  open_many(station, 0, 10);
  const std::vector<Event> all = station.events();
  ASSERT_GT(all.size(), 5U);
  auto reader = station.router().make_event_reader(EventStream::all(), all[4].seq).value();
  station.poll();
  Event event;
  ASSERT_TRUE(reader.next(event));
  EXPECT_EQ(event.seq, all[5].seq);
  EXPECT_EQ(brief(event), brief(all[5]));
  reader.seek(0);
  station.poll();
  ASSERT_TRUE(reader.next(event));
  EXPECT_EQ(event.seq, 1U);
}

TEST(Events, AreTheSameForEveryReader) {
  Station station;
  auto other = station.router().make_event_reader().value();
  open_many(station, 0, 100);
  const std::vector<Event> mine = station.events();
  std::vector<std::uint64_t> theirs;
  do {
    for (Event event; other.next(event);) theirs.push_back(event.seq);
  } while (station.router().poll(station.now()) > 0);
  ASSERT_EQ(theirs.size(), mine.size());
  EXPECT_EQ(theirs.back(), mine.back().seq);
}

TEST(Events, OfOneAgentAreASubsetWithTheSameNumbers) {
  Station station;
  station.staff("anna");
  station.staff("ben", {.skills = Skills{{"x", 1}}});
  auto inbox = station.router().make_event_reader(EventStream::inbox(AgentId("ben"))).value();
  open_many(station, 0, 2);
  std::vector<std::string> expected;
  for (const Event& event : station.events()) {
    if (event.agent == AgentId("ben") && event.type != EventType::kAgentState) {
      expected.push_back(std::to_string(event.seq) + brief(event));
    }
  }
  std::vector<std::string> got;
  for (Event event; inbox.next(event);) got.push_back(std::to_string(event.seq) + brief(event));
  EXPECT_EQ(got, expected);
  EXPECT_FALSE(got.empty());
}

TEST(Events, AReaderThatFellBehindIsToldAndGoesOnFromWhatIsThere) {
  Options options = station_options();
  options.events_max = 10;
  Station station(options);
  auto slow = station.router().make_event_reader(EventStream::all(), 0).value();
  station.poll();
  Event event;
  ASSERT_TRUE(slow.next(event));
  EXPECT_EQ(event.seq, 1U);
  open_many(station, 0, 100);
  // What was under way when they were dropped still comes.
  while (slow.next(event) || station.router().poll(station.now()) > 0) {
  }
  slow.seek(1);
  station.poll();
  EXPECT_FALSE(slow.next(event));
  EXPECT_EQ(slow.status().code, Code::kStale);
  EXPECT_THAT(slow.status().text, HasSubstr("first="));
  EXPECT_FALSE(slow.next(event)) << "it stays so";

  slow.seek(0);
  EXPECT_TRUE(slow.status().ok());
  station.poll();
  ASSERT_TRUE(slow.next(event));
  EXPECT_GT(event.seq, 50U);
}

TEST(Events, OfNobodyAreRefused) {
  Station station;
  const auto refused = station.router().make_event_reader(EventStream::inbox(AgentId("a b")));
  EXPECT_EQ(refused.code(), Code::kBadArg);
  EXPECT_THAT(refused.status().text, HasSubstr("inbox:a b"));
  EXPECT_EQ(station.router().make_event_reader(EventStream::outbox(ChannelId())).code(),
            Code::kBadArg);
}

TEST(Events, NamesAndStatesAreThoseOfTheWire) {
  for (std::uint8_t i = 0; i < model::kEventTypeCount; ++i) {
    EXPECT_EQ(name(static_cast<EventType>(i)), model::name(static_cast<model::EventType>(i)));
  }
  EXPECT_EQ(name(EventType::kSlaBreached), "sla.breached");
  EXPECT_EQ(name(EventType::kConversationUnroutable), "conversation.unroutable");
  EXPECT_EQ(name(Code::kUnknownStream), "UNKNOWNSTREAM");
  EXPECT_EQ(name(ConversationState::kWrapup), "wrapup");
  EXPECT_EQ(name(Presence::kDraining), "draining");
}

TEST(Events, OfAgentsClocksAndThePolicyTellTheirParts) {
  Station station;
  Producer& producer = station.producer();
  const AgentId anna("anna");
  station.reply(producer.set_agent(anna, {}));
  station.reply(producer.set_presence(anna, Presence::kAway, {.reason = "training"}));
  station.reply(producer.open_conversation(numbered(1), {.queue = QueueId("help"), .priority = 3}));
  station.advance(60'000);
  const std::vector<Event> events = station.events();
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[0].version, 1U);
  EXPECT_EQ(events[1].state, "away");
  EXPECT_EQ(events[1].reason, "training");
  EXPECT_EQ(events[1].epoch, 1U);
  EXPECT_EQ(events[2].priority, 3U);
  EXPECT_EQ(events[2].episode, 1U);
  EXPECT_EQ(events[3].type, EventType::kSlaWarning);
  EXPECT_EQ(events[3].at_ms, kMorning + 48'000);
  EXPECT_EQ(events[4].type, EventType::kSlaBreached);
  EXPECT_EQ(events[4].clock, "first_response");
  EXPECT_EQ(events[4].due_ms, kMorning + 60'000);
}

}  // namespace
}  // namespace stellwerk::tests
