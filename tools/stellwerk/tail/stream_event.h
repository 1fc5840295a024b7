// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/stellwerk/client/value.h"

namespace stellwerk::cli {

// An entry of a stream with all its fields, in the order received.
struct StreamEvent {
  std::string id;
  std::vector<std::pair<std::string, std::string>> fields;

  // Empty when there is no such field.
  [[nodiscard]] std::string_view field(std::string_view name) const;
};

// The number in an identifier: "17" and "17-0" are 17.
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view id);

// The entries in the answer to an XREAD of one stream; null is none. Empty optional: this is not
// such an answer.
[[nodiscard]] std::optional<std::vector<StreamEvent>> events_of(const Value& reply);

}  // namespace stellwerk::cli
