// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/model/codec.h"
#include "core/stream/event_store.h"
#include "tests/stream/memory_archive.h"

namespace stellwerk::stream {
namespace {

using testing::HasSubstr;

Limits small() {
  Limits limits;
  limits.resident_max = 2'000;
  limits.segment_entries = 16;
  limits.segment_bytes = 600;
  limits.answer_segments_max = 3;
  return limits;
}

// The event of a number, every time the same: in an inbox, in an outbox, in both or in none.
model::Event event_of(std::uint64_t seq, std::string& agent, std::string& payload) {
  agent = "a" + std::to_string(seq * 7 % 5);
  payload.assign(static_cast<std::size_t>(seq * 37 % 90), static_cast<char>('a' + seq % 26));
  model::Event event;
  event.seq = seq;
  event.conv = "c1";
  event.type = seq % 4 == 0   ? model::EventType::kConversationOpened
               : seq % 4 == 1 ? model::EventType::kConversationAssigned
               : seq % 4 == 2 ? model::EventType::kMessageOut
                              : model::EventType::kMessageIn;
  if (seq % 4 != 0) event.agent = agent;
  if (seq % 4 == 2) event.channel = "web";
  event.has_payload = seq % 4 >= 2;
  event.payload = event.has_payload ? std::string_view(payload) : std::string_view();
  return event;
}

void append(EventStore& store, std::uint64_t to) {
  std::string agent;
  std::string payload;
  for (std::uint64_t seq = store.last() + 1; seq <= to; ++seq) {
    store.append(event_of(seq, agent, payload));
  }
}

std::string encoded(const model::Event& event) {
  std::string bytes;
  model::encode(event, bytes);
  return bytes;
}

// The entry is what it was when it was appended.
void expect_entry(const EventStore& store, std::uint64_t seq) {
  std::string agent;
  std::string payload;
  std::string problem;
  ASSERT_TRUE(store.readable(seq, problem)) << problem;
  ASSERT_EQ(encoded(store.event(seq)), encoded(event_of(seq, agent, payload))) << seq;
}

void expect_all(const EventStore& store) {
  for (std::uint64_t seq = store.first(); seq <= store.last(); ++seq) expect_entry(store, seq);
}

// The indexes have what a store without an archive has.
void expect_same_streams(const EventStore& store, const EventStore& other) {
  ASSERT_EQ(store.first(), other.first());
  ASSERT_EQ(store.last(), other.last());
  for (const std::string key : {"inbox:a0", "inbox:a1", "inbox:a4", "outbox:web", "events"}) {
    const StreamView left = *store.stream(key);
    const StreamView right = *other.stream(key);
    ASSERT_EQ(left.size(), right.size()) << key;
    for (std::uint64_t i = 0; i < left.size(); ++i) ASSERT_EQ(left[i], right[i]) << key;
    EXPECT_EQ(store.added(key), other.added(key)) << key;
  }
}

std::vector<std::string> saved(const EventStore& store) {
  std::vector<std::string> pieces;
  store.save([&pieces](std::string_view piece) { pieces.emplace_back(piece); });
  return pieces;
}

bool load(EventStore& store, const std::vector<std::string>& pieces) {
  for (const std::string& piece : pieces) {
    if (!store.load(piece)) return false;
  }
  return true;
}

class ArchiveTest : public testing::Test {
 protected:
  std::unique_ptr<Archive> archive() { return std::make_unique<MemoryArchive>(place_); }

