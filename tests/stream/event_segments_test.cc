// SPDX-License-Identifier: Apache-2.0
#include "core/stream/event_segments.h"

#include <string>

#include <gtest/gtest.h>

#include "core/model/codec.h"

namespace stellwerk::stream {
namespace {

std::string payload_of(std::uint64_t seq) {
  return std::string(static_cast<std::size_t>(seq * 37 % 900), static_cast<char>('a' + seq % 26));
}

model::Event message(std::uint64_t seq, std::string_view payload) {
  model::Event event;
  event.type = model::EventType::kMessageIn;
  event.seq = seq;
  event.conv = "c1";
  event.has_payload = true;
  event.payload = payload;
  return event;
}

void append(EventSegments& segments, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t seq = from; seq <= to; ++seq) {
    const std::string payload = payload_of(seq);
    segments.append(message(seq, payload));
  }
}

TEST(EventSegments, KeepsEveryEventUnderItsNumber) {
  EventSegments segments(Limits{}, nullptr);
  append(segments, 1, 5'000);
  EXPECT_EQ(segments.first(), 1U);
  EXPECT_EQ(segments.end(), 5'001U);
  // Forwards, backwards and across, so that the place looked at first is of no help.
  for (std::uint64_t i = 0; i < 15'000; ++i) {
    const std::uint64_t seq = i < 5'000 ? i + 1 : i < 10'000 ? 10'000 - i : i * 7919 % 5'000 + 1;
    const std::string payload = payload_of(seq);
    std::string expected;
    model::encode(message(seq, payload), expected);
    ASSERT_EQ(segments.bytes(seq), expected) << seq;
  }
}

TEST(EventSegments, DropsWholePiecesAndReturnsTheirMemory) {
  EventSegments segments(Limits{}, nullptr);
  append(segments, 1, 20'000);
  const std::size_t full = segments.memory();
  EXPECT_GT(segments.drop_below(15'000), 13'000U);
  EXPECT_LE(segments.first(), 15'000U);
  EXPECT_GT(segments.first(), 13'000U);
  EXPECT_LT(segments.memory(), full / 2);
  EXPECT_EQ(model::decode_event(segments.bytes(15'000))->payload, payload_of(15'000));
}

TEST(EventSegments, StaysLevelWhileTheOldestGo) {
  EventSegments segments(Limits{}, nullptr);
  append(segments, 1, 10'000);
  segments.drop_below(5'000);
  std::size_t highest = 0;
  for (std::uint64_t seq = 10'001; seq <= 60'000; seq += 100) {
    append(segments, seq, seq + 99);
    segments.drop_below(seq - 5'000);
    highest = std::max(highest, segments.memory());
  }
  // 5,000 entries of 450 bytes and their encoding, in pieces of 256 KiB, one of them spare.
  EXPECT_LT(highest, 5'100U * 550 + 3 * 256 * 1024);
}

TEST(EventSegments, TakesAnEventLargerThanAPiece) {
  EventSegments segments(Limits{}, nullptr);
  const std::string large(3 << 20, 'x');
  segments.append(message(7, "small"));
  segments.append(message(8, large));
  segments.append(message(9, "small again"));
  EXPECT_EQ(model::decode_event(segments.bytes(8))->payload, large);
  EXPECT_EQ(model::decode_event(segments.bytes(9))->payload, "small again");
  const std::size_t before = segments.memory();
  segments.drop_below(9);
  EXPECT_LT(segments.memory() + (3 << 20), before + 1024);
}

TEST(EventSegments, StartsSmall) {
  EventSegments segments(Limits{}, nullptr);
  segments.append(message(1, "hello"));
  EXPECT_LT(segments.memory(), 8U * 1024);
}

}  // namespace
}  // namespace stellwerk::stream
