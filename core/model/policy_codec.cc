// SPDX-License-Identifier: Apache-2.0
#include "core/base/bytes.h"
#include "core/model/codec.h"

namespace stellwerk::model {
namespace {

// A policy: format u8, then everything in the order of the structures, enumerations as u8.
constexpr std::uint8_t kFormat = 1;

// The least bytes an entry can have, so that a count can be judged before it is believed.
constexpr std::size_t kChannelSizeMin = 4 + 4;
constexpr std::size_t kSlaSizeMin = 4 + 8 + 8 + 4 + 1;
constexpr std::size_t kSkillSizeMin = 4 + 1;
constexpr std::size_t kQueueSizeMin = 4 + 4 + 4 + 4 + 1 + 8 + 8 + 8 + 8 + 4 + 8 + 1 + 8 + 4;

template <class Out>
void put(base::Duration duration, Out& out) {
  out.u64(static_cast<std::uint64_t>(duration.ms));
}

template <class Out>
void put(const QueuePolicy& queue, Out& out) {
  out.text(queue.name);
  out.text(queue.sla);
  out.u32(static_cast<std::uint32_t>(queue.skills.size()));
  for (const SkillNeed& need : queue.skills) {
    out.text(need.skill);
    out.u8(need.level);
  }
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
}

template <class Out>
void put(const Policy& policy, Out& out) {
  out.u8(kFormat);
  out.u8(static_cast<std::uint8_t>(policy.routing.rule));
  out.u8(static_cast<std::uint8_t>(policy.routing.select));
  out.u32(policy.routing.catch_up_permille);
  out.u32(static_cast<std::uint32_t>(policy.routing.reserve));
  out.u8(policy.routing.surcharge ? 1 : 0);
  out.u32(static_cast<std::uint32_t>(policy.channels.size()));
  for (const ChannelPolicy& channel : policy.channels) {
    out.text(channel.name);
    out.u32(channel.units);
  }
  out.u32(static_cast<std::uint32_t>(policy.slas.size()));
  for (const SlaPolicy& sla : policy.slas) {
    out.text(sla.name);
    put(sla.first_response, out);
    put(sla.next_response, out);
    out.u32(sla.warn_permille);
    out.u8(static_cast<std::uint8_t>(sla.met_by));
  }
  out.u32(static_cast<std::uint32_t>(policy.queues.size()));
  for (const QueuePolicy& queue : policy.queues) put(queue, out);
}

base::Duration take_duration(base::ByteReader& reader) { return {reader.i64()}; }

RoutingPolicy take_routing(base::ByteReader& reader) {
  RoutingPolicy routing;
  routing.rule = static_cast<Rule>(reader.u8_up_to(static_cast<std::uint8_t>(Rule::kEdf)));
  routing.select =
      static_cast<Select>(reader.u8_up_to(static_cast<std::uint8_t>(Select::kRoundRobin)));
  routing.catch_up_permille = reader.u32();
  routing.reserve = static_cast<std::int32_t>(reader.u32());
  routing.surcharge = reader.u8_up_to(1) == 1;
  return routing;
}

SlaPolicy take_sla(base::ByteReader& reader) {
  SlaPolicy sla;
  sla.name = reader.text();
  sla.first_response = take_duration(reader);
  sla.next_response = take_duration(reader);
  sla.warn_permille = reader.u32();
  sla.met_by = static_cast<MetBy>(reader.u8_up_to(static_cast<std::uint8_t>(MetBy::kReply)));
  return sla;
}

QueuePolicy take_queue(base::ByteReader& reader) {
  QueuePolicy queue;
  queue.name = reader.text();
  queue.sla = reader.text();
  for (std::uint32_t n = reader.count(kSkillSizeMin); n > 0; --n) {
    SkillNeed need;
    need.skill = reader.text();
    need.level = reader.u8();
    queue.skills.push_back(std::move(need));
  }
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
  return queue;
}

}  // namespace

void encode(const Policy& policy, std::string& out) {
  base::append_bytes(out, [&policy](auto& to) { put(policy, to); });
}

std::optional<Policy> decode_policy(std::string_view bytes) {
  base::ByteReader reader(bytes);
  if (reader.u8() != kFormat) return std::nullopt;
  Policy policy;
  policy.routing = take_routing(reader);
  for (std::uint32_t n = reader.count(kChannelSizeMin); n > 0; --n) {
    ChannelPolicy channel;
    channel.name = reader.text();
    channel.units = reader.u32();
    policy.channels.push_back(std::move(channel));
  }
  for (std::uint32_t n = reader.count(kSlaSizeMin); n > 0; --n) {
    policy.slas.push_back(take_sla(reader));
  }
  for (std::uint32_t n = reader.count(kQueueSizeMin); n > 0; --n) {
    policy.queues.push_back(take_queue(reader));
  }
  if (!reader.done()) return std::nullopt;
  return policy;
}

}  // namespace stellwerk::model
