// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <bit>

#include "core/base/bytes.h"
#include "core/model/codec.h"

namespace stellwerk::model {
namespace {

// An event: type u8, presence u32, seq u64, at i64, then what is present in the order of its bit:
// texts from bit 0 on, integers from kIntegerFirst on. The order is storage format: only add.
constexpr std::array<std::string_view Event::*, 14> kTexts = {
    &Event::conv,    &Event::agent,   &Event::queue, &Event::channel, &Event::customer,
    &Event::message, &Event::payload, &Event::from,  &Event::author,  &Event::clock,
    &Event::reason,  &Event::missing, &Event::state, &Event::sla};
constexpr unsigned kPayloadBit = 6;
constexpr unsigned kIntegerFirst = 16;
constexpr std::array<std::int64_t Event::*, 8> kIntegers = {
    &Event::expires,  &Event::due,      &Event::epoch,   &Event::version,
    &Event::priority, &Event::reopened, &Event::episode, &Event::waited_ms};
constexpr unsigned kOfferBit = kIntegerFirst + kIntegers.size();

static_assert(kTexts[kPayloadBit] == &Event::payload);
static_assert(kTexts.size() <= kIntegerFirst && kOfferBit < 32);

constexpr std::uint32_t bit(unsigned number) { return std::uint32_t{1} << number; }

constexpr std::uint32_t kKnown =
    (bit(kTexts.size()) - 1) | (bit(kOfferBit + 1) - bit(kIntegerFirst));

std::uint32_t presence_of(const Event& event) {
  std::uint32_t present = 0;
  for (unsigned i = 0; i < kTexts.size(); ++i) {
    const bool given = i == kPayloadBit ? event.has_payload : !(event.*kTexts[i]).empty();
    if (given) present |= bit(i);
  }
  for (unsigned i = 0; i < kIntegers.size(); ++i) {
    if (event.*kIntegers[i] >= 0) present |= bit(kIntegerFirst + i);
  }
  if (event.offer != 0) present |= bit(kOfferBit);
  return present;
}

unsigned take_lowest(std::uint32_t& present) {
  const auto number = static_cast<unsigned>(std::countr_zero(present));
  present &= present - 1;
  return number;
}

template <class Out>
void put(const Event& event, std::uint32_t present, Out& out) {
  out.u8(static_cast<std::uint8_t>(event.type));
  out.u32(present);
  out.u64(event.seq);
  out.u64(static_cast<std::uint64_t>(event.at.ms));
  while (present != 0) {
    const unsigned number = take_lowest(present);
    if (number < kTexts.size()) {
      out.text(event.*kTexts[number]);
    } else if (number < kOfferBit) {
      out.u64(static_cast<std::uint64_t>(event.*kIntegers[number - kIntegerFirst]));
    } else {
      out.u64(event.offer);
    }
  }
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
  } else {
    event.offer = reader.u64();
    if (event.offer == 0) reader.fail();
  }
}

}  // namespace

void encode(const Event& event, std::string& out) {
  const std::uint32_t present = presence_of(event);
  base::append_bytes(out, [&event, present](auto& to) { put(event, present, to); });
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
