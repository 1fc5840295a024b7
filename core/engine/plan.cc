// SPDX-License-Identifier: Apache-2.0
#include "core/engine/plan.h"

#include <bit>

namespace stellwerk::engine {
namespace {

constexpr base::Duration kTargetWithoutSla = base::hours(24);
constexpr std::int64_t kStepMs = 300'000;

// Four buckets for each power of two of milliseconds.
std::size_t bucket_of(std::int64_t ms) {
  const auto value = static_cast<std::uint64_t>(ms) + 4;
  const auto power = static_cast<unsigned>(std::bit_width(value)) - 1;
  return (power - 2) * 4 + (value >> (power - 2) & 3U);
}

std::int64_t upper_ms(std::size_t bucket) {
  const std::size_t power = bucket / 4 + 2;
  return static_cast<std::int64_t>((4 + bucket % 4 + 1) << (power - 2)) - 5;
}

}  // namespace

void RecentWaits::add(base::Instant now, base::Duration wait) {
  const std::int64_t number = now.ms / kStepMs;
  Step& step = steps_[static_cast<std::size_t>(number) % steps_.size()];
  if (step.number != number) {
    step.number = number;
    step.counts.fill(0);
  }
  ++step.counts[std::min(bucket_of(std::max<std::int64_t>(wait.ms, 0)), kBuckets - 1)];
}

std::int64_t RecentWaits::quantile_ms(base::Instant now, std::uint32_t permille) const {
  const std::int64_t newest = now.ms / kStepMs;
  std::array<std::uint64_t, kBuckets> counts{};
  std::uint64_t total = 0;
  for (const Step& step : steps_) {
    if (step.number <= newest - static_cast<std::int64_t>(steps_.size())) continue;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      counts[i] += step.counts[i];
      total += step.counts[i];
    }
  }
  if (total == 0) return -1;
  const std::uint64_t wanted = (total * permille + 999) / 1'000;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += counts[i];
    if (seen >= wanted) return upper_ms(i);
  }
  return upper_ms(kBuckets - 1);
}

QueueId Plan::mention_queue(std::string_view name) {
  const QueueId id = queue_names.intern(name);
  if (id >= queues.size()) queues.resize(id + 1);
  return id;
}

NameId Plan::mention_sla(std::string_view name) {
  const NameId id = sla_names.intern(name);
  if (id >= slas.size()) slas.resize(id + 1);
  return id;
}

NameId Plan::add_channel(std::string_view name) {
  const NameId id = channel_names.intern(name);
  channels.resize(id + 1);
  channels[id].figures.channel = name;
  channel_order.push_back(id);
  return id;
}

NameId Plan::mention_calendar(std::string_view name) {
  const NameId id = calendar_names.intern(name);
  if (id >= calendars.size()) calendars.resize(id + 1);
  return id;
}

base::Duration Plan::target(NameId sla) const {
  if (sla == kNone || slas[sla].policy.first_response == model::kNoTarget) return kTargetWithoutSla;
  return slas[sla].policy.first_response;
}

}  // namespace stellwerk::engine
