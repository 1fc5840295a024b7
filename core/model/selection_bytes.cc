// SPDX-License-Identifier: Apache-2.0
#include "core/model/selection_bytes.h"

namespace stellwerk::model {

std::vector<Select> take_selects(base::ByteReader& reader, std::size_t most) {
  std::vector<Select> selects;
  const std::uint32_t count = reader.count(1);
  if (count > most) reader.fail();
  for (std::uint32_t n = count; n > 0 && reader.ok(); --n) {
    selects.push_back(static_cast<Select>(reader.u8_up_to(kSelectCount - 1)));
  }
  return selects;
}

void take_selection(base::ByteReader& reader, RoutingPolicy& routing) {
  routing.ties = take_selects(reader, kSelectsMax - 1);
  const std::uint32_t count = reader.count(kScoreEntrySizeMin);
  if (count > kScoreTermsMax) reader.fail();
  for (std::uint32_t n = count; n > 0 && reader.ok(); --n) {
    WeightedTerm entry;
    entry.term = static_cast<ScoreTerm>(reader.u8_up_to(kScoreTermCount - 1));
    entry.weight = static_cast<std::int32_t>(reader.u32());
    entry.name = reader.text();
    if (entry.weight < -kScoreWeightMax || entry.weight > kScoreWeightMax) reader.fail();
    routing.score.push_back(std::move(entry));
  }
  routing.ramp = {reader.i64()};
}

void take_room(base::ByteReader& reader, ChannelPolicy& channel) {
  channel.exclusive = reader.u8_up_to(1) == 1;
  for (std::uint32_t n = reader.count(4); n > 0 && reader.ok(); --n) {
    channel.interruptible_by.emplace_back(reader.text());
  }
}

}  // namespace stellwerk::model
