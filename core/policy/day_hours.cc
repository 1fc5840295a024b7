// SPDX-License-Identifier: Apache-2.0
#include "core/policy/day_hours.h"

#include <algorithm>

namespace stellwerk::policy {
namespace {

constexpr std::size_t kSpansMax = 24;

// "08:00" in minutes; "24:00" is one.
std::optional<std::int32_t> clock_time(std::string_view text) {
  constexpr std::string_view kForm = "00:00";
  if (text.size() != kForm.size() || text[2] != ':') return std::nullopt;
  const auto digit = [text](std::size_t at) { return text[at] - '0'; };
  for (const std::size_t at : {0U, 1U, 3U, 4U}) {
    if (digit(at) < 0 || digit(at) > 9) return std::nullopt;
  }
  const std::int32_t minute = digit(3) * 10 + digit(4);
  const std::int32_t total = (digit(0) * 10 + digit(1)) * 60 + minute;
  if (minute > 59 || total > kMinutesOfADay) return std::nullopt;
  return total;
}

std::optional<ClockSpan> clock_span(const Place& place) {
  const auto text = text_at(place);
  if (!text) return std::nullopt;
  const std::size_t dash = std::min(text->find('-'), text->size());
  const auto open = clock_time(text->substr(0, dash));
  const auto shut = dash < text->size() ? clock_time(text->substr(dash + 1)) : std::nullopt;
  if (!open || !shut || *open == kMinutesOfADay) {
    place.refuse(shown(*text) +
                 " is no time of a day; write from and to as 08:00-12:00, from 00:00 to 24:00");
    return std::nullopt;
  }
  if (*open == *shut) {
    place.refuse(shown(*text) + " is empty; for a whole day write 00:00-24:00");
    return std::nullopt;
  }
  return ClockSpan{*open, *shut < *open ? *shut + kMinutesOfADay : *shut};
}

}  // namespace

std::optional<DayHours> day_hours_at(const Place& place) {
  const toml::array* array = place.node.as_array();
  if (array == nullptr) {
    place.refuse("expected a list as [\"08:00-12:00\", \"13:00-18:00\"]");
    return std::nullopt;
  }
  if (array->size() > kSpansMax) {
    place.refuse("more than " + std::to_string(kSpansMax) + " times of one day");
    return std::nullopt;
  }
  DayHours hours;
  for (const toml::node& item : *array) {
    const Place at{place.problems, place.key, item};
    const auto span = clock_span(at);
    if (!span) return std::nullopt;
    const bool overlaps = std::ranges::any_of(hours, [&span](const ClockSpan& other) {
      return span->open < other.shut && other.open < span->shut;
    });
    if (overlaps) {
      at.refuse(shown(*text_at(at)) + " overlaps another time of that day; join them");
      return std::nullopt;
    }
    hours.push_back(*span);
  }
  std::ranges::sort(hours, {}, &ClockSpan::open);
  return hours;
}

}  // namespace stellwerk::policy
