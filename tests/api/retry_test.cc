// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

const ConversationId kFirst("c1");

TEST(Retry, OfEveryStepAnswersTheCurrentStateAsADuplicate) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  const auto twice = [&station](const auto& send) {
    const Reply first = station.reply(send());
    EXPECT_EQ(described(first.status), "OK");
    EXPECT_FALSE(first.conversation.duplicate);
    const std::size_t told = station.events().size();
    const Reply again = station.reply(send());
    EXPECT_EQ(described(again.status), "OK");
    EXPECT_TRUE(again.conversation.duplicate);
    EXPECT_EQ(again.conversation.state, first.conversation.state);
    EXPECT_EQ(again.conversation.episode, first.conversation.episode);
    EXPECT_GT(told, 0U);
    EXPECT_EQ(station.events().size(), 0U) << "a retry tells nothing";
    return first;
  };
  const Reply opened =
      twice([&] { return producer.open_conversation(kFirst, {.queue = QueueId("help")}); });
  twice([&] { return producer.accept(kFirst, opened.conversation.offer); });
  twice([&] { return producer.message_in(kFirst, MessageId("m1"), "hello"); });
  twice([&] { return producer.message_out(kFirst, MessageId("r1"), "hello"); });
  twice([&] { return producer.close(kFirst); });
}

TEST(Retry, WithItsNameIsAnsweredAsTheFirstTime) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  const auto open = [&producer] {
    return producer.open_conversation(kFirst, {.queue = QueueId("auto")}, {.request = "r-1"});
  };
  const Reply first = station.reply(open());
  station.reply(producer.close(kFirst));
  const Reply again = station.reply(open());
  EXPECT_EQ(again.conversation.state, ConversationState::kActive) << "the exact reply of then";
  EXPECT_EQ(again.conversation.seq, first.conversation.seq);
}

TEST(Retry, OfAnEarlierEpisodeIsStale) {
  Station station;
  station.staff("anna");
  Producer& producer = station.producer();
  const auto open = [&producer](bool reopen) {
    return producer.open_conversation(kFirst, {.queue = QueueId("auto"), .reopen = reopen});
  };
  const std::uint32_t before = station.reply(open(false)).conversation.episode;
  station.reply(producer.close(kFirst));
  station.reply(producer.wrapped(kFirst));
  const Reply closed = station.reply(open(false));
  EXPECT_TRUE(closed.conversation.duplicate);
  EXPECT_EQ(closed.conversation.state, ConversationState::kClosed);
  const Reply reopened = station.reply(open(true));
  EXPECT_GT(reopened.conversation.episode, before);
  EXPECT_EQ(station.reply(producer.close(kFirst, {}, {.episode = before})).status.code,
            Code::kStale);
  EXPECT_EQ(
      described(
          station.reply(producer.close(kFirst, {}, {.episode = reopened.conversation.episode}))
              .status),
      "OK");
}

}  // namespace
}  // namespace stellwerk::tests
