// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <bit>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "core/base/bytes.h"
#include "core/model/codec.h"

namespace stellwerk::model {
namespace {

// An event: type u8, presence u32, seq u64, at i64, then what is present in the order of its bit:
// texts from bit 0 on, integers from kIntegerFirst on. The order is storage format: only add.
constexpr std::array<std::string_view Event::*, 16> kTexts = {
    &Event::conv,     &Event::agent,   &Event::queue,   &Event::channel,
    &Event::customer, &Event::message, &Event::payload, &Event::from,
    &Event::author,   &Event::clock,   &Event::reason,  &Event::missing,
    &Event::state,    &Event::sla,     &Event::skills,  &Event::agents};
constexpr unsigned kPayloadBit = 6;
constexpr unsigned kIntegerFirst = 16;
constexpr std::array<std::int64_t Event::*, 8> kIntegers = {
    &Event::expires,  &Event::due,      &Event::epoch,   &Event::version,
    &Event::priority, &Event::reopened, &Event::episode, &Event::waited_ms};
constexpr unsigned kOfferBit = kIntegerFirst + kIntegers.size();
// Integers that came later.
constexpr unsigned kLaterFirst = kOfferBit + 1;
constexpr std::array<std::int64_t Event::*, 1> kLater = {&Event::callback};

static_assert(kTexts[kPayloadBit] == &Event::payload);
static_assert(kTexts.size() <= kIntegerFirst && kLaterFirst + kLater.size() <= 32);

constexpr std::uint32_t bit(unsigned number) { return std::uint32_t{1} << number; }

constexpr std::uint32_t kKnown =
    (bit(kTexts.size()) - 1) | (bit(kLaterFirst + kLater.size()) - bit(kIntegerFirst));

constexpr std::size_t kHeadSize = 1 + 4 + 8 + 8;

// Calls `visit` with 0, 1 ... as constants, so that no field is looked up while running.
template <std::size_t kCount, class Visit>
void for_each_index(const Visit& visit) {
  [&visit]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (visit(std::integral_constant<unsigned, kIndex>()), ...);
  }
  (std::make_index_sequence<kCount>());
}

unsigned take_lowest(std::uint32_t& present) {
  const auto number = static_cast<unsigned>(std::countr_zero(present));
  present &= present - 1;
  return number;
}

// Only what the encoder writes: a text that is said to be there is not empty, a number is not
// absent.
void take(base::ByteReader& reader, unsigned number, Event& event) {
  if (number < kTexts.size()) {
    const std::string_view text = reader.text();
    event.*kTexts[number] = text;
    if (number == kPayloadBit) {
      event.has_payload = true;
    } else if (text.empty()) {
      reader.fail();
    }
  } else if (number < kOfferBit) {
    const std::int64_t value = reader.i64();
    event.*kIntegers[number - kIntegerFirst] = value;
    if (value < 0) reader.fail();
  } else if (number == kOfferBit) {
    event.offer = reader.u64();
    if (event.offer == 0) reader.fail();
  } else {
    const std::int64_t value = reader.i64();
    event.*kLater[number - kLaterFirst] = value;
    if (value < 0) reader.fail();
  }
}

}  // namespace

EventExtent extent_of(const Event& event) {
  EventExtent extent{0, kHeadSize};
  const auto count = [&extent](unsigned number, bool given, std::size_t size) {
    if (!given) return;
    extent.present |= bit(number);
    extent.size += size;
  };
  for_each_index<kTexts.size()>([&event, &count](auto i) {
    const std::string_view text = event.*kTexts[i];
    count(i, i == kPayloadBit ? event.has_payload : !text.empty(), 4 + text.size());
  });
  for_each_index<kIntegers.size()>(
      [&event, &count](auto i) { count(kIntegerFirst + i, event.*kIntegers[i] >= 0, 8); });
  count(kOfferBit, event.offer != 0, 8);
  for_each_index<kLater.size()>(
      [&event, &count](auto i) { count(kLaterFirst + i, event.*kLater[i] >= 0, 8); });
  return extent;
}

void encode(const Event& event, const EventExtent& extent, std::string& out) {
  const auto given = [&extent](unsigned number) { return (extent.present & bit(number)) != 0; };
  base::append_bytes(out, extent.size, [&](base::ByteWriter& to) {
    to.u8(static_cast<std::uint8_t>(event.type));
    to.u32(extent.present);
    to.u64(event.seq);
    to.u64(static_cast<std::uint64_t>(event.at.ms));
    for_each_index<kTexts.size()>([&](auto i) {
      if (given(i)) to.text(event.*kTexts[i]);
    });
    for_each_index<kIntegers.size()>([&](auto i) {
      if (given(kIntegerFirst + i)) to.u64(static_cast<std::uint64_t>(event.*kIntegers[i]));
    });
    if (given(kOfferBit)) to.u64(event.offer);
    for_each_index<kLater.size()>([&](auto i) {
      if (given(kLaterFirst + i)) to.u64(static_cast<std::uint64_t>(event.*kLater[i]));
    });
  });
}

std::optional<Event> decode_event(std::string_view bytes) {
  base::ByteReader reader(bytes);
  Event event;
  event.type = static_cast<EventType>(reader.u8_up_to(kEventTypeCount - 1));
  std::uint32_t present = reader.u32();
  event.seq = reader.u64();
  event.at = {reader.i64()};
  if ((present & ~kKnown) != 0) return std::nullopt;
  while (present != 0 && reader.ok()) take(reader, take_lowest(present), event);
  if (!reader.done()) return std::nullopt;
  return event;
}

}  // namespace stellwerk::model
