// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/code.h"

namespace stellwerk::model {

// Values are journal format.
enum class ConvState : std::uint8_t {
  kWaiting = 0,
  kOffered = 1,
  kActive = 2,
  kHeld = 3,
  kWrapup = 4,
  kClosed = 5,
};

[[nodiscard]] std::string_view name(ConvState state);

// An offer's identifier as clients see it, and back. Zero means no offer; parse answers zero for a
// text that no offer can have.
[[nodiscard]] std::string offer_name(std::uint64_t offer);
[[nodiscard]] std::uint64_t parse_offer(std::string_view text);

enum class ReplyKind : std::uint8_t {
  kOk,
  kInteger,       // `integer`
  kConversation,  // conv state agent offer position eta_ms eta_p90_ms seq duplicate episode
                  // (escalated)
  kMessage,       // conv seq state agent duplicate episode
  kError,         // `code` and `text`
};

// The answer to one write. A view: valid until the engine is called again.
struct Reply {
  ReplyKind kind = ReplyKind::kOk;
  Code code = Code::kOk;
  ConvState state = ConvState::kWaiting;
  bool duplicate = false;
  std::int8_t escalated = -1;  // CONV.ESCALATE: whether it is with humans; negative: absent
  std::uint32_t episode = 0;
  std::uint32_t position = 0;  // 0: absent
  std::uint64_t offer = 0;     // 0: absent
  std::uint64_t seq = 0;       // number of the tenant's last event
  std::int64_t integer = 0;
  std::int64_t eta_ms = -1;            // negative: absent
  std::int64_t eta_p90_ms = -1;        // negative: absent
  std::int32_t on_time_permille = -1;  // chance; negative: absent. CONV.GET and ETA tell it
  std::string_view conv, agent, text;  // agent empty: absent
};

// Writes one structured answer, outermost first: map(2) is followed by two keys and two values.
// Implemented once per wire protocol version.
class ReplyWriter {
 public:
  virtual ~ReplyWriter() = default;
  virtual void map(std::size_t pairs) = 0;
  virtual void array(std::size_t items) = 0;
  virtual void text(std::string_view value) = 0;    // bulk string, any bytes
  virtual void simple(std::string_view value) = 0;  // status like OK
  virtual void integer(std::int64_t value) = 0;
  virtual void real(double value) = 0;
  virtual void null() = 0;
  virtual void null_array() = 0;  // XREAD without an answer
  virtual void error(Code code, std::string_view text) = 0;
};

// Writes `reply` in the shape of the wire contract.
void write(const Reply& reply, ReplyWriter& writer);

}  // namespace stellwerk::model
