// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/rate.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

constexpr double kPerSecondMax = 1e9;

}  // namespace

std::string Rate::text() const {
  switch (kind) {
    case Kind::kHighest:
      return "max";
    case Kind::kPerSecond:
      return fmt::format("{:.0f}/s", value);
    case Kind::kShare:
      return fmt::format("{:.10g}%", value * 100);
  }
  return {};
}

std::optional<Rate> parse_load_rate(std::string_view text) {
  if (text == "max") return Rate{};
  double value = 0;
  const auto read =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (read.ec != std::errc() || !(value > 0)) return std::nullopt;
  std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  if (unit == "%") return Rate{Rate::Kind::kShare, value / 100};
  if (unit.starts_with('k')) {
    value *= 1e3;
    unit.remove_prefix(1);
  } else if (unit.starts_with('M')) {
    value *= 1e6;
    unit.remove_prefix(1);
  }
  if ((!unit.empty() && unit != "/s") || value > kPerSecondMax) return std::nullopt;
  return Rate{Rate::Kind::kPerSecond, value};
}

}  // namespace stellwerk::cli
