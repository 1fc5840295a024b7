// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/flag_text.h"

#include <charconv>
#include <cmath>

#include "core/base/text.h"

namespace stellwerk::cli {

std::optional<double> parse_amount(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value) || value < 0) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> parse_share(std::string_view text) {
  const auto value = parse_amount(text);
  return value && *value <= 1 ? value : std::nullopt;
}

std::optional<double> parse_rate(std::string_view text) {
  const auto written = base::split_rate(text);
  const auto count = written ? parse_amount(written->count) : std::nullopt;
  if (!count) return std::nullopt;
  return *count * static_cast<double>(written->times_an_hour) / 3'600;
}

std::optional<base::Duration> parse_span(std::string_view text) {
  const auto span = base::parse_duration(text);
  const bool has_unit = !text.empty() && (text.back() < '0' || text.back() > '9');
  return span && (has_unit || span->ms == 0) ? span : std::nullopt;
}

}  // namespace stellwerk::cli
