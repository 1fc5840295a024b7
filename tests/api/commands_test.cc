// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

const AgentId kAnna("anna");
const ConversationId kFirst("c1");

TEST(Commands, AnAgentIsWhatItWasSetTo) {
  Station station;
  Producer& producer = station.producer();
  AgentSettings settings;
  settings.kind = AgentKind::kBot;
  settings.skills = Skills{{"billing", 5}, {"de", 1}};
  settings.capacity = 7;
  settings.channels = std::vector<ChannelMaximum>{{ChannelId("chat"), 3}};
  settings.queues = std::vector<QueueId>{QueueId("help"), QueueId("later")};
  settings.weight = 3;
  settings.rank = 2;
  settings.cost = 40;
  settings.labels = std::vector<Attribute>{{"site", "Kiel"}, {"team", "a b"}};
  EXPECT_EQ(described(station.reply(producer.set_agent(kAnna, settings)).status), "OK");
  const Reply online = station.reply(producer.set_presence(kAnna, Presence::kOnline));
  EXPECT_EQ(online.epoch, 1U);

  const AgentStatus agent = station.reply(producer.read_agent(kAnna)).agent;
  EXPECT_EQ(agent.id, kAnna);
  EXPECT_EQ(agent.kind, AgentKind::kBot);
  EXPECT_EQ(agent.presence, Presence::kOnline);
  EXPECT_EQ(agent.epoch, 1U);
  EXPECT_THAT(agent.skills, ElementsAre(Skill{"billing", 5}, Skill{"de", 1}));
  EXPECT_EQ(agent.capacity, 7U);
  EXPECT_EQ(agent.used, 0U);
  EXPECT_EQ(agent.idle_ms, 0);

  EXPECT_EQ(agent.weight, 3U);
  EXPECT_EQ(agent.rank, 2U);
  EXPECT_EQ(agent.cost, 40U);
  EXPECT_EQ(agent.handled, 0U);

  // What is not given stays, what is given empty goes.
  station.reply(producer.set_agent(kAnna, {.skills = Skills{}}));
  const AgentStatus later = station.reply(producer.read_agent(kAnna)).agent;
  EXPECT_THAT(later.skills, SizeIs(0));
  EXPECT_EQ(later.capacity, 7U);
}

