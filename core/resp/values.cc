// SPDX-License-Identifier: Apache-2.0
#include "core/resp/values.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/model/reply.h"

namespace stellwerk::resp {

using model::Code;

bool Reading::refuse(Code code, std::initializer_list<std::string_view> text) {
  refusal.code = code;
  refusal.text.clear();
  for (const std::string_view part : text) refusal.text += part;
  return false;
}

std::string shown(std::string_view value) {
  constexpr std::size_t kShownMax = 64;
  std::string text = "'";
  for (const char c : value.substr(0, kShownMax)) {
    const auto byte = static_cast<unsigned char>(c);
    text += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  text += value.size() > kShownMax ? "'..." : "'";
  return text;
}

bool refuse_identifier(Reading& reading, const Parameter& parameter, std::string_view value) {
  return reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(value),
                                        " is no identifier; use 1 to 128 printable bytes without "
                                        "blank , = < >"});
}

bool check_free_text(Reading& reading, const Parameter& parameter, std::string_view value,
                     std::size_t greatest) {
  if (!value.empty() && value.size() <= greatest) return true;
  return reading.refuse(Code::kBadArg, {parameter.name, ": has ", std::to_string(value.size()),
                                        " bytes; use 1 to ", std::to_string(greatest)});
}

std::optional<std::uint64_t> checked_number(Reading& reading, const Parameter& parameter,
                                            std::string_view value, std::uint64_t least,
                                            std::uint64_t greatest) {
  const auto number = base::parse_integer(value);
  if (number && *number >= 0) {
    const auto unsigned_number = static_cast<std::uint64_t>(*number);
    if (unsigned_number >= least && unsigned_number <= greatest) return unsigned_number;
  }
  reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(value), " is no integer from ",
                                 std::to_string(least), " to ", std::to_string(greatest)});
  return std::nullopt;
}

std::optional<base::Duration> checked_duration(Reading& reading, const Parameter& parameter,
                                               std::string_view value, std::int64_t least_ms) {
  const auto duration = base::parse_duration(value);
  if (duration && duration->ms >= least_ms) return duration;
  reading.refuse(
      Code::kBadArg,
      {parameter.name, ": ", shown(value), " is no duration of ", std::to_string(least_ms),
       "ms to 36500d; use milliseconds, or a number with ms, s, m, min, h or d"});
  return std::nullopt;
}

std::optional<std::uint32_t> checked_share(Reading& reading, const Parameter& parameter,
                                           std::string_view value) {
  double share = -1;
  const char* const end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, share);
  if (error == std::errc{} && stopped == end && share >= 0 && share <= 1) {
    constexpr double kNoise = 1e-9;  // 0.29 is a little less than 290 thousandths
    return static_cast<std::uint32_t>(share * 1'000 + kNoise);
  }
  reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(value),
                                 " is no fraction from 0 to 1; write it as 0.4"});
  return std::nullopt;
}

bool read_agent_kind(Reading& reading, const Parameter& parameter, std::string_view value) {
  for (const auto kind : {model::AgentKind::kHuman, model::AgentKind::kBot}) {
    if (!base::equals_ignoring_case(value, model::name(kind))) continue;
    reading.command.agent_kind = kind;
    return true;
  }
  return reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(value), "; use human or bot"});
}

bool read_presence(Reading& reading, const Parameter& parameter, std::string_view value) {
  using enum model::Presence;
  for (const auto presence : {kOnline, kAway, kOffline, kDraining}) {
    if (!base::equals_ignoring_case(value, model::name(presence))) continue;
    reading.command.presence = presence;
    return true;
  }
  return reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(value),
                                        "; use ONLINE, AWAY, OFFLINE or DRAINING"});
}

bool read_conversation_state(Reading& reading, const Parameter& parameter, std::string_view value) {
  using enum model::ConvState;
  for (const auto state : {kWaiting, kOffered, kActive, kHeld, kWrapup, kClosed}) {
    if (!base::equals_ignoring_case(value, model::name(state))) continue;
    reading.command.text = model::name(state);
    return true;
  }
  return reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(value),
                                        "; use waiting, offered, active, held, wrapup or closed"});
}

bool read_shadow(Reading& reading, const Parameter& parameter, std::string_view value) {
  if (!base::equals_ignoring_case(value, model::kShadowOff)) {
    return read_document(reading, parameter, value);
  }
  reading.command.text = model::kShadowOff;
  return true;
}

bool read_against(Reading& reading, const Parameter& parameter, std::string_view value) {
  constexpr std::string_view kLive = "live";
  if (!base::equals_ignoring_case(value, kLive)) {
    return reading.refuse(Code::kBadArg, {parameter.name, ": ", shown(value), "; use live"});
  }
  reading.command.against = kLive;
  return true;
}

bool read_sticky(Reading& reading, const Parameter& parameter, std::string_view value) {
  std::string_view agent = value;
  if (const std::size_t colon = value.rfind(':'); colon != value.npos) {
    const auto duration = base::parse_duration(value.substr(colon + 1));
    if (duration && duration->ms >= 0) {
      reading.command.sticky_for = *duration;
      reading.command.mark(model::Field::kStickyFor);
      agent = value.substr(0, colon);
    }
  }
  if (!base::is_identifier(agent)) return refuse_identifier(reading, parameter, agent);
  reading.command.sticky = agent;
  return true;
}

bool read_time(Reading& reading, const Parameter& parameter, std::string_view value) {
  constexpr std::uint64_t kLatest = 1ULL << 53U;  // exact in every client's numbers
  const auto ms = checked_number(reading, parameter, value, 0, kLatest);
  if (ms) reading.command.at = {static_cast<std::int64_t>(*ms)};
  return ms.has_value();
}

bool read_payload(Reading& reading, const Parameter& parameter, std::string_view value) {
  reading.command.payload = value;
  if (value.size() <= reading.limits.payload_size_max) return true;
  return reading.refuse(Code::kTooBig,
                        {parameter.name, ": has ", std::to_string(value.size()), " bytes, at most ",
                         std::to_string(reading.limits.payload_size_max),
                         "; store it elsewhere and send a reference"});
}

bool read_document(Reading& reading, const Parameter& /*parameter*/, std::string_view value) {
  reading.command.text = value;
  return true;
}

bool read_page_size(Reading& reading, const Parameter& parameter, std::string_view value) {
  const auto count = checked_number(reading, parameter, value, 1, reading.limits.page_size_max);
  if (count) reading.command.count = *count;
  return count.has_value();
}

}  // namespace stellwerk::resp
