// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/stellwerk/client/histogram.h"

namespace stellwerk::cli {

// 1234567 ns as "1.23 ms": three digits.
[[nodiscard]] std::string latency_text(std::uint64_t ns);

// A line for each step of 1, 2, 5, 10 ... that has values: how many, as a bar and in per cent, and
// what share there is up to it. Empty when there are none.
[[nodiscard]] std::string latency_plot(const LatencyHistogram& latency);

// The distribution as HdrHistogram writes it: shares that halve what is left, from 0 to the
// maximum at 1, each with its value in ns.
[[nodiscard]] std::vector<std::pair<double, std::uint64_t>> percentile_steps(
    const LatencyHistogram& latency);

}  // namespace stellwerk::cli
