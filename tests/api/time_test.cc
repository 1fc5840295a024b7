// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ConversationId kFirst("c1");

TEST(Time, AnOfferExpiresWhenItIsTimeAndNotBefore) {
  Station station;
  station.staff("anna");
  station.reply(station.producer().open_conversation(kFirst, {.queue = QueueId("help")}));
  station.told();
  station.advance(19'999);
  EXPECT_THAT(station.told(), IsEmpty());
  EXPECT_EQ(station.router().idle_ms_max(), 1);
  station.advance(1);
  const std::vector<Event> events = station.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(brief(events[0]), "offer.expired c1 anna");
  EXPECT_EQ(events[0].at_ms, kMorning + 20'000);
}

TEST(Time, ThatPassesAtOnceFiresEverythingAtItsOwnTime) {
  Station station;
  station.staff("anna");
  station.reply(station.producer().open_conversation(kFirst, {.queue = QueueId("help")}));
  station.told();
  station.advance(55'000);
  std::vector<std::string> told;
  for (const Event& event : station.events()) {
    told.push_back(std::to_string(event.at_ms - kMorning) + " " + brief(event));
  }
  EXPECT_THAT(told, ElementsAre("20000 offer.expired c1 anna", "48000 sla.warning c1",
                                "50000 offer.created c1 anna"));
}

TEST(Time, SleptAsLongAsItSaysMissesNothing) {
  Station station;
  station.staff("anna");
  station.reply(station.producer().open_conversation(kFirst, {.queue = QueueId("help")}));
  station.told();
  int polls = 0;
  while (station.now() < kMorning + 20'000) {
    ASSERT_THAT(station.told(), IsEmpty());
    const std::int64_t idle_ms = station.router().idle_ms_max();
    ASSERT_GT(idle_ms, 0);
    ASSERT_LE(station.now() + idle_ms, kMorning + 20'000);
    station.advance(idle_ms);
    ++polls;
  }
  EXPECT_THAT(station.told(), ElementsAre("offer.expired c1 anna"));
  EXPECT_LE(polls, 25);
}

TEST(Time, DoesNotGoBack) {
  Station station;
  station.staff("anna");
  station.advance(10'000);
  station.router().poll(kMorning);
  station.reply(station.producer().open_conversation(kFirst, {.queue = QueueId("auto")}));
  EXPECT_EQ(station.events().back().at_ms, kMorning + 10'000);
}

TEST(Time, BeginsWithTheMachinesClockUnlessToldOtherwise) {
  Options options = station_options();
  options.start_ms = {};
  auto router = Router::open(options).value();
  auto reader = router->make_event_reader().value();
  router->poll(kMorning * 2);
  Event event;
  ASSERT_TRUE(reader.next(event));
  EXPECT_EQ(event.type, EventType::kPolicyApplied);
  EXPECT_GT(event.at_ms, 1'700'000'000'000);
  EXPECT_LT(event.at_ms, kMorning * 2);
}

TEST(Time, WithNothingToWaitForIsASecondAtMost) {
  Station station;
  EXPECT_EQ(station.router().idle_ms_max(), 1'000);
}

TEST(TimeDeathTest, OfAnotherClockIsRefused) {
  Station station;
  EXPECT_DEATH(station.router().poll(123'456), "another clock");
}

TEST(TimeDeathTest, BelongsToOneDriver) {
  EXPECT_DEATH(
      {
        Station station;
        station.poll();
        station.router().start();
      },
      "start\\(\\) after poll\\(\\)");
}

}  // namespace
}  // namespace stellwerk::tests
