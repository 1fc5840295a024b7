// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/model/policy.h"

// What selects among agents, in an encoded policy from format 3 on.
namespace stellwerk::model {

inline constexpr std::size_t kScoreEntrySizeMin = 1 + 4 + 4;

template <class Out>
void put_selects(const std::vector<Select>& selects, Out& out) {
  out.u32(static_cast<std::uint32_t>(selects.size()));
  for (const Select select : selects) out.u8(static_cast<std::uint8_t>(select));
}

template <class Out>
void put_selection(const RoutingPolicy& routing, Out& out) {
  put_selects(routing.ties, out);
  out.u32(static_cast<std::uint32_t>(routing.score.size()));
  for (const WeightedTerm& entry : routing.score) {
    out.u8(static_cast<std::uint8_t>(entry.term));
    out.u32(static_cast<std::uint32_t>(entry.weight));
    out.text(entry.name);
  }
  out.u64(static_cast<std::uint64_t>(routing.ramp.ms));
}

template <class Out>
void put_room(const ChannelPolicy& channel, Out& out) {
  out.u8(channel.exclusive ? 1 : 0);
  out.u32(static_cast<std::uint32_t>(channel.interruptible_by.size()));
  for (const std::string& by : channel.interruptible_by) out.text(by);
}

// Fails when there are more than a list may have.
[[nodiscard]] std::vector<Select> take_selects(base::ByteReader& reader, std::size_t most);
void take_selection(base::ByteReader& reader, RoutingPolicy& routing);
void take_room(base::ByteReader& reader, ChannelPolicy& channel);

}  // namespace stellwerk::model
