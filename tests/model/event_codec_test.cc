// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <gtest/gtest.h>

#include "core/model/codec.h"
#include "tests/model/random_bytes.h"

namespace stellwerk::model {
namespace {

constexpr std::array kTexts = {&Event::conv,     &Event::agent,   &Event::queue,   &Event::channel,
                               &Event::customer, &Event::message, &Event::payload, &Event::from,
                               &Event::author,   &Event::clock,   &Event::reason,  &Event::missing,
                               &Event::state,    &Event::sla};
constexpr std::array kIntegers = {&Event::expires, &Event::due,      &Event::epoch,
                                  &Event::version, &Event::priority, &Event::reopened,
                                  &Event::episode, &Event::waited_ms};

Event draw(base::Prng& prng, RandomTexts& texts) {
  Event event;
  event.type = static_cast<EventType>(prng.below(kEventTypeCount));
  event.seq = prng.next();
  event.at = {static_cast<std::int64_t>(prng.next())};
  for (const auto member : kTexts) {
    if (prng.chance(1, 3)) event.*member = texts.draw(1, 16);
  }
  event.has_payload = !event.payload.empty() || prng.chance(1, 8);
  for (const auto member : kIntegers) {
    if (prng.chance(1, 3)) event.*member = static_cast<std::int64_t>(prng.next() >> 1U);
  }
  if (prng.chance(1, 3)) event.offer = prng.next() | 1U;
  return event;
}

void expect_same(const Event& a, const Event& b) {
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.has_payload, b.has_payload);
  EXPECT_EQ(a.seq, b.seq);
  EXPECT_EQ(a.at, b.at);
  EXPECT_EQ(a.offer, b.offer);
  for (const auto member : kTexts) EXPECT_EQ(a.*member, b.*member);
  for (const auto member : kIntegers) EXPECT_EQ(a.*member, b.*member);
}

std::string encoded(const Event& event) {
  std::string bytes;
  encode(event, bytes);
  return bytes;
}

TEST(EventCodec, RoundTripsWhatIsDrawn) {
  constexpr std::uint64_t kSeed = 3;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int i = 0; i < 20'000; ++i) {
    RandomTexts texts(prng);
    const Event event = draw(prng, texts);
    const std::string bytes = encoded(event);
    const auto decoded = decode_event(bytes);
    ASSERT_TRUE(decoded.has_value()) << "event " << i;
    expect_same(*decoded, event);
    if (testing::Test::HasFailure()) FAIL() << "event " << i;
  }
}

TEST(EventCodec, KeepsAnEmptyPayloadApartFromNone) {
  Event event;
  event.type = EventType::kMessageIn;
  event.has_payload = true;
  const std::string with = encoded(event);
  event.has_payload = false;
  const std::string without = encoded(event);
  EXPECT_TRUE(decode_event(with)->has_payload);
  EXPECT_FALSE(decode_event(without)->has_payload);
}

TEST(EventCodec, AnAbsentIntegerComesBackAsMinusOne) {
  Event event;
  event.due = -17;
  const std::string bytes = encoded(event);
  EXPECT_EQ(decode_event(bytes)->due, -1);
  EXPECT_EQ(decode_event(bytes)->episode, -1);
}

TEST(EventCodec, RefusesEveryStrictPrefixAndWhatIsTooLong) {
  constexpr std::uint64_t kSeed = 5;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int i = 0; i < 500; ++i) {
    RandomTexts texts(prng);
    const std::string bytes = encoded(draw(prng, texts));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const std::string prefix = bytes.substr(0, size);
      ASSERT_FALSE(decode_event(prefix).has_value()) << "event " << i << " size " << size;
    }
    EXPECT_FALSE(decode_event(bytes + '\0').has_value());
  }
}

TEST(EventCodec, MutationsAreRefusedOrRoundTrip) {
  constexpr std::uint64_t kSeed = 13;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  int accepted = 0;
  int refused = 0;
  for (int i = 0; i < 100'000; ++i) {
    RandomTexts texts(prng);
    const std::string changed = mutated(encoded(draw(prng, texts)), prng);
    const auto decoded = decode_event(changed);
    decoded ? ++accepted : ++refused;
    if (decoded) {
      ASSERT_EQ(encoded(*decoded), changed) << "event " << i;
    }
  }
  EXPECT_GT(accepted, 1'000);
  EXPECT_GT(refused, 1'000);
}

}  // namespace
}  // namespace stellwerk::model
