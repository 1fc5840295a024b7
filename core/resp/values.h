// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "core/base/text.h"
#include "core/resp/parameter.h"

// The values of parameters: each function reads one into the command, or refuses it by name.
namespace stellwerk::resp {

// REQUIRES: the text is no identifier. Refuses it. Always false.
bool refuse_identifier(Reading& reading, const Parameter& parameter, std::string_view value);

template <std::string_view model::Command::*Member>
bool read_identifier(Reading& reading, const Parameter& parameter, std::string_view value) {
  if (!base::is_identifier(value)) return refuse_identifier(reading, parameter, value);
  reading.command.*Member = value;
  return true;
}

// 1 to `greatest` bytes of anything.
bool check_free_text(Reading& reading, const Parameter& parameter, std::string_view value,
                     std::size_t greatest);

template <std::string_view model::Command::*Member, std::size_t Greatest = kFreeTextSizeMax>
bool read_free_text(Reading& reading, const Parameter& parameter, std::string_view value) {
  reading.command.*Member = value;
  return check_free_text(reading, parameter, value, Greatest);
}

[[nodiscard]] std::optional<std::uint64_t> checked_number(Reading& reading,
                                                          const Parameter& parameter,
                                                          std::string_view value,
                                                          std::uint64_t least,
                                                          std::uint64_t greatest);

// The number's greatest value is what fits the member, or a 63-bit integer, unless given.
template <auto Member, std::uint64_t Least, std::uint64_t Greatest = 0>
bool read_number(Reading& reading, const Parameter& parameter, std::string_view value) {
  auto& member = reading.command.*Member;
  using Number = std::remove_reference_t<decltype(member)>;
  constexpr std::uint64_t kFits = sizeof(Number) == 8
                                      ? std::uint64_t{std::numeric_limits<std::int64_t>::max()}
                                      : std::uint64_t{std::numeric_limits<Number>::max()};
  constexpr std::uint64_t kGreatest = Greatest == 0 ? kFits : Greatest;
  const auto number = checked_number(reading, parameter, value, Least, kGreatest);
  if (!number) return false;
  member = static_cast<Number>(*number);
  return true;
}

[[nodiscard]] std::optional<base::Duration> checked_duration(Reading& reading,
                                                             const Parameter& parameter,
                                                             std::string_view value,
                                                             std::int64_t least_ms);

template <base::Duration model::Command::*Member, std::int64_t LeastMs>
bool read_duration(Reading& reading, const Parameter& parameter, std::string_view value) {
  const auto duration = checked_duration(reading, parameter, value, LeastMs);
  if (duration) reading.command.*Member = *duration;
  return duration.has_value();
}

// A fraction from 0 to 1, in thousandths, rounded down.
[[nodiscard]] std::optional<std::uint32_t> checked_share(Reading& reading,
                                                         const Parameter& parameter,
                                                         std::string_view value);

template <std::uint32_t model::Command::*Member>
bool read_share(Reading& reading, const Parameter& parameter, std::string_view value) {
  const auto share = checked_share(reading, parameter, value);
  if (share) reading.command.*Member = *share;
  return share.has_value();
}

template <bool model::Command::*Member>
bool read_flag(Reading& reading, const Parameter& parameter, std::string_view value) {
  const auto number = checked_number(reading, parameter, value, 0, 1);
  reading.command.*Member = number == 1U;
  return number.has_value();
}

bool read_agent_kind(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_presence(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_conversation_state(Reading& reading, const Parameter& parameter, std::string_view value);
// A document, or OFF in any case.
bool read_shadow(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_against(Reading& reading, const Parameter& parameter, std::string_view value);
// An agent, and behind the last colon how long to wait for it, if that is a duration.
bool read_sticky(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_time(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_payload(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_document(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_page_size(Reading& reading, const Parameter& parameter, std::string_view value);

// Comma-separated lists; the empty text is the empty list.
bool read_skill_levels(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_skill_needs(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_preferred(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_channels(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_queues(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_attributes(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_labels(Reading& reading, const Parameter& parameter, std::string_view value);

// Stream keys and entry identifiers.
bool read_stream_key(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_range_start(Reading& reading, const Parameter& parameter, std::string_view value);
bool read_range_end(Reading& reading, const Parameter& parameter, std::string_view value);

}  // namespace stellwerk::resp
