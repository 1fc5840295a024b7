// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace stellwerk::model {

// What a caller can act on. The names of name() are wire format; the values are journal format and
// are never renumbered.
enum class Code : std::uint8_t {
  kOk = 0,
  kErr = 1,     // Not a command, or the wrong number of arguments.
  kBadArg = 2,  // The text names the argument.
  kNoAuth = 3,  // Log in first.
  kNoPerm = 4,  // Logged in, but this user may not.
  kUnknownQueue = 5,
  kUnknownAgent = 6,
  kUnknownConv = 7,
  kUnknownOffer = 8,  // Never issued.
  kUnknownStream = 9,
  kBadState = 10,  // The text names the state that forbids it.
  kStale = 11,     // Was right once: an ended offer, an older epoch or episode.
  kFull = 12,      // Try again later; the text has retry-after-ms=N.
  kTooBig = 13,
  kUnroutable = 14,
  kConflict = 15,  // The policy has another version.
};

// The error code as clients see it, "BADARG" for kBadArg; "OK" for kOk.
[[nodiscard]] std::string_view name(Code code);

}  // namespace stellwerk::model
