// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::ElementsAre;

const AgentId kAnna("anna");
const ConversationId kFirst("c1");

TEST(FirstAssignment, ComesWithOnePoll) {
  auto router = Router::open({.policy = std::string(kPolicy)}).value();
  auto producer = router->make_producer().value();
  auto reader = router->make_event_reader().value();
  producer.set_agent(kAnna, {}).value();
  producer.set_presence(kAnna, Presence::kOnline).value();
  const Ticket ticket = producer.open_conversation(kFirst, {.queue = QueueId("auto")}).value();
  EXPECT_EQ(producer.outstanding(), 3U);
  Reply reply;
  EXPECT_FALSE(producer.next(reply)) << "nothing is decided before poll()";

  EXPECT_GT(router->poll(kMorning * 2), 0U);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(producer.next(reply));
  EXPECT_EQ(reply.ticket, ticket);
  EXPECT_EQ(reply.conversation.agent, kAnna);
  EXPECT_EQ(reply.conversation.state, ConversationState::kActive);
  EXPECT_EQ(producer.outstanding(), 0U);

  std::vector<std::string> told;
  for (Event event; reader.next(event);) told.push_back(brief(event));
  EXPECT_THAT(told, ElementsAre("policy.applied", "agent.state anna", "conversation.opened c1",
                                "conversation.assigned c1 anna"));
}

TEST(FirstAssignment, OfOneThatIsAskedFirst) {
  Station station;
  station.staff("anna");
  Reply opened =
      station.reply(station.producer().open_conversation(kFirst, {.queue = QueueId("help")}));
  EXPECT_EQ(opened.conversation.state, ConversationState::kOffered);
  EXPECT_EQ(opened.conversation.agent, kAnna);
  ASSERT_FALSE(opened.conversation.offer.empty());

  Event offer;
  for (const Event& event : station.events()) {
    if (event.type == EventType::kOfferCreated) offer = event;
  }
  EXPECT_EQ(offer.offer, opened.conversation.offer);
  EXPECT_EQ(offer.agent, kAnna);
  EXPECT_EQ(offer.queue, QueueId("help"));
  EXPECT_EQ(offer.at_ms, kMorning);
  EXPECT_EQ(offer.expires_ms, kMorning + 20'000);

  station.advance(3'000);
  const Reply accepted = station.reply(station.producer().accept(kFirst, offer.offer));
  EXPECT_EQ(accepted.conversation.state, ConversationState::kActive);
  const std::vector<Event> events = station.events();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].type, EventType::kOfferAccepted);
  EXPECT_EQ(events[1].type, EventType::kConversationAssigned);
  EXPECT_EQ(events[1].waited_ms, 3'000);
  EXPECT_EQ(events[1].at_ms, kMorning + 3'000);
  EXPECT_EQ(events[2].type, EventType::kSlaMet);
  EXPECT_EQ(events[2].clock, "first_response");
}

TEST(FirstAssignment, CarriesTheMessagesBothWays) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  MessageIn arrival;
  arrival.opening = {.queue = QueueId("auto"),
                     .channel = ChannelId("chat"),
                     .customer = CustomerId("+49 30 901820")};
  const std::string payload("Guten Tag\0\xff", 11);
  const Reply in = station.reply(producer.message_in(kFirst, MessageId("m1"), payload, arrival));
  EXPECT_EQ(in.conversation.id, kFirst);
  EXPECT_EQ(in.conversation.agent, kAnna);
  EXPECT_FALSE(in.conversation.duplicate);

  auto inbox = station.router().make_event_reader(EventStream::inbox(kAnna)).value();
  auto outbox = station.router().make_event_reader(EventStream::outbox(ChannelId("chat"))).value();
  const Reply out =
      station.reply(producer.message_out(kFirst, MessageId("r1"), "Moin", {.from = kAnna}));
  EXPECT_EQ(described(out.status), "OK");

  Event event;
  bool seen = false;
  while (inbox.next(event)) {
    EXPECT_EQ(event.agent, kAnna);
    seen =
        seen || (event.type == EventType::kMessageIn && event.payload == payload &&
                 event.message == MessageId("m1") && event.customer == CustomerId("+49 30 901820"));
  }
  EXPECT_TRUE(seen) << "the agent's inbox has the message";
  ASSERT_TRUE(outbox.next(event));
  EXPECT_EQ(event.type, EventType::kMessageOut);
  EXPECT_EQ(event.payload, "Moin");
  EXPECT_EQ(event.from, kAnna);
  EXPECT_FALSE(outbox.next(event));
}

TEST(FirstAssignment, WaitsForAnAgentWithTheSkill) {
  Station station;
  station.staff("anna", {.skills = Skills{{"de", 5}}});
  const Reply opened = station.reply(station.producer().open_conversation(
      kFirst, {.queue = QueueId("auto"), .skills = {{"de", 6}}}));
  EXPECT_EQ(opened.conversation.state, ConversationState::kWaiting);
  EXPECT_EQ(opened.conversation.position, 1U);
  EXPECT_TRUE(opened.conversation.agent.empty());
  const std::vector<Event> events = station.events();
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.back().type, EventType::kConversationUnroutable);
  EXPECT_FALSE(events.back().missing.empty());

  station.reply(station.producer().set_agent(kAnna, {.skills = Skills{{"de", 6}}}));
  EXPECT_EQ(station.told().back(), "conversation.assigned c1 anna");
}

}  // namespace
}  // namespace stellwerk::tests
