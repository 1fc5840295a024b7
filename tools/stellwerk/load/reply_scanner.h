// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace stellwerk::cli {

// What a load generator looks at in a reply; everything else is stepped over, nothing is copied.
struct ScannedReply {
  enum class Kind : std::uint8_t { kNeedMore, kMalformed, kReply, kError };

  Kind kind = Kind::kNeedMore;
  std::size_t size = 0;    // bytes of the reply
  std::string_view text;   // the line of an error, a status or an integer
  std::string_view state;  // fields of a flat map; empty when null or not there
  std::string_view agent;
};

// Scans the first RESP2 reply in `bytes`: a line, a bulk string, or an array of those.
[[nodiscard]] ScannedReply scan_reply(std::string_view bytes);

}  // namespace stellwerk::cli
