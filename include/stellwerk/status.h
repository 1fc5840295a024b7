// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// What can go wrong, as far as the caller can act on it.
//
// Thread safety: plain values.
namespace stellwerk {

// The same codes as on the wire. Values are never renumbered.
enum class Code : std::uint8_t {
  kOk = 0,
  kErr = 1,            // The router cannot work any more; the text says why.
  kBadArg = 2,         // The text names the argument and what it takes. Do not retry.
  kNoAuth = 3,         // On the wire only.
  kNoPerm = 4,         // On the wire only.
  kUnknownQueue = 5,   // The policy has no such queue.
  kUnknownAgent = 6,   // Never set, or removed: set_agent() first.
  kUnknownConv = 7,    // Never opened, or closed so long ago that it is forgotten.
  kUnknownOffer = 8,   // Never issued.
  kUnknownStream = 9,  // On the wire only.
  kBadState = 10,      // The text names the state that forbids it.
  kStale = 11,         // Was right once: an ended offer, an older epoch or episode.
  kFull = 12,          // Wait Status::retry_after_ms, then send it again.
  kTooBig = 13,        // A payload above Limits::payload_size_max.
  kUnroutable = 14,    // No agent could take it.
  kConflict = 15,      // The policy has another version than the one asked for.
};

// As on the wire: "BADARG" for kBadArg.
[[nodiscard]] std::string_view name(Code code);

// How something went.
struct [[nodiscard]] Status {
  Code code = Code::kOk;
  // For people: what is wrong and what to do. Empty when ok().
  std::string text = {};
  // With kFull: milliseconds to hold back. 0 with everything else.
  std::uint32_t retry_after_ms = 0;

  [[nodiscard]] bool ok() const { return code == Code::kOk; }
};

// Writes the status to standard error and ends the program.
[[noreturn]] void end_for_error(const Status& status);

// A value, or why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  // REQUIRES: !error.ok().
  Result(Status error) : status_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  [[nodiscard]] Code code() const { return status_.code; }
  [[nodiscard]] const Status& status() const { return status_; }

  // REQUIRES: ok(). Otherwise ends the program and says why on standard error.
  T& value() & {
    if (!ok()) end_for_error(status_);
    return *value_;
  }
  const T& value() const& {
    if (!ok()) end_for_error(status_);
    return *value_;
  }
  T&& value() && {
    if (!ok()) end_for_error(status_);
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace stellwerk
