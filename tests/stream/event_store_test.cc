// SPDX-License-Identifier: Apache-2.0
#include "core/stream/event_store.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::stream {
namespace {

using model::Event;
using model::EventType;

Event assigned(std::uint64_t seq, std::string_view agent) {
  Event event;
  event.type = EventType::kConversationAssigned;
  event.seq = seq;
  event.conv = "c1";
  event.agent = agent;
  return event;
}

Event sent(std::uint64_t seq, std::string_view channel) {
  Event event;
  event.type = EventType::kMessageOut;
  event.seq = seq;
  event.conv = "c1";
  event.channel = channel;
  return event;
}

std::vector<std::uint64_t> numbers(const StreamView& view) {
  std::vector<std::uint64_t> all;
  for (std::uint64_t i = 0; i < view.size(); ++i) all.push_back(view[i]);
  return all;
}

std::vector<std::uint64_t> numbers(const EventStore& store, std::string_view key) {
  const std::optional<StreamView> view = store.stream(key);
  return view ? numbers(*view) : std::vector<std::uint64_t>{~std::uint64_t{0}};
}

using Numbers = std::vector<std::uint64_t>;

TEST(EventStore, IsEmptyAtFirst) {
  const EventStore store{Limits{}};
  EXPECT_EQ(store.first(), 1U);
  EXPECT_EQ(store.last(), 0U);
  EXPECT_EQ(numbers(store, "events"), Numbers{});
  EXPECT_EQ(numbers(store, "inbox:nobody"), Numbers{});
}

TEST(EventStore, ANameIsWhatItSaysNotWhereItStands) {
  EventStore store{Limits{}};
  std::string name = "anna";
  store.append(assigned(1, name));
  name = "bert";
  store.append(assigned(2, name));
  store.append(sent(3, name));
  name = "anna";
  store.append(assigned(4, name));
  store.append(assigned(5, std::string_view(name).substr(0, 3)));
  EXPECT_EQ(numbers(store, "inbox:anna"), Numbers({1, 4}));
  EXPECT_EQ(numbers(store, "inbox:bert"), Numbers({2}));
  EXPECT_EQ(numbers(store, "inbox:ann"), Numbers({5}));
  EXPECT_EQ(numbers(store, "outbox:bert"), Numbers({3}));
}

TEST(EventStore, PutsEventsIntoTheStreamsTheyConcern) {
  EventStore store{Limits{}};
  store.append(assigned(1, "a1"));
  store.append(sent(2, "whatsapp"));
  store.append(assigned(3, "a2"));
  store.append(assigned(4, "a1"));
  EXPECT_EQ(numbers(store, "events"), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(numbers(store, "inbox:a1"), (Numbers{1, 4}));
  EXPECT_EQ(numbers(store, "inbox:a2"), (Numbers{3}));
  EXPECT_EQ(numbers(store, "outbox:whatsapp"), (Numbers{2}));
  EXPECT_EQ(numbers(store, "outbox:email"), Numbers{});
  EXPECT_EQ(store.event(2).channel, "whatsapp");
  EXPECT_EQ(store.added("inbox:a1"), 2U);
}

TEST(EventStore, KnowsWhichKeysCanBe) {
  const EventStore store{Limits{}};
  for (const std::string_view key : {"events", "inbox:a", "outbox:b", "inbox:\xc3\xa4"}) {
    EXPECT_TRUE(store.stream(key)) << key;
  }
  for (const std::string_view key :
       {"", "event", "eventss", "inbox", "inbox:", "outbox:", "outbox:a b", "Inbox:a", "mail:a"}) {
    EXPECT_FALSE(store.stream(key)) << key;
  }
}

TEST(EventStore, KeepsTheNewestEntries) {
  Limits limits;
  limits.entries_max = 100;
  EventStore store(limits);
  for (std::uint64_t seq = 1; seq <= 1'000; ++seq) {
    store.append(assigned(seq, seq % 2 == 0 ? "even" : "odd"));
    ASSERT_LE(store.entries(), 100U);
  }
  EXPECT_EQ(store.first(), 901U);
  EXPECT_EQ(store.last(), 1'000U);
  EXPECT_EQ(numbers(store, "inbox:even").size(), 50U);
  EXPECT_EQ(numbers(store, "inbox:even").front(), 902U);
}

TEST(EventStore, KeepsWithinItsMemory) {
  Limits limits;
  limits.memory_max = 4U << 20U;
  EventStore store(limits);
  const std::string payload(2'000, 'p');
  for (std::uint64_t seq = 1; seq <= 20'000; ++seq) {
    Event event = sent(seq, "web");
    event.has_payload = true;
    event.payload = payload;
    store.append(event);
    ASSERT_LE(store.memory(), (4U << 20U) + (300U << 10U));
  }
  EXPECT_GT(store.entries(), 1'500U);
  EXPECT_LT(store.entries(), 2'200U);
  EXPECT_EQ(numbers(store, "outbox:web").size(), store.entries());
}

TEST(EventStore, ForgetsStreamsThatHaveGoneQuiet) {
  Limits limits;
  limits.entries_max = 2'000;
  EventStore store(limits);
  std::uint64_t seq = 0;
  std::uint64_t highest = 0;
  for (int generation = 0; generation < 60; ++generation) {
    for (int agent = 0; agent < 1'000; ++agent) {
      const std::string name = "g" + std::to_string(generation) + "a" + std::to_string(agent);
      store.append(assigned(++seq, name));
    }
    if (generation >= 30) highest = std::max(highest, store.memory());
  }
  // 2,000 entries of some 60 bytes and as many live indexes; 60,000 would take 13 MB.
  EXPECT_LT(highest, 3'000'000U);
  EXPECT_EQ(numbers(store, "inbox:g0a0"), Numbers{});
  EXPECT_EQ(numbers(store, "inbox:g59a7").size(), 1U);
}

TEST(EventStore, TrimsFromTheFront) {
  EventStore store{Limits{}};
  for (std::uint64_t seq = 1; seq <= 10; ++seq) store.append(assigned(seq, "a"));
  EXPECT_EQ(store.trim(4), 3U);
  EXPECT_EQ(store.trim(2), 0U);
  EXPECT_EQ(numbers(store, "inbox:a"), (Numbers{4, 5, 6, 7, 8, 9, 10}));
  EXPECT_EQ(store.trim(1'000), 7U);
  EXPECT_EQ(store.first(), 11U);
  EXPECT_EQ(store.last(), 10U);
  EXPECT_EQ(numbers(store, "inbox:a"), Numbers{});
  store.append(assigned(11, "a"));
  EXPECT_EQ(numbers(store, "inbox:a"), (Numbers{11}));
}

TEST(EventStore, NamesWatchedStreamsThatWereTouched) {
  EventStore store{Limits{}};
  const KeyId first = store.watch("inbox:a1");
  const KeyId second = store.watch("inbox:a2");
  store.append(assigned(1, "a1"));
  store.append(assigned(2, "a1"));
  store.append(assigned(3, "a3"));
  EXPECT_EQ(store.touched(), std::vector<KeyId>{first});
  EXPECT_EQ(store.key(first), "inbox:a1");
  EXPECT_EQ(numbers(store.stream(first)), (Numbers{1, 2}));
  store.clear_touched();
  EXPECT_TRUE(store.touched().empty());

  const KeyId everything = store.watch("events");
  EXPECT_EQ(everything, kEventsKey);
  store.append(assigned(4, "a2"));
  EXPECT_EQ(store.touched(), (std::vector<KeyId>{everything, second}));
  store.clear_touched();
  store.unwatch(everything);
  store.unwatch(first);
  store.append(assigned(5, "a1"));
  EXPECT_TRUE(store.touched().empty());
  store.unwatch(second);
}

TEST(EventStore, AWatchedStreamKeepsItsIdentityWhileNothingIsInIt) {
  EventStore store{Limits{}};
  const KeyId quiet = store.watch("inbox:quiet");
  store.append(assigned(1, "loud"));
  store.trim(2);
  EXPECT_EQ(store.key(quiet), "inbox:quiet");
  EXPECT_EQ(store.watch("inbox:quiet"), quiet);
  store.append(assigned(2, "quiet"));
  EXPECT_EQ(store.touched(), std::vector<KeyId>{quiet});
}

TEST(EventStore, AgreesWithAPlainListUnderRandomWork) {
  constexpr std::uint64_t kSeed = 20'260'101;
  base::Prng prng(kSeed);
  Limits limits;
  limits.entries_max = 700;
  EventStore store(limits);
  std::map<std::string, Numbers> model;
  std::uint64_t first = 1;
  std::uint64_t seq = 0;
  for (int step = 0; step < 30'000; ++step) {
    if (prng.chance(1, 200)) {
      const std::uint64_t least = seq > 500 ? seq - prng.below(500) : 1;
      store.trim(least);
      first = std::max(first, least);
    }
    ++seq;
    // Few names are frequent, most are rare.
    const std::uint64_t spread = prng.below(400) + 1;
    const std::string name = std::to_string(prng.below(spread));
    if (prng.chance(1, 4)) {
      store.append(sent(seq, name));
      model["outbox:" + name].push_back(seq);
    } else {
      store.append(assigned(seq, name));
      model["inbox:" + name].push_back(seq);
    }
    first = std::max(first, seq > 700 ? seq - 699 : 1);
    ASSERT_EQ(store.first(), first) << "seed " << kSeed << " step " << step;
    if (step % 500 != 0) continue;
    for (const auto& [key, all] : model) {
      Numbers retained;
      for (const std::uint64_t number : all) {
        if (number >= first) retained.push_back(number);
      }
      ASSERT_EQ(numbers(store, key), retained) << key << " seed " << kSeed << " step " << step;
      const std::uint64_t wanted = first + prng.below(700);
      const StreamView view = *store.stream(key);
      std::uint64_t expected = 0;
      while (expected < retained.size() && retained[expected] < wanted) ++expected;
      ASSERT_EQ(view.lower_bound(wanted), expected);
    }
  }
}

}  // namespace
}  // namespace stellwerk::stream
