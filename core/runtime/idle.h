// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stellwerk::runtime {

// What a shard's thread does when there is nothing to do.
enum class Idle : std::uint8_t {
  kSpin,   // burns its core: the lowest latency, for machines with a core to spare
  kYield,  // offers the core to others but never sleeps
  kBlock,  // looks again a few times, then sleeps until it is woken or a timer is due
};

[[nodiscard]] std::string_view name(Idle idle);
[[nodiscard]] std::optional<Idle> parse_idle(std::string_view text);

}  // namespace stellwerk::runtime