TEST(Commands, PresenceLapsesUnlessItBeats) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  const std::uint64_t epoch =
      station
          .reply(producer.set_presence(kAnna, Presence::kAway,
                                       {.reason = "lunch", .lease_ms = 10'000}))
          .epoch;
  EXPECT_EQ(station.reply(producer.read_agent(kAnna)).agent.reason, "lunch");
  station.advance(9'999);
  EXPECT_EQ(described(station.reply(producer.beat(kAnna, epoch)).status), "OK");
  station.advance(9'999);
  EXPECT_EQ(station.reply(producer.read_agent(kAnna)).agent.presence, Presence::kAway);
  station.advance(1);
  EXPECT_EQ(station.reply(producer.read_agent(kAnna)).agent.presence, Presence::kOffline);
  EXPECT_EQ(station.reply(producer.beat(kAnna, epoch)).status.code, Code::kStale);
}

TEST(Commands, AnAgentWithWorkIsRemovedByForceOnly) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  station.reply(producer.open_conversation(kFirst, {.queue = QueueId("auto")}));
  EXPECT_EQ(station.reply(producer.remove_agent(kAnna)).status.code, Code::kBadState);
  EXPECT_EQ(described(station.reply(producer.remove_agent(kAnna, true)).status), "OK");
  EXPECT_EQ(station.reply(producer.read_agent(kAnna)).status.code, Code::kUnknownAgent);
  const Reply waiting = station.reply(producer.read_conversation(kFirst));
  EXPECT_EQ(waiting.conversation.state, ConversationState::kWaiting);
}

TEST(Commands, AConversationIsExplained) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  station.reply(producer.open_conversation(kFirst, {.queue = QueueId("help")}));
  Opening second;
  second.queue = QueueId("auto");
  second.skills = {{"de", 3}};
  station.reply(producer.open_conversation(ConversationId("c2"), second));
  station.advance(20'000);

  const Explanation waiting =
      station.reply(producer.explain_conversation(ConversationId("c2"))).explanation;
  EXPECT_EQ(waiting.lane, "on_time");
  EXPECT_EQ(waiting.missing, "de>=3");
  EXPECT_TRUE(waiting.complete);
  EXPECT_TRUE(waiting.decisions.empty());
  ASSERT_EQ(waiting.agents.size(), 1U);
  EXPECT_EQ(waiting.agents[0].agent, kAnna);
  EXPECT_EQ(waiting.agents[0].lacks, std::vector<std::string>{"skill de>=3 (has none)"});
  EXPECT_NE(waiting.text.find("It needs de>=3."), std::string::npos) << waiting.text;

  const Reply asked = station.reply(producer.explain_conversation(kFirst, 1));
  EXPECT_EQ(asked.conversation.state, ConversationState::kWaiting);
  ASSERT_EQ(asked.explanation.decisions.size(), 1U);
  const Decision& decision = asked.explanation.decisions[0];
  EXPECT_TRUE(decision.offered);
  EXPECT_EQ(decision.at_ms, kMorning);
  EXPECT_EQ(decision.agent, kAnna);
  EXPECT_EQ(decision.rule, "sla-first");
  EXPECT_EQ(decision.strategy, "least-loaded");
  EXPECT_EQ(decision.decided_by, "");
  ASSERT_EQ(decision.terms.size(), 3U);
  EXPECT_EQ(decision.terms[0].term, "load_permille");
  EXPECT_EQ(decision.terms[0].value, 1'000);
  EXPECT_EQ(decision.terms[0].runner_up_value, std::nullopt);
  EXPECT_FALSE(decision.agent_chose);
  EXPECT_EQ(decision.outcome, "expired");
  EXPECT_EQ(decision.outcome_ms, kMorning + 20'000);
  EXPECT_EQ(decision.slack_ms, 60'000);

  EXPECT_EQ(station.reply(producer.explain_conversation(ConversationId("c9"))).status.code,
            Code::kUnknownConv);
  EXPECT_EQ(station.reply(producer.explain_conversation(kFirst, 0)).status.code, Code::kBadArg);
}

TEST(Commands, AConversationLivesUntilItsWrapUpEnds) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  Opening opening;
  opening.queue = QueueId("auto");
  opening.channel = ChannelId("chat");
  opening.customer = CustomerId("k 7");
  opening.priority = 2;
  opening.sla = "minute";
  opening.age_ms = 4'000;
  opening.units = 1;
  opening.attributes = {{"plan", "gold"}, {"note", "first=yes"}};
  station.reply(producer.open_conversation(kFirst, opening));
  station.advance(1'000);

  const AgentStatus busy = station.reply(producer.read_agent(kAnna)).agent;
  EXPECT_EQ(busy.conversations, 1U);
  EXPECT_EQ(busy.used, 1U);
  EXPECT_EQ(busy.idle_ms, std::nullopt);
  const Reply active = station.reply(producer.read_conversation(kFirst));
  EXPECT_EQ(active.conversation.id, kFirst);
  EXPECT_EQ(active.conversation.state, ConversationState::kActive);
  EXPECT_EQ(active.conversation.agent, kAnna);
  EXPECT_EQ(active.conversation.episode, 1U);
  EXPECT_EQ(active.details.queue, QueueId("auto"));
  EXPECT_EQ(active.details.channel, ChannelId("chat"));
  EXPECT_EQ(active.details.customer, CustomerId("k 7"));
  EXPECT_EQ(active.details.priority, 2U);
  EXPECT_EQ(active.details.sla, "minute");
  EXPECT_EQ(active.details.opened_ms, kMorning);
  EXPECT_EQ(active.details.waited_ms, 4'000);
  EXPECT_EQ(active.details.agents, 1U);
  EXPECT_EQ(active.details.attributes, "plan=gold,note=first=yes");

  EXPECT_EQ(station.reply(producer.close(kFirst, "solved")).conversation.state,
            ConversationState::kWrapup);
  EXPECT_EQ(station.reply(producer.wrapped(kFirst)).conversation.state, ConversationState::kClosed);
  EXPECT_EQ(station.reply(producer.read_conversation(kFirst)).details.outcome, "closed");
  EXPECT_EQ(station.reply(producer.read_conversation(ConversationId("c2"))).status.code,
            Code::kUnknownConv);
}

TEST(Commands, WhatWaitsCanBeChangedAndAbandoned) {
  Station station;
  Producer& producer = station.producer();
  station.reply(producer.open_conversation(kFirst, {.queue = QueueId("help")}));
  Changes changes;
  changes.queue = QueueId("auto");
  changes.skills = Skills{{"de", 2}};
  changes.priority = 9;
  changes.due_ms = 30'000;
  EXPECT_EQ(described(station.reply(producer.update(kFirst, changes)).status), "OK");
  const Reply changed = station.reply(producer.read_conversation(kFirst));
  EXPECT_EQ(changed.details.queue, QueueId("auto"));
  EXPECT_THAT(changed.details.skills, ElementsAre(Skill{"de", 2}));
  EXPECT_EQ(changed.details.priority, 9U);
  EXPECT_EQ(changed.details.due_ms, kMorning + 30'000);

  EXPECT_EQ(station.reply(producer.abandon(kFirst, "hung up")).conversation.state,
            ConversationState::kClosed);
  EXPECT_EQ(station.told().back(), "conversation.abandoned c1");
  EXPECT_EQ(station.reply(producer.read_conversation(kFirst)).details.outcome, "abandoned");
}

TEST(Commands, ABotHandsOverToAHuman) {
  Station station;
  station.staff("robo", {.kind = AgentKind::kBot});
  Producer& producer = station.producer();
  const Reply bot = station.reply(producer.open_conversation(kFirst, {.queue = QueueId("auto")}));
  EXPECT_EQ(bot.conversation.agent, AgentId("robo"));
  station.staff("anna", {.skills = Skills{{"de", 9}}});
  const Reply human =
      station.reply(producer.escalate(kFirst, {{{"de", 9}}, "wants to talk to somebody", 100}));
  EXPECT_EQ(human.conversation.agent, kAnna);
  EXPECT_EQ(human.conversation.escalated, true);
  EXPECT_EQ(bot.conversation.escalated, std::nullopt);
  EXPECT_EQ(station.reply(producer.escalate(kFirst)).status.code, Code::kBadState);
}

TEST(Commands, ABotThatIsSureKeepsIt) {
  Station station;
  station.staff("robo", {.kind = AgentKind::kBot});
  Producer& producer = station.producer();
  station.reply(producer.apply_policy(R"(
[[channel]]
name = "wechat"
reply_messages = 2
[[queue]]
name = "bots"
offer = { mode = "auto" }
bot = { turns = 8, confidence = 0.6 }
)"));
  const Opening opening{.queue = QueueId("bots"), .channel = ChannelId("wechat")};
  station.reply(producer.message_in(kFirst, MessageId("m1"), "hi", {.opening = opening}));
  const Reply kept = station.reply(producer.escalate(kFirst, {.confidence_permille = 600}));
  EXPECT_EQ(kept.conversation.escalated, false);
  EXPECT_EQ(kept.conversation.agent, AgentId("robo"));
  station.reply(producer.message_out(kFirst, MessageId("r1"), "hello"));
  EXPECT_EQ(station.told().back(), "message.out c1");
  station.reply(producer.message_in(kFirst, MessageId("m2"), "?", {.opening = {.window_ms = 50}}));
  const Reply read = station.reply(producer.read_conversation(kFirst));
  EXPECT_EQ(read.details.replies_left, 2U);
  EXPECT_EQ(read.details.turns, 1U);
  EXPECT_TRUE(read.details.window_due_ms.has_value());
  EXPECT_EQ(read.details.customer_writes_ms, std::nullopt);
  const Reply given = station.reply(producer.escalate(kFirst, {.confidence_permille = 599}));
  EXPECT_EQ(given.conversation.escalated, true);
  EXPECT_EQ(given.conversation.state, ConversationState::kWaiting);
}

TEST(Commands, WorkIsSetAsideTakenAndHandedOn) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  station.reply(producer.open_conversation(kFirst, {.queue = QueueId("auto")}));
  EXPECT_EQ(station.reply(producer.hold(kFirst, 60'000)).conversation.state,
            ConversationState::kHeld);
  EXPECT_EQ(station.reply(producer.read_queues(QueueId("auto"))).queues.at(0).held, 1U);
  EXPECT_EQ(station.reply(producer.resume(kFirst)).conversation.state, ConversationState::kActive);
  const ConversationId second("c2");
  station.reply(producer.open_conversation(second, {.queue = QueueId("auto")}));
  EXPECT_EQ(station.reply(producer.take(second, kAnna)).status.code, Code::kFull);
  EXPECT_EQ(station.reply(producer.take(second, kAnna, true)).conversation.agent, kAnna);
  station.staff("ben");
  const Reply handed = station.reply(producer.transfer(kFirst, {.agent = AgentId("ben")}, "knows"));
  EXPECT_EQ(handed.conversation.agent, AgentId("ben"));
  const Reply queued = station.reply(producer.transfer(second, {.queue = QueueId("help")}));
  EXPECT_EQ(described(queued.status), "OK");
}

TEST(Commands, AnOpeningMayNameAnAgentAndPreferredSkills) {
  Station station;
  station.staff("anna");
  station.staff("ben");
  Producer& producer = station.producer();
  const Opening sticky{.queue = QueueId("auto"), .sticky = AgentId("ben"), .sticky_ms = 60'000};
  EXPECT_EQ(station.reply(producer.open_conversation(kFirst, sticky)).conversation.agent,
            AgentId("ben"));
  EXPECT_EQ(
      station.reply(producer.open_conversation(ConversationId("c2"), sticky)).conversation.state,
      ConversationState::kWaiting);
  const Opening wish{.queue = QueueId("auto"), .prefer = {"golf"}};
  EXPECT_EQ(
      station.reply(producer.open_conversation(ConversationId("c3"), wish)).conversation.agent,
      kAnna);
}

TEST(Commands, ADeclinedOfferGoesToTheNext) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  const Reply first = station.reply(producer.open_conversation(kFirst, {.queue = QueueId("help")}));
  EXPECT_EQ(first.conversation.agent, kAnna);
  station.staff("ben");
  const Reply next = station.reply(producer.decline(kFirst, first.conversation.offer, "busy"));
  EXPECT_EQ(next.conversation.agent, AgentId("ben"));
  EXPECT_EQ(station.reply(producer.accept(kFirst, first.conversation.offer)).status.code,
            Code::kStale);
  EXPECT_EQ(station.reply(producer.accept(kFirst, OfferId("o999999"))).status.code,
            Code::kUnknownOffer);
}

TEST(Commands, ReadsTellQueuesAndTheDigest) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  station.reply(producer.open_conversation(kFirst, {.queue = QueueId("auto")}));
  station.reply(producer.open_conversation(ConversationId("c2"), {.queue = QueueId("help")}));
  station.advance(2'500);
  const Reply reply = station.reply(producer.read_queues());
  ASSERT_THAT(reply.queues, SizeIs(2));
  EXPECT_EQ(reply.queues[0].queue, QueueId("help"));
  EXPECT_EQ(reply.queues[0].waiting, 1U);
  EXPECT_EQ(reply.queues[0].oldest_ms, 2'500);
  EXPECT_EQ(reply.queues[0].agents_online, 1U);
  EXPECT_EQ(reply.queues[0].agents_free, 0U);
  EXPECT_EQ(reply.queues[1].queue, QueueId("auto"));
  EXPECT_EQ(reply.queues[1].active, 1U);
  EXPECT_EQ(reply.queues[1].occupancy, 1.0);
  EXPECT_THAT(station.reply(producer.read_queues(QueueId("auto"))).queues, SizeIs(1));
  EXPECT_EQ(station.reply(producer.read_queues(QueueId("none"))).status.code, Code::kUnknownQueue);

  const std::string digest = station.reply(producer.read_digest()).digest;
  EXPECT_THAT(digest, testing::MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(station.reply(producer.read_digest()).digest, digest);
  station.reply(producer.close(kFirst));
  EXPECT_NE(station.reply(producer.read_digest()).digest, digest);
}

}  // namespace
}  // namespace stellwerk::tests
