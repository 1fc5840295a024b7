// SPDX-License-Identifier: Apache-2.0
#include "core/base/bytes.h"
#include "core/model/codec.h"
#include "core/model/plan_bytes.h"
#include "core/model/selection_bytes.h"

namespace stellwerk::model {
namespace {

// A policy: format u8, then everything in the order of the structures, enumerations as u8.
// Journals have earlier formats, which nobody writes any more: format 2 ends each entry where the
// present one goes on; format 1 is without calendars and what refers to them, windows, resolution
// and wait_long, too.
constexpr std::uint8_t kFormat = 4;

// The least bytes an entry can have, so that a count can be judged before it is believed: in format
// 1, and what formats 2 and 3 add.
constexpr std::size_t kChannelSizeMin = 4 + 4;
constexpr std::size_t kChannelSizeMore = 8 + 8;
constexpr std::size_t kChannelSizeMost = 4 + 8 + 1 + 4;
constexpr std::size_t kSlaSizeMin = 4 + 8 + 8 + 4 + 1;
constexpr std::size_t kSlaSizeMore = 8 + 4;
constexpr std::size_t kQueueSizeMin = 4 + 4 + 4 + 4 + 1 + 8 + 8 + 8 + 8 + 4 + 8 + 1 + 8 + 4;
constexpr std::size_t kQueueSizeMore = 4 + 8;
constexpr std::size_t kQueueSizeMost = 4 + 4 + kPlanSizeMin + 4 + 4 + 4 + 1 + 8 + 8 + 8 + 8 + 4;
constexpr std::size_t kIntervalSize = 8 + 8;
constexpr std::size_t kCalendarSizeMin = 4 + 4 + 4 + 8;

template <class Out>
void put(base::Duration duration, Out& out) {
  out.u64(static_cast<std::uint64_t>(duration.ms));
}

template <class Out>
void put(base::Instant at, Out& out) {
  out.u64(static_cast<std::uint64_t>(at.ms));
}

template <class Out>
void put(const CalendarPolicy& calendar, Out& out) {
  out.text(calendar.name);
  out.text(calendar.zone);
  out.u32(static_cast<std::uint32_t>(calendar.intervals.size()));
  for (const OpenInterval& interval : calendar.intervals) {
    put(interval.open, out);
    put(interval.shut, out);
  }
  put(calendar.known_until, out);
}

template <class Out>
void put(const QueuePolicy& queue, Out& out) {
  out.text(queue.name);
  out.text(queue.sla);
  put_skills(queue.skills, out);
  out.u32(queue.weight_permille);
  out.u8(static_cast<std::uint8_t>(queue.offer_mode));
  put(queue.offer_timeout, out);
  put(queue.offer_retry, out);
  put(queue.wrap_up, out);
  out.u64(queue.waiting_max);
  out.u32(queue.goal_permille);
  put(queue.handling, out);
  out.u8(static_cast<std::uint8_t>(queue.late_max_mode));
  put(queue.late_max, out);
  out.text(queue.moved_to);
  out.text(queue.calendar);
  put(queue.wait_long, out);
  out.u32(queue.declines_max);
  out.u32(queue.misses_max);
  put_plan(queue, out);
  out.u32(queue.bot.turns);
  out.u32(queue.bot.confidence_permille);
  out.u32(queue.offer_agents);
  out.u8(queue.decide_external ? 1 : 0);
  put(queue.decide_timeout, out);
  put(queue.sticky_within, out);
  put(queue.sticky_patience, out);
  out.u64(queue.burst);
  put_selects(queue.select, out);
}

template <class Out>
void put(const Policy& policy, Out& out) {
  out.u8(kFormat);
  out.u8(static_cast<std::uint8_t>(policy.routing.rule));
  out.u8(static_cast<std::uint8_t>(policy.routing.select));
  out.u32(policy.routing.catch_up_permille);
  out.u32(static_cast<std::uint32_t>(policy.routing.reserve));
  out.u8(policy.routing.surcharge ? 1 : 0);
  put_selection(policy.routing, out);
  out.u8(policy.routing.explains ? 1 : 0);
  out.u32(static_cast<std::uint32_t>(policy.channels.size()));
  for (const ChannelPolicy& channel : policy.channels) {
    out.text(channel.name);
    out.u32(channel.units);
    put(channel.reply_window, out);
    put(channel.bot_window, out);
    out.u32(channel.reply_messages);
    put(channel.fragments, out);
    put_room(channel, out);
  }
  out.u32(static_cast<std::uint32_t>(policy.slas.size()));
  for (const SlaPolicy& sla : policy.slas) {
    out.text(sla.name);
    put(sla.first_response, out);
    put(sla.next_response, out);
    out.u32(sla.warn_permille);
    out.u8(static_cast<std::uint8_t>(sla.met_by));
    put(sla.resolution, out);
    out.text(sla.calendar);
  }
  out.u32(static_cast<std::uint32_t>(policy.queues.size()));
  for (const QueuePolicy& queue : policy.queues) put(queue, out);
  out.u32(static_cast<std::uint32_t>(policy.calendars.size()));
  for (const CalendarPolicy& calendar : policy.calendars) put(calendar, out);
}

base::Duration take_duration(base::ByteReader& reader) { return {reader.i64()}; }

RoutingPolicy take_routing(base::ByteReader& reader, std::uint8_t format) {
  RoutingPolicy routing;
  routing.rule = static_cast<Rule>(reader.u8_up_to(static_cast<std::uint8_t>(Rule::kEdf)));
  const Select last = format < 3 ? Select::kRoundRobin : Select::kScore;
  routing.select = static_cast<Select>(reader.u8_up_to(static_cast<std::uint8_t>(last)));
  routing.catch_up_permille = reader.u32();
  routing.reserve = static_cast<std::int32_t>(reader.u32());
  routing.surcharge = reader.u8_up_to(1) == 1;
  if (format >= 3) take_selection(reader, routing);
  if (format >= 4) routing.explains = reader.u8_up_to(1) == 1;
  return routing;
}

base::Instant take_instant(base::ByteReader& reader) { return {reader.i64()}; }

// Fails unless the intervals are in order, apart from each other and within what is known.
CalendarPolicy take_calendar(base::ByteReader& reader) {
  CalendarPolicy calendar;
  calendar.name = reader.text();
  calendar.zone = reader.text();
  base::Instant before = base::Instant{0} - (base::kNever - base::Instant{0});
  const std::uint32_t count = reader.count(kIntervalSize);
  calendar.intervals.reserve(count);
  for (std::uint32_t n = count; n > 0; --n) {
    const base::Instant open = take_instant(reader);
    const base::Instant shut = take_instant(reader);
    if (open <= before || shut <= open) reader.fail();
    calendar.intervals.push_back({open, shut});
    before = shut;
  }
  calendar.known_until = take_instant(reader);
  if (calendar.known_until < before || calendar.known_until > base::kNever) reader.fail();
  return calendar;
}

ChannelPolicy take_channel(base::ByteReader& reader, std::uint8_t format) {
  ChannelPolicy channel;
  channel.name = reader.text();
  channel.units = reader.u32();
  if (format < 2) return channel;
  channel.reply_window = take_duration(reader);
  channel.bot_window = take_duration(reader);
  if (format < 3) return channel;
  channel.reply_messages = reader.u32();
  channel.fragments = take_duration(reader);
  take_room(reader, channel);
  return channel;
}

SlaPolicy take_sla(base::ByteReader& reader, std::uint8_t format) {
  SlaPolicy sla;
  sla.name = reader.text();
  sla.first_response = take_duration(reader);
  sla.next_response = take_duration(reader);
  sla.warn_permille = reader.u32();
  sla.met_by = static_cast<MetBy>(reader.u8_up_to(static_cast<std::uint8_t>(MetBy::kReply)));
  if (format < 2) return sla;
  sla.resolution = take_duration(reader);
  sla.calendar = reader.text();
  return sla;
}

QueuePolicy take_queue(base::ByteReader& reader, std::uint8_t format) {
  QueuePolicy queue;
  queue.name = reader.text();
  queue.sla = reader.text();
  queue.skills = take_skills(reader);
  queue.weight_permille = reader.u32();
  queue.offer_mode =
      static_cast<OfferMode>(reader.u8_up_to(static_cast<std::uint8_t>(OfferMode::kAuto)));
  queue.offer_timeout = take_duration(reader);
  queue.offer_retry = take_duration(reader);
  queue.wrap_up = take_duration(reader);
  queue.waiting_max = reader.u64();
  queue.goal_permille = reader.u32();
  queue.handling = take_duration(reader);
  queue.late_max_mode =
      static_cast<LateMax>(reader.u8_up_to(static_cast<std::uint8_t>(LateMax::kFixed)));
  queue.late_max = take_duration(reader);
  queue.moved_to = reader.text();
  if (format < 2) return queue;
  queue.calendar = reader.text();
  queue.wait_long = take_duration(reader);
  if (format < 3) return queue;
  queue.declines_max = reader.u32();
  queue.misses_max = reader.u32();
  take_plan(reader, queue, format);
  queue.bot.turns = reader.u32();
  queue.bot.confidence_permille = reader.u32();
  queue.offer_agents = reader.u32();
  queue.decide_external = reader.u8_up_to(1) == 1;
  queue.decide_timeout = take_duration(reader);
  queue.sticky_within = take_duration(reader);
  queue.sticky_patience = take_duration(reader);
  queue.burst = reader.u64();
  queue.select = take_selects(reader, kSelectsMax);
  return queue;
}

}  // namespace

void encode(const Policy& policy, std::string& out) {
  base::append_bytes(out, [&policy](auto& to) { put(policy, to); });
}

std::optional<Policy> decode_policy(std::string_view bytes) {
  base::ByteReader reader(bytes);
  const std::uint8_t format = reader.u8();
  if (format == 0 || format > kFormat) return std::nullopt;
  Policy policy;
  policy.moves_clocks = format >= 2;
  policy.since_format_3 = format >= 3;
  policy.since_format_4 = format >= 4;
  policy.routing = take_routing(reader, format);
  const auto count = [&](std::size_t least, std::size_t more, std::size_t most = 0) {
    return reader.count(least + (format >= 2 ? more : 0) + (format >= 3 ? most : 0));
  };
  for (std::uint32_t n = count(kChannelSizeMin, kChannelSizeMore, kChannelSizeMost); n > 0; --n) {
    policy.channels.push_back(take_channel(reader, format));
  }
  for (std::uint32_t n = count(kSlaSizeMin, kSlaSizeMore); n > 0; --n) {
    policy.slas.push_back(take_sla(reader, format));
  }
  for (std::uint32_t n = count(kQueueSizeMin, kQueueSizeMore, kQueueSizeMost); n > 0; --n) {
    policy.queues.push_back(take_queue(reader, format));
  }
  if (format >= 2) {
    for (std::uint32_t n = reader.count(kCalendarSizeMin); n > 0; --n) {
      policy.calendars.push_back(take_calendar(reader));
    }
  }
  if (!reader.done()) return std::nullopt;
  return policy;
}

}  // namespace stellwerk::model
