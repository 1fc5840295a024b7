// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::HasSubstr;

ConversationId numbered(int i) { return ConversationId("c" + std::to_string(i)); }

Result<Ticket> open(Producer& producer, int i) {
  return producer.open_conversation(numbered(i), {.queue = QueueId("auto")});
}

int take_all(Producer& producer) {
  int count = 0;
  for (Reply reply; producer.next(reply);) {
    EXPECT_EQ(described(reply.status), "OK");
    ++count;
  }
  return count;
}

TEST(BackPressure, AFullInboxSaysSoAndTakesMoreAfterThePoll) {
  Options options = station_options();
  options.inbox_commands_max = 4;
  auto router = Router::open(options).value();
  auto producer = router->make_producer().value();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(open(producer, i).ok()) << i;
  const Result<Ticket> refused = open(producer, 4);
  ASSERT_EQ(refused.code(), Code::kFull);
  EXPECT_THAT(refused.status().text, HasSubstr("inbox_commands_max: 4"));
  EXPECT_THAT(refused.status().text, HasSubstr("retry-after-ms="));
  EXPECT_GE(refused.status().retry_after_ms, 1U);

  router->poll(kMorning);
  EXPECT_EQ(take_all(producer), 4);
  ASSERT_TRUE(open(producer, 4).ok());
  router->poll(kMorning);
  EXPECT_EQ(take_all(producer), 1);
}

TEST(BackPressure, WhatIsHeldBackIsSentWhenTheInboxIsFull) {
  Options options = station_options();
  options.inbox_commands_max = 4;
  auto router = Router::open(options).value();
  auto producer = router->make_producer({.flush_each = false}).value();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(open(producer, i).ok()) << i;
  ASSERT_EQ(open(producer, 4).code(), Code::kFull);
  router->poll(kMorning);
  EXPECT_TRUE(open(producer, 4).ok());
}

TEST(BackPressure, RepliesThatAreNotTakenHoldBackTheProducer) {
  Options options = station_options();
  options.replies_max = 2;
  auto router = Router::open(options).value();
  auto producer = router->make_producer().value();
  auto other = router->make_producer().value();
  ASSERT_TRUE(open(producer, 0).ok());
  ASSERT_TRUE(open(producer, 1).ok());
  router->poll(kMorning);
  const Result<Ticket> refused = open(producer, 2);
  ASSERT_EQ(refused.code(), Code::kFull);
  EXPECT_THAT(refused.status().text, HasSubstr("replies_max: 2"));
  EXPECT_TRUE(open(other, 2).ok()) << "others are not held back";

  Reply reply;
  ASSERT_TRUE(producer.next(reply));
  EXPECT_EQ(producer.outstanding(), 1U);
  EXPECT_TRUE(open(producer, 3).ok());
}

TEST(BackPressure, AFullQueueAnswersWithATime) {
  Options options = station_options();
  options.policy = "[[queue]]\nname = \"help\"\nmax_waiting = 1\n";
  Station station(options);
  Producer& producer = station.producer();
  EXPECT_EQ(
      described(station.reply(producer.open_conversation(numbered(0), {.queue = QueueId("help")}))
                    .status),
      "OK");
  const Reply full =
      station.reply(producer.open_conversation(numbered(1), {.queue = QueueId("help")}));
  EXPECT_EQ(full.status.code, Code::kFull);
  EXPECT_GE(full.status.retry_after_ms, 1U);
  EXPECT_THAT(full.status.text,
              HasSubstr("retry-after-ms=" + std::to_string(full.status.retry_after_ms)));
}

TEST(BackPressure, ProducersAndReadersAreCounted) {
  Options options = station_options();
  options.producers_max = 2;
  auto router = Router::open(options).value();
  auto producer = router->make_producer().value();
  {
    auto reader = router->make_event_reader().value();
    EXPECT_EQ(router->make_producer().code(), Code::kFull);
    EXPECT_EQ(router->make_event_reader().code(), Code::kFull);
  }
  auto second = router->make_producer().value();
  EXPECT_THAT(router->make_producer().status().text, HasSubstr("producers_max: 2"));
}

TEST(BackPressure, ANewProducerGetsNothingOfTheOneBefore) {
  Options options = station_options();
  options.producers_max = 1;
  auto router = Router::open(options).value();
  {
    auto gone = router->make_producer().value();
    ASSERT_TRUE(open(gone, 0).ok());
  }
  auto producer = router->make_producer().value();
  const Ticket ticket = producer.read_conversation(numbered(0)).value();
  while (router->poll(kMorning) > 0) {
  }
  Reply reply;
  ASSERT_TRUE(producer.next(reply));
  EXPECT_EQ(reply.ticket, ticket);
  EXPECT_EQ(reply.conversation.state, ConversationState::kWaiting) << "it was decided all the same";
  EXPECT_FALSE(producer.next(reply));
}

TEST(BackPressure, WithoutFlushEachCommandsTravelTogether) {
  Station station;
  auto producer = station.router().make_producer({.flush_each = false}).value();
  ASSERT_TRUE(open(producer, 0).ok());
  station.poll();
  EXPECT_EQ(station.told().back(), "policy.applied") << "still held back";
  producer.flush();
  station.poll();
  EXPECT_EQ(take_all(producer), 1);
  ASSERT_TRUE(open(producer, 1).ok());
  EXPECT_EQ(take_all(producer), 0) << "next() without a reply sends it";
  station.poll();
  EXPECT_EQ(take_all(producer), 1);
}

}  // namespace
}  // namespace stellwerk::tests
