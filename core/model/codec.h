// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/command.h"
#include "core/model/event.h"
#include "core/model/policy.h"

// Commands, events and policies as bytes: what travels between threads and into the journal.
// Little endian, independent of the machine. A command: kind u8, fields u64, then the given fields
// by ascending number; integers are 8 bytes, texts u32 length + bytes, lists u32 count + terms.
namespace stellwerk::model {

// Appends the encoded command to `out`.
void encode(const Command& command, std::string& out);

// Decodes commands; owns the lists that the decoded views point into. One per thread.
class CommandDecoder {
 public:
  // Views into `bytes` and into this decoder, valid until the next call. Null when the bytes are
  // not one whole, well-formed command.
  [[nodiscard]] const Command* decode(std::string_view bytes);

 private:
  Command command_;
  std::vector<Term> terms_;
};

// What an event's encoding says is there, and its size in bytes.
struct EventExtent {
  std::uint32_t present = 0;
  std::size_t size = 0;
};
[[nodiscard]] EventExtent extent_of(const Event& event);

// Appends the encoded event to `out`. REQUIRES: `extent` is the event's.
void encode(const Event& event, const EventExtent& extent, std::string& out);
inline void encode(const Event& event, std::string& out) { encode(event, extent_of(event), out); }

// The event's texts are views into `bytes`. Empty when the bytes are not one well-formed event.
[[nodiscard]] std::optional<Event> decode_event(std::string_view bytes);

// Appends the encoded policy to `out`. REQUIRES: its calendars keep what CalendarPolicy says.
void encode(const Policy& policy, std::string& out);
// Also of the formats of earlier versions, with defaults for what they do not have.
[[nodiscard]] std::optional<Policy> decode_policy(std::string_view bytes);

}  // namespace stellwerk::model
