// SPDX-License-Identifier: Apache-2.0
#include "core/resp/streams.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "core/base/text.h"
#include "core/resp/options.h"
#include "core/resp/values.h"

namespace stellwerk::resp {
namespace {

using model::Code;

constexpr std::uint64_t kEntryMax = std::numeric_limits<std::uint64_t>::max();

// An entry's identifier as clients write it: `5-0`, or `5` for the same. Entries only have the
// second number 0, but a caller may ask for what lies between two of them.
struct EntryId {
  std::uint64_t seq = 0;
  std::uint64_t part = 0;
};

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<EntryId> parse_entry(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto seq = parse_number(text.substr(0, dash));
  const auto part = dash == text.npos ? 0 : parse_number(text.substr(dash + 1));
  if (!seq || !part) return std::nullopt;
  return EntryId{*seq, *part};
}

bool refuse_entry(Reading& reading, std::string_view name, std::string_view value,
                  std::string_view allowed) {
  return reading.refuse(Code::kBadArg,
                        {name, ": ", shown(value), " is no entry identifier; use ", allowed});
}

bool is_stream_key(std::string_view key) {
  if (key == "events") return true;
  for (const std::string_view prefix : {"inbox:", "outbox:"}) {
    if (key.starts_with(prefix)) return base::is_identifier(key.substr(prefix.size()));
  }
  return false;
}

bool refuse_stream(Reading& reading, std::string_view key) {
  return reading.refuse(Code::kUnknownStream,
                        {shown(key), " is no stream; read events, inbox:AGENT or outbox:CHANNEL"});
}

}  // namespace

bool read_stream_key(Reading& reading, const Parameter& /*parameter*/, std::string_view value) {
  if (!is_stream_key(value)) return refuse_stream(reading, value);
  reading.lists.streams.assign(1, {value, 0});
  reading.command.streams = reading.lists.streams;
  return true;
}

bool read_range_start(Reading& reading, const Parameter& parameter, std::string_view value) {
  if (value == "-" || value == "+") {
    reading.command.first = value == "-" ? 0 : kEntryMax;
    return true;
  }
  const bool exclusive = value.starts_with('(');
  const auto entry = parse_entry(exclusive ? value.substr(1) : value);
  if (!entry) return refuse_entry(reading, parameter.name, value, "-, +, 5, 5-0, (5 or (5-0");
  const bool next = exclusive || entry->part > 0;
  if (next && entry->seq == kEntryMax) {
    return reading.refuse(Code::kBadArg, {parameter.name, ": nothing lies behind ", shown(value)});
  }
  reading.command.first = next ? entry->seq + 1 : entry->seq;
  return true;
}

bool read_range_end(Reading& reading, const Parameter& parameter, std::string_view value) {
  if (value == "-" || value == "+") {
    reading.command.last = value == "-" ? 0 : kEntryMax;
    return true;
  }
  const bool exclusive = value.starts_with('(');
  const auto entry = parse_entry(exclusive ? value.substr(1) : value);
  if (!entry) return refuse_entry(reading, parameter.name, value, "-, +, 5, 5-0, (5 or (5-0");
  const bool before = exclusive && entry->part == 0;
  if (before && entry->seq == 0) {
    return reading.refuse(Code::kBadArg, {parameter.name, ": nothing lies before ", shown(value)});
  }
  reading.command.last = before ? entry->seq - 1 : entry->seq;
  return true;
}

bool read_xread(Reading& reading, std::span<const Parameter> parameters,
                std::span<const std::string_view> arguments) {
  std::size_t options = 0;
  while (options < arguments.size() && !base::equals_ignoring_case(arguments[options], "STREAMS")) {
    options += 2;
  }
  const std::size_t given = std::min(options, arguments.size());
  if (!read_options(reading, parameters, arguments.first(given))) return false;
  if (options >= arguments.size()) {
    return reading.refuse(Code::kBadArg, {"STREAMS: missing; end with STREAMS key... id..."});
  }
  const auto behind = arguments.subspan(options + 1);
  const std::size_t count = behind.size() / 2;
  if (count == 0 || behind.size() % 2 != 0) {
    return reading.refuse(Code::kBadArg,
                          {"STREAMS: unbalanced list of streams: for each stream key an ID or '$' "
                           "must be specified"});
  }
  auto& streams = reading.lists.streams;
  streams.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view key = behind[i];
    const std::string_view id = behind[count + i];
    if (!is_stream_key(key)) return refuse_stream(reading, key);
    const auto entry = parse_entry(id);
    if (!entry && id != "$") return refuse_entry(reading, "STREAMS", id, "5, 5-0, 0 or $");
    streams.push_back({key, entry ? entry->seq : model::kStreamAfterNow});
  }
  reading.command.streams = streams;
  reading.command.mark(model::Field::kStreams);
  return true;
}

bool read_xtrim(Reading& reading, std::span<const Parameter> /*parameters*/,
                std::span<const std::string_view> arguments) {
  if (!is_stream_key(arguments[0])) return refuse_stream(reading, arguments[0]);
  if (arguments[0] != "events") {
    return reading.refuse(Code::kBadArg, {"key: only events is trimmed; inbox: and outbox: are "
                                          "parts of it"});
  }
  if (!base::equals_ignoring_case(arguments[1], "MINID")) {
    return reading.refuse(Code::kBadArg,
                          {"unknown strategy ", shown(arguments[1]), "; use MINID id"});
  }
  const bool has_mode = arguments[2] == "=" || arguments[2] == "~";
  if (arguments.size() != (has_mode ? 4U : 3U)) {
    return reading.refuse(Code::kBadArg, {"MINID: give one id, and nothing behind it"});
  }
  static constexpr Parameter kMinId = positional("MINID", model::Field::kFirst, read_range_start);
  const std::string_view id = arguments.back();
  if (id.starts_with('(')) return refuse_entry(reading, "MINID", id, "5 or 5-0");
  if (!read_range_start(reading, kMinId, id)) return false;
  reading.lists.streams.assign(1, {arguments[0], 0});
  reading.command.streams = reading.lists.streams;
  reading.command.mark(model::Field::kStreams);
  reading.command.mark(model::Field::kFirst);
  return true;
}

}  // namespace stellwerk::resp
