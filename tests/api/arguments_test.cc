// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::StartsWith;

const AgentId kAnna("anna");
const ConversationId kFirst("c1");

void expect_refused(const Result<Ticket>& sent, Code code, std::string_view argument) {
  ASSERT_FALSE(sent.ok()) << argument;
  EXPECT_EQ(sent.code(), code) << sent.status().text;
  EXPECT_THAT(sent.status().text, StartsWith(std::string(argument) + ": "));
}

class Arguments : public testing::Test {
 protected:
  ~Arguments() override { EXPECT_EQ(producer().outstanding(), 0U) << "nothing was sent"; }
  Producer& producer() { return station_.producer(); }

 private:
  Station station_;
};

TEST_F(Arguments, OfAgentsAreNamed) {
  const auto refused = [this](const AgentSettings& settings, std::string_view argument) {
    expect_refused(producer().set_agent(kAnna, settings), Code::kBadArg, argument);
  };
  expect_refused(producer().set_agent(AgentId("an na"), {}), Code::kBadArg, "agent");
  expect_refused(producer().read_agent(AgentId()), Code::kBadArg, "agent");
  expect_refused(producer().beat(AgentId("a=b"), 1), Code::kBadArg, "agent");
  expect_refused(producer().remove_agent(AgentId(std::string(129, 'a'))), Code::kBadArg, "agent");
  refused({.skills = Skills{{"de", 0}}}, "skills");
  refused({.skills = Skills{{"de", 11}}}, "skills");
  refused({.skills = Skills{{"de", 1}, {"de", 2}}}, "skills");
  refused({.skills = Skills{{"d,e", 1}}}, "skills");
  Skills many;
  for (int i = 0; i < 33; ++i) many.push_back({"s" + std::to_string(i), 1});
  refused({.skills = many}, "skills");
  refused({.capacity = 1'000'001}, "capacity");
  refused({.channels = std::vector<ChannelMaximum>{{ChannelId("chat"), 0}}}, "channels");
  refused({.channels = std::vector<ChannelMaximum>(33)}, "channels");
  refused({.queues = std::vector<QueueId>{QueueId("q"), QueueId("q")}}, "queues");
  refused({.queues = std::vector<QueueId>(257)}, "queues");
  refused({.labels = std::vector<Attribute>{{"k", "a,b"}}}, "labels");
  refused({.labels = std::vector<Attribute>{{"k k", "a"}}}, "labels");
  refused({.labels = std::vector<Attribute>{{"k", std::string(4'096, 'v')}}}, "labels");
  refused({.labels = std::vector<Attribute>(33)}, "labels");
  refused({.weight = 0}, "weight");
  refused({.weight = 1'001}, "weight");
  refused({.rank = 1'000'001}, "rank");
  refused({.cost = 1'000'001}, "cost");
  expect_refused(producer().set_presence(kAnna, Presence::kAway, {.lease_ms = 0}), Code::kBadArg,
                 "lease_ms");
  expect_refused(producer().set_presence(kAnna, Presence::kAway, {.reason = std::string(513, 'r')}),
                 Code::kBadArg, "reason");
}

TEST_F(Arguments, OfConversationsAreNamed) {
  const auto refused = [this](Opening opening, std::string_view argument) {
    if (opening.queue.empty()) opening.queue = QueueId("help");
    expect_refused(producer().open_conversation(kFirst, opening), Code::kBadArg, argument);
  };
  expect_refused(producer().open_conversation(ConversationId("c 1"), {.queue = QueueId("help")}),
                 Code::kBadArg, "conversation");
  expect_refused(producer().open_conversation(kFirst, {}), Code::kBadArg, "queue");
  refused({.queue = QueueId("a<b")}, "queue");
  refused({.channel = ChannelId("a>b")}, "channel");
  refused({.customer = CustomerId(std::string(513, 'c'))}, "customer");
  refused({.skills = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}}}, "skills");
  refused({.priority = 10}, "priority");
  refused({.sla = "a b"}, "sla");
  refused({.due_ms = 0}, "due_ms");
  refused({.age_ms = -1}, "age_ms");
  refused({.age_ms = 36'501LL * 86'400'000}, "age_ms");
  refused({.units = 0}, "units");
  refused({.attributes = {{"a", "1"}, {"a", "2"}}}, "attributes");
  expect_refused(producer().accept(kFirst, OfferId()), Code::kBadArg, "offer");
  expect_refused(producer().decline(kFirst, OfferId("o1"), std::string(513, 'r')), Code::kBadArg,
                 "reason");
  expect_refused(producer().update(kFirst, {.priority = 10}), Code::kBadArg, "priority");
  expect_refused(producer().escalate(kFirst, {.skills = {{"a", 99}}}), Code::kBadArg, "skills");
  expect_refused(producer().escalate(kFirst, {.confidence_permille = 1'001}), Code::kBadArg,
                 "confidence_permille");
  expect_refused(producer().hold(kFirst, 0), Code::kBadArg, "for_ms");
  expect_refused(producer().take(kFirst, AgentId()), Code::kBadArg, "agent");
  expect_refused(producer().transfer(kFirst, {}), Code::kBadArg, "target");
  expect_refused(producer().transfer(kFirst, {.queue = QueueId("q"), .agent = AgentId("a")}),
                 Code::kBadArg, "target");
  refused({.prefer = {"a", "a"}}, "prefer");
  refused({.sticky = AgentId("a b")}, "sticky");
  refused({.sticky_ms = -1}, "sticky_ms");
  refused({.window_ms = 0}, "window_ms");
  expect_refused(producer().close(kFirst, {}, {.episode = 0}), Code::kBadArg, "episode");
  expect_refused(producer().abandon(kFirst, {}, {.request = std::string(513, 'r')}), Code::kBadArg,
                 "request");
  expect_refused(producer().wrapped(ConversationId()), Code::kBadArg, "conversation");
  expect_refused(producer().read_conversation(ConversationId("a,b")), Code::kBadArg,
                 "conversation");
  expect_refused(producer().read_queues(QueueId("a b")), Code::kBadArg, "queue");
}

TEST_F(Arguments, OfMessagesAreNamed) {
  expect_refused(producer().message_in(kFirst, MessageId(), "x"), Code::kBadArg, "message");
  expect_refused(producer().message_in(kFirst, MessageId("m"), std::string(65'537, 'x')),
                 Code::kTooBig, "payload");
  expect_refused(producer().message_in(kFirst, MessageId("m"), "x", {.at_ms = -1}), Code::kBadArg,
                 "at_ms");
  expect_refused(producer().message_out(kFirst, MessageId(std::string(513, 'm')), "x"),
                 Code::kBadArg, "message");
  expect_refused(producer().message_out(kFirst, MessageId("m"), "x", {.from = AgentId("a b")}),
                 Code::kBadArg, "from");
}

TEST(ArgumentText, ShowsWhatWasGivenWithoutItsControlBytes) {
  Station station;
  const auto sent = station.producer().read_agent(AgentId("a\nb"));
  EXPECT_EQ(sent.status().text,
            "agent: 'a?b' is no identifier; use 1 to 128 printable bytes without blank , = < >");
}

TEST(ArgumentLimits, AreThoseOfTheOptions) {
  Options options = station_options();
  options.limits.payload_size_max = 4;
  options.limits.agent_skills_max = 1;
  options.limits.requirement_skills_max = 1;
  Station station(options);
  Producer& producer = station.producer();
  EXPECT_EQ(producer.message_in(kFirst, MessageId("m"), "12345").code(), Code::kTooBig);
  EXPECT_EQ(producer.set_agent(kAnna, {.skills = Skills{{"a", 1}, {"b", 1}}}).code(),
            Code::kBadArg);
  EXPECT_EQ(
      producer.open_conversation(kFirst, {.queue = QueueId("help"), .skills = {{"a", 1}, {"b", 1}}})
          .code(),
      Code::kBadArg);
}

}  // namespace
}  // namespace stellwerk::tests
