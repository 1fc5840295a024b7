// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/time.h"

// Reading the small texts that commands, policy documents and flags have in common.
namespace stellwerk::base {

inline constexpr std::size_t kIdentifierSizeMax = 128;

// Agents, queues, conversations, channels and skills are named by 1 to 128 printable bytes without
// blank, ',', '=', '<' and '>'. Bytes from 0x80 on (UTF-8) count as printable.
[[nodiscard]] bool is_identifier(std::string_view text);

// A decimal integer that fills the whole text; an optional leading '-'.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

// A number of milliseconds, or a number with one of the suffixes ms, s, m, min, h, d. Not negative,
// at most 36,500 days. A fraction ("1.5h") is accepted before a suffix.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

// A count per unit of time as it is written: "5000/s", "300/min", "10000/h".
struct RateText {
  std::string_view count;       // what stands before the '/', whatever it is
  std::uint64_t times_an_hour;  // how often the unit of time is in an hour
};

// Empty when the text does not end in /s, /min or /h.
[[nodiscard]] std::optional<RateText> split_rate(std::string_view text);

// Splits off what stands before the first `separator`; `rest` keeps what follows it, and is empty
// (with null data) once nothing follows.
[[nodiscard]] std::string_view next_item(std::string_view& rest, char separator);

// ASCII only, as command names and options are.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace stellwerk::base
