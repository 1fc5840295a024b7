// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stellwerk::cli {

// A quantile of the latency that is not to be exceeded.
struct LatencyLimit {
  double share = 0;  // 0.999 for p99.9; 1 for the maximum
  std::uint64_t ns = 0;
  std::string text;  // as it was given
};

// Reads "p99.9=1ms", "p50=200us", "max=2s". Empty when it is none of these.
[[nodiscard]] std::optional<LatencyLimit> parse_latency_limit(std::string_view text);

}  // namespace stellwerk::cli