  ArchivePlace place_;
};

TEST_F(ArchiveTest, EveryEntryIsThereAtEveryMoment) {
  EventStore store(small(), archive());
  EventStore plain(small());
  for (std::uint64_t seq = 1; seq <= 600; ++seq) {
    append(store, seq);
    append(plain, seq);
    ASSERT_LT(store.memory() - store.archived_entries() * 16, 12'000U) << seq;
    if (seq % 29 == 0) expect_all(store);
  }
  EXPECT_GT(place_.segments.size(), 30U);
  EXPECT_GT(store.archived_entries(), 500U);
  expect_all(store);
  expect_same_streams(store, plain);
}

// Readers at many places at once, more segments than are kept for them.
TEST_F(ArchiveTest, ReadsAcrossInAnyOrder) {
  constexpr std::uint64_t kSeed = 815;
  base::Prng prng(kSeed);
  EventStore store(small(), archive());
  append(store, 2'000);
  const std::uint64_t memory = store.memory();
  for (int i = 0; i < 5'000; ++i) {
    expect_entry(store, prng.chance(1, 2) ? 1 + prng.below(2'000) : 1'000 + prng.below(40));
  }
  EXPECT_LT(store.memory(), memory + 3 * 2'000);
}

TEST_F(ArchiveTest, CutsAtTheSamePlacesWhereverAStoreBegins) {
  EventStore store(small(), archive());
  append(store, 100);
  EventStore other(small(), archive());
  ASSERT_TRUE(load(other, saved(store)));
  append(store, 700);
  const std::size_t segments = place_.segments.size();
  append(other, 700);
  EXPECT_EQ(place_.segments.size(), segments) << "the other has written other segments";
}

TEST_F(ArchiveTest, TheOldestGoFromTheArchiveToo) {
  Limits limits = small();
  limits.entries_max = 300;
  EventStore store(limits, archive());
  EventStore plain(limits);
  for (std::uint64_t seq = 1; seq <= 2'000; ++seq) {
    append(store, seq);
    append(plain, seq);
    ASSERT_EQ(store.first(), plain.first());
    ASSERT_LE(store.archived_entries(), 316U);
    ASSERT_LE(place_.segments.size(), 60U);
  }
  expect_all(store);
  expect_same_streams(store, plain);
  EXPECT_EQ(store.trim(1'900), 199U);
  EXPECT_EQ(plain.trim(1'900), 199U);
  expect_same_streams(store, plain);
  EXPECT_EQ(store.trim(5'000), 101U);
  EXPECT_EQ(store.archived_entries(), 0U);
  append(store, 2'100);
  expect_all(store);
}

// A slow disk: what it has not taken stays in memory and readable.
TEST_F(ArchiveTest, WhatIsNotKeptYetStaysInMemory) {
  auto slow = std::make_unique<MemoryArchive>(place_, false);
  MemoryArchive& disk = *slow;
  EventStore store(small(), std::move(slow));
  append(store, 800);
  EXPECT_EQ(store.archived_entries(), 0U);
  EXPECT_EQ(disk.lent.size(), 8U) << "not more at once";
  expect_all(store);
  EXPECT_EQ(place_.reads, 0U);
  for (int i = 0; i < 20; ++i) {
    disk.work();
    append(store, store.last() + 20);
    expect_all(store);
  }
  EXPECT_GT(store.archived_entries(), 900U);
}

TEST_F(ArchiveTest, HeldBackIsKeptOnlyWhenThereIsMuchOfIt) {
  Limits limits = small();
  limits.entries_max = 40;
  EventStore brief(limits, archive());
  brief.hold_back(true);
  append(brief, 2'000);
  EXPECT_EQ(place_.segments.size(), 0U) << "was dropped before anybody could read it";
  expect_all(brief);

  EventStore store(small(), archive());
  store.hold_back(true);
  for (std::uint64_t seq = 1; seq <= 2'000; ++seq) {
    append(store, seq);
    ASSERT_LT(store.memory(), 20'000 + store.archived_entries() * 16) << seq;
  }
  EXPECT_GT(store.archived_entries(), 1'800U);
  expect_all(store);
  store.hold_back(false);
  EXPECT_GT(store.archived_entries(), 1'960U);
  EXPECT_LT(store.memory(), 12'000 + store.archived_entries() * 16);
  expect_all(store);
}

// It may let go what the archive is still at.
TEST_F(ArchiveTest, DropsWhatIsLentOnceItComesBack) {
  auto slow = std::make_unique<MemoryArchive>(place_, false);
  MemoryArchive& disk = *slow;
  EventStore store(small(), std::move(slow));
  append(store, 100);
  ASSERT_FALSE(disk.lent.empty());
  store.trim(90);
  const Segment& lent = *disk.lent.front();
  EXPECT_EQ(lent.first, 1U) << "still whole";
  EXPECT_EQ(model::decode_event(lent.entry(1))->seq, 1U);
  disk.work();
  append(store, 300);
  expect_all(store);
  EXPECT_EQ(store.first(), 90U);
}

// A disk that takes nothing: memory is the bound again, and once it takes things all is well.
TEST_F(ArchiveTest, AFullDiskIsTriedAgain) {
  Limits limits = small();
  limits.memory_max = 40'000;
  EventStore store(limits, archive());
  append(store, 200);
  place_.refuses = true;
  append(store, 350);
  EXPECT_EQ(store.first(), 1U);
  expect_all(store);
  append(store, 2'000);
  EXPECT_GT(store.first(), 500U);
  EXPECT_EQ(store.forgotten_early(), store.first() - 1);
  EXPECT_LE(store.memory(), 44'000U);
  expect_all(store);
  place_.refuses = false;
  const std::uint64_t first = store.first();
  append(store, 2'400);
  EXPECT_LT(store.first(), first + 40);
  EXPECT_GT(store.archived_entries(), 300U);
  expect_all(store);
}

TEST_F(ArchiveTest, IsSavedByName) {
  EventStore store(small(), archive());
  append(store, 1'003);
  const std::vector<std::string> pieces = saved(store);
  EXPECT_LT(pieces.size(), 40U) << "the entries themselves";
  EXPECT_GT(place_.secured.size(), 30U) << "named, and not on the disk for good";
  EventStore other(small(), archive());
  ASSERT_TRUE(load(other, pieces)) << other.problem();
  expect_same_streams(other, store);
  expect_all(other);
  append(other, 1'500);
  append(store, 1'500);
  expect_same_streams(other, store);
  expect_all(other);
}

// As snapshots were before there was an archive, and as they are without one.
TEST_F(ArchiveTest, LoadsWhatWasSavedWithoutOne) {
  EventStore plain(small());
  append(plain, 500);
  EventStore store(small(), archive());
  ASSERT_TRUE(load(store, saved(plain)));
  expect_same_streams(store, plain);
  expect_all(store);
  EXPECT_GT(store.archived_entries(), 400U);
}

TEST_F(ArchiveTest, CannotBeLoadedWithoutOne) {
  EventStore store(small(), archive());
  append(store, 100);
  EventStore plain(small());
  EXPECT_FALSE(load(plain, saved(store)));
}

// The disk takes files and does not promise to have them: then the entries are saved themselves.
TEST_F(ArchiveTest, WhatIsNotOnTheDiskForGoodIsNotSavedByName) {
  EventStore store(small(), archive());
  append(store, 300);
  const std::vector<std::string> before = saved(store);
  append(store, 600);
  place_.secures = false;
  const std::vector<std::string> pieces = saved(store);
  EXPECT_GT(pieces.size(), 300U);
  place_.lose_below(0);
  EventStore other(small(), archive());
  ASSERT_TRUE(load(other, pieces));
  expect_same_streams(other, store);
  expect_all(other);
}

// Another store has come further and has let the oldest go.
TEST_F(ArchiveTest, BeginsLaterWhereTheOldestAreGone) {
  EventStore store(small(), archive());
  append(store, 500);
  const std::vector<std::string> pieces = saved(store);
  place_.lose_below(200);
  EventStore other(small(), archive());
  ASSERT_TRUE(load(other, pieces)) << other.problem();
  EXPECT_GT(other.first(), 180U);
  EXPECT_LE(other.first(), 200U);
  EXPECT_EQ(other.missing_below(), other.first());
  expect_all(other);
  append(store, 600);
  const std::vector<std::string> later = saved(store);
  EventStore third(small(), archive());
  ASSERT_TRUE(load(third, later)) << third.problem();
  EXPECT_EQ(third.first(), other.first());
  place_.lose_below(10'000);
  EventStore last(small(), archive());
  ASSERT_TRUE(load(last, later));
  EXPECT_GT(last.first(), 580U);
  EXPECT_EQ(last.last(), 600U);
  expect_all(last);
}

TEST_F(ArchiveTest, OfALowerLimitLooksOnlyAtWhatItNeeds) {
  EventStore store(small(), archive());
  append(store, 2'000);
  const std::vector<std::string> pieces = saved(store);
  Limits fewer = small();
  fewer.entries_max = 100;
  place_.reads = 0;
  EventStore other(fewer, archive());
  ASSERT_TRUE(load(other, pieces));
  EXPECT_LT(place_.reads, 16U);
  EXPECT_EQ(other.first(), 1'901U);
  EXPECT_EQ(other.missing_below(), 0U);
  expect_all(other);
}

TEST_F(ArchiveTest, AHoleIsNotPassedOver) {
  EventStore store(small(), archive());
  append(store, 500);
  const std::vector<std::string> pieces = saved(store);
  const auto hole = std::next(place_.segments.begin(), 7);
  const std::uint64_t first = hole->second.first;
  place_.segments.erase(hole);
  EventStore other(small(), archive());
  EXPECT_FALSE(load(other, pieces));
  EXPECT_EQ(other.problem(), "segment " + std::to_string(first) + " is missing");
}

TEST_F(ArchiveTest, DamageIsNotPassedOver) {
  EventStore store(small(), archive());
  append(store, 500);
  const std::vector<std::string> pieces = saved(store);
  place_.unreadable = {1};
  EventStore other(small(), archive());
  EXPECT_FALSE(load(other, pieces));
  EXPECT_EQ(other.problem(), "segment 1 is damaged");
}

// What save() hands out in another order, or twice, is refused.
TEST_F(ArchiveTest, RefusesPiecesOutOfOrder) {
  EventStore store(small(), archive());
  append(store, 500);
  std::vector<std::string> pieces = saved(store);
  ASSERT_GT(pieces.size(), 3U);
  for (std::size_t i = 0; i < 2; ++i) {
    std::vector<std::string> twice = pieces;
    twice.insert(twice.begin() + 2, pieces[i]);
    EventStore other(small(), archive());
    EXPECT_FALSE(load(other, twice)) << i;
  }
  std::swap(pieces[1], pieces[2]);
  EventStore other(small(), archive());
  EXPECT_FALSE(load(other, pieces));
}

TEST_F(ArchiveTest, SavesAndLoadsUnderRandomWork) {
  constexpr std::uint64_t kSeed = 20'261'122;
  base::Prng prng(kSeed);
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Limits limits = small();
  limits.entries_max = 400;
  auto plain = std::make_unique<EventStore>(limits);
  auto store = std::make_unique<EventStore>(limits, archive());
  for (int round = 0; round < 150; ++round) {
    const std::uint64_t to = store->last() + prng.below(60);
    append(*store, to);
    append(*plain, to);
    if (prng.chance(1, 10)) {
      const std::uint64_t least = store->first() + prng.below(store->entries() + 1);
      ASSERT_EQ(store->trim(least), plain->trim(least));
    }
    place_.secures = prng.chance(3, 4);
    const std::vector<std::string> pieces = saved(*store);
    // Some work is done, and lost with the process.
    if (prng.chance(1, 2)) append(*store, to + prng.below(100));
    store = std::make_unique<EventStore>(limits, archive());
    ASSERT_TRUE(load(*store, pieces)) << store->problem();
    if (store->missing_below() > 0) static_cast<void>(plain->trim(store->first()));
    ASSERT_NO_FATAL_FAILURE(expect_same_streams(*store, *plain)) << "round " << round;
    ASSERT_NO_FATAL_FAILURE(expect_all(*store)) << "round " << round;
  }
}

}  // namespace
}  // namespace stellwerk::stream
