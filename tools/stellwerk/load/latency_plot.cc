// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/latency_plot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

constexpr double kBarWidth = 40;
constexpr std::uint64_t kFirstStep = 1'000;  // ns

struct Step {
  std::uint64_t to_ns = 0;
  std::uint64_t count = 0;
  std::uint64_t count_to = 0;
};

// The next of 1, 2, 5, 10, 20, 50 ...
std::uint64_t step_after(std::uint64_t ns) {
  std::uint64_t power = 1;
  while (power * 10 <= ns) power *= 10;
  if (ns == power) return 2 * power;
  return ns == 2 * power ? 5 * power : 10 * power;
}

std::vector<Step> steps_of(const LatencyHistogram& latency) {
  std::vector<Step> steps;
  std::uint64_t seen = 0;
  for (std::uint64_t to = kFirstStep; seen < latency.count(); to = step_after(to)) {
    const std::uint64_t count_to = latency.count_to(to);
    if (count_to > 0) steps.push_back({to, count_to - seen, count_to});
    seen = count_to;
  }
  return steps;
}

}  // namespace

std::string latency_text(std::uint64_t ns) {
  constexpr std::array<const char*, 4> kUnits = {"ns", "us", "ms", "s"};
  double value = static_cast<double>(ns);
  std::size_t unit = 0;
  // 999.5 would be written as 1000.
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1'000;
    ++unit;
  }
  const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f} {}", value, decimals, kUnits[unit]);
}

std::string latency_plot(const LatencyHistogram& latency) {
  const std::vector<Step> steps = steps_of(latency);
  std::uint64_t most = 1;
  for (const Step& step : steps) most = std::max(most, step.count);
  std::string text;
  for (const Step& step : steps) {
    const double share = static_cast<double>(step.count) / static_cast<double>(most);
    // However few: what is there is to be seen.
    const auto bar = static_cast<int>(std::ceil(share * kBarWidth));
    const double total = static_cast<double>(latency.count());
    text += fmt::format(
        "{:>10} |{:#<{}}{:<{}}| {:8.4f} %  {:9.4f} %\n", "<= " + latency_text(step.to_ns), "", bar,
        "", static_cast<int>(kBarWidth) - bar, 100 * static_cast<double>(step.count) / total,
        100 * static_cast<double>(step.count_to) / total);
  }
  return text;
}

std::vector<std::pair<double, std::uint64_t>> percentile_steps(const LatencyHistogram& latency) {
  std::vector<std::pair<double, std::uint64_t>> steps;
  if (latency.count() == 0) return steps;
  double left = 1;
  while (left * static_cast<double>(latency.count()) >= 1) {
    steps.emplace_back(1 - left, latency.quantile(1 - left));
    left /= 2;
  }
  steps.emplace_back(1, latency.max());
  return steps;
}

}  // namespace stellwerk::cli
