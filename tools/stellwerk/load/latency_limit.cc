// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/latency_limit.h"

#include <array>
#include <charconv>
#include <utility>

namespace stellwerk::cli {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 3> kUnits = {
    {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}};

// The number that `text` begins with; `text` keeps what follows it.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto read =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (read.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return value;
}

}  // namespace

std::optional<LatencyLimit> parse_latency_limit(std::string_view text) {
  LatencyLimit limit{.text = std::string(text)};
  if (text.starts_with("max")) {
    text.remove_prefix(3);
    limit.share = 1;
  } else {
    if (!text.starts_with('p')) return std::nullopt;
    text.remove_prefix(1);
    const auto percent = take_number(text);
    if (!percent || *percent < 0 || *percent > 100) return std::nullopt;
    limit.share = *percent / 100;
  }
  if (!text.starts_with('=')) return std::nullopt;
  text.remove_prefix(1);
  const auto time = take_number(text);
  if (!time || !(*time > 0)) return std::nullopt;
  for (const auto& [unit, ns] : kUnits) {
    if (text != unit) continue;
    limit.ns = static_cast<std::uint64_t>(*time * ns);
    return limit;
  }
  return std::nullopt;
}

}  // namespace stellwerk::cli
