// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stellwerk/client/value.h"

namespace stellwerk::cli {

// An entry of a stream as XREAD answers it, with the fields that a replay looks at.
struct Entry {
  std::uint64_t seq = 0;
  std::string stream;
  std::string type;
  std::string conv, agent, queue, channel, offer, state, reason, clock;
  std::int64_t at = 0;  // unix ms
  std::int64_t reopened = 0;
};

// The entries in the answer to an XREAD, in the order given. Null: nothing came. Empty optional:
// this is not the answer to an XREAD.
[[nodiscard]] std::optional<std::vector<Entry>> read_entries(const Value& reply);

}  // namespace stellwerk::cli
