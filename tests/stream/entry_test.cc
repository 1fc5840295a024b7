// SPDX-License-Identifier: Apache-2.0
#include "core/stream/entry.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/transcript.h"

namespace stellwerk::stream {
namespace {

using model::Event;
using model::EventType;

std::string written(const Event& event) {
  std::string line;
  testing_support::Transcript transcript(line);
  write_entry(event, transcript);
  EXPECT_TRUE(transcript.complete()) << line;
  return line;
}

TEST(Entry, NamesItselfLikeARedisStreamEntry) {
  EXPECT_EQ(entry_id(0), "0-0");
  EXPECT_EQ(entry_id(18'446'744'073'709'551'615U), "18446744073709551615-0");
}

TEST(Entry, AMessageHasItsFieldsInOrder) {
  Event event;
  event.type = EventType::kMessageIn;
  event.seq = 12;
  event.at = {1'700'000'000'123};
  event.conv = "c1";
  event.agent = "a1";
  event.queue = "billing";
  event.message = "m7";
  event.channel = "web";
  event.customer = "Erika";
  event.has_payload = true;
  event.payload = "hello";
  event.from = "a1";
  event.author = "customer";
  EXPECT_EQ(written(event),
            "['12-0', ['type', 'message.in', 'conv', 'c1', 'agent', 'a1', 'queue', 'billing', "
            "'at', '1700000000123', 'msgid', 'm7', 'channel', 'web', 'customer', 'Erika', "
            "'payload', 'hello', 'from', 'a1', 'author', 'customer']]");
}

TEST(Entry, AnEmptyPayloadIsThere) {
  Event event;
  event.type = EventType::kMessageOut;
  event.seq = 1;
  event.has_payload = true;
  EXPECT_EQ(written(event), "['1-0', ['type', 'message.out', 'at', '0', 'payload', '']]");
}

TEST(Entry, AnOfferHasItsNameAndWhenItExpires) {
  Event event;
  event.type = EventType::kOfferCreated;
  event.seq = 3;
  event.at = {5};
  event.conv = "c1";
  event.agent = "a1";
  event.queue = "q";
  event.offer = 77;
  event.expires = 20'005;
  EXPECT_EQ(written(event),
            "['3-0', ['type', 'offer.created', 'conv', 'c1', 'agent', 'a1', "
            "'queue', 'q', 'offer', '" +
                model::offer_name(77) + "', 'at', '5', 'expires', '20005']]");
}

TEST(Entry, OtherFieldsFollowAsTheyApply) {
  Event state;
  state.type = EventType::kAgentState;
  state.seq = 4;
  state.agent = "a1";
  state.reason = "missed";
  state.state = "away";
  state.epoch = 2;
  EXPECT_EQ(written(state),
            "['4-0', ['type', 'agent.state', 'agent', 'a1', 'at', '0', "
            "'reason', 'missed', 'state', 'away', 'epoch', '2']]");
  Event clock;
  clock.type = EventType::kSlaBreached;
  clock.seq = 5;
  clock.conv = "c1";
  clock.clock = "first_response";
  clock.due = 0;
  clock.sla = "fast";
  EXPECT_EQ(written(clock),
            "['5-0', ['type', 'sla.breached', 'conv', 'c1', 'at', '0', "
            "'clock', 'first_response', 'due', '0', 'sla', 'fast']]");
  Event opened;
  opened.type = EventType::kConversationOpened;
  opened.seq = 6;
  opened.missing = "skill x";
  opened.priority = 5;
  opened.reopened = 1;
  opened.episode = 2;
  opened.waited_ms = 9;
  opened.version = 3;
  EXPECT_EQ(written(opened),
            "['6-0', ['type', 'conversation.opened', 'at', '0', 'missing', 'skill x', 'priority', "
            "'5', 'reopened', '1', 'episode', '2', 'waited_ms', '9', 'version', '3']]");
}

TEST(Entry, HasRoomForEveryFieldAtOnce) {
  Event event;
  event.seq = ~std::uint64_t{0};
  event.conv = event.agent = event.queue = event.channel = event.customer = event.message = "x";
  event.from = event.author = event.clock = event.reason = event.missing = event.state = "y";
  event.sla = "z";
  event.has_payload = true;
  event.offer = ~std::uint64_t{0};
  event.expires = event.due = event.epoch = event.version = event.priority = INT64_MAX;
  event.reopened = event.episode = event.waited_ms = INT64_MAX;
  EXPECT_NE(written(event).find("'version', '9223372036854775807'"), std::string::npos);
}

}  // namespace
}  // namespace stellwerk::stream
