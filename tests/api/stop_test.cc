// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::HasSubstr;

ConversationId numbered(int i) { return ConversationId("c" + std::to_string(i)); }

TEST(Stop, AnswersWhatWasAcceptedAndTakesNothingMore) {
  Options options = station_options();
  options.inbox_commands_max = 3'500;
  Station station(options);
  Producer& producer = station.producer();
  for (int i = 0; i < 3'000; ++i) {
    ASSERT_TRUE(producer.open_conversation(numbered(i), {.queue = QueueId("auto")}).ok());
  }
  station.router().stop();
  int answered = 0;
  for (Reply reply; producer.next(reply); ++answered) ASSERT_TRUE(reply.status.ok());
  EXPECT_EQ(answered, 3'000);

  const auto refused = producer.open_conversation(numbered(0), {.queue = QueueId("auto")});
  EXPECT_EQ(refused.code(), Code::kBadState);
  EXPECT_THAT(refused.status().text, HasSubstr("stopped"));
  EXPECT_EQ(station.router().poll(station.now()), 0U);
  station.router().stop();
}

TEST(Stop, LeavesTheEventsToBeRead) {
  Station station;
  station.poll();
  Event event;
  ASSERT_TRUE(station.reader().next(event));
  for (int i = 0; i < 5'000; ++i) {
    ASSERT_TRUE(station.producer().open_conversation(numbered(i), {.queue = QueueId("auto")}).ok());
  }
  station.router().stop();
  std::uint64_t last = event.seq;
  while (station.reader().next(event)) EXPECT_EQ(event.seq, ++last);
  EXPECT_EQ(station.reader().status().code, Code::kBadState);
  EXPECT_FALSE(station.reader().wait(-1));

  auto rest =
      station.router().make_event_reader(EventStream::all(), station.reader().position()).value();
  while (rest.next(event)) ASSERT_EQ(event.seq, ++last);
  EXPECT_EQ(last, 1U + 2U * 5'000U) << "opened and unroutable each";
  EXPECT_TRUE(rest.status().ok());
  EXPECT_FALSE(rest.wait(-1));
}

TEST(Stop, ComesWithTheEndOfTheRouter) {
  auto router = Router::open(station_options()).value();
  router->start();
  {
    auto producer = router->make_producer().value();
    ASSERT_TRUE(producer.open_conversation(numbered(0), {.queue = QueueId("auto")}).ok());
    ASSERT_TRUE(producer.wait(-1));
  }
  router.reset();
  EXPECT_EQ(router, nullptr);
}

}  // namespace
}  // namespace stellwerk::tests
